package dev.balboa.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// `balboa train --method fvnce` with settings that take no time.
final class FvnceCommand {

    private FvnceCommand() {}

    /// A run on generated images with some flags set or replaced; a flag without a value comes
    /// last.
    static CommandRun onImages(String out, String... more) {
        Map<String, String> flags = common(out);
        flags.put("--image-size", "8");
        flags.put("--limit", "48");
        flags.put("--test-limit", "16");
        return run(flags, more);
    }

    /// A run on a table.
    static CommandRun onTable(String out, String file, String... more) {
        Map<String, String> flags = common(out);
        flags.put("--data", file);
        return run(flags, more);
    }

    private static Map<String, String> common(String out) {
        Map<String, String> flags = new LinkedHashMap<>();
        flags.put("--method", "fvnce");
        flags.put("--hidden", "16");
        flags.put("--latent-dim", "2");
        flags.put("--batch-size", "16");
        flags.put("--epochs", "3");
        flags.put("--warm-start-epochs", "1");
        flags.put("--likelihood-samples", "4");
        flags.put("--threads", "1");
        flags.put("--out", out);
        return flags;
    }

    private static CommandRun run(Map<String, String> flags, String... more) {
        for (int i = 0; i + 1 < more.length; i += 2) {
            flags.put(more[i], more[i + 1]);
        }
        List<String> args = new ArrayList<>(List.of("train", "--json"));
        flags.forEach((flag, value) -> args.addAll(List.of(flag, value)));
        if (more.length % 2 == 1) {
            args.add(more[more.length - 1]);
        }
        return CommandRun.of(args.toArray(String[]::new));
    }

    static void requireDone(CommandRun run) {
        assertThat(run.exit()).as("%s", run.err()).isZero();
    }

    /// Its one line about what is wrong.
    static String refused(CommandRun run, int exit) {
        assertThat(run.exit()).as("%s", run.err()).isEqualTo(exit);
        return run.err().getLast().replaceFirst("^balboa train: ", "");
    }
}
