package dev.balboa.cli;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;

/// An earlier run of `balboa identify` that another is shown beside: one with the same latents seen
/// through the same network.
///
/// @param folder its `--out`
/// @param config of the run
/// @param lines  its curve, at least one
record IdentifyBeside(Path folder, IdentifyConfig config, List<JsonNode> lines) {

    private static final String FLAG = "--beside";

    /// Reads the run in a folder.
    ///
    /// @param mine what it is shown beside
    /// @throws UsageException when there is none, or it has other latents
    static IdentifyBeside read(Path folder, IdentifyConfig mine) {
        OutputFolder out = new OutputFolder(folder);
        Path file = folder.resolve("config.json");
        UsageException.require(
                Files.isRegularFile(file) && Files.isRegularFile(out.metrics()),
                FLAG,
                folder,
                "the --out folder of a run of balboa identify");
        List<JsonNode> lines = CurveFile.read(out.metrics());
        UsageException.require(
                !lines.isEmpty(), FLAG, folder, "a run with an evaluation; it has none yet");
        IdentifyBeside run = new IdentifyBeside(folder, config(file), lines);
        run.requireSame("--lambda", run.config.lambda(), mine.lambda());
        run.requireSame("--seed", run.config.seed(), mine.seed());
        run.requireSame("--dims", run.config.dims(), mine.dims());
        run.requireSame("--condition-draws", run.config.conditionDraws(), mine.conditionDraws());
        return run;
    }

    private static IdentifyConfig config(Path file) {
        try {
            return IdentifyConfig.fromJson(FLAG + ": " + file, Files.readString(file));
        } catch (IOException e) {
            throw new UncheckedIOException(file + ": cannot be read", e);
        }
    }

    private void requireSame(String flag, Object its, Object mine) {
        UsageException.require(
                its.equals(mine),
                FLAG,
                "%s with %s %s".formatted(folder, flag, its),
                "a run with %s %s, whose latents are the same".formatted(flag, mine));
    }

    /// Where it stood last, in a line.
    String words() {
        JsonNode last = lines.getLast();
        return String.format(
                Locale.ROOT,
                "beside          %s, step %d: R2 %.4f  MCC %.4f  (%s)",
                config.method(),
                last.path("step").asLong(),
                last.path("r2").asDouble(),
                last.path("mcc").asDouble(),
                folder);
    }

    /// The same, for `--json` and the page.
    void report(ObjectNode results) {
        JsonNode last = lines.getLast();
        ObjectNode beside = results.putObject("beside");
        beside.put("out", folder.toString()).put("method", config.method());
        for (String name : List.of("step", "r2", "mcc")) {
            beside.set(name, last.path(name));
        }
    }
}
