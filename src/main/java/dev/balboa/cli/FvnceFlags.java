package dev.balboa.cli;

import java.nio.file.Path;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import picocli.CommandLine.ParseResult;

/// The flags of `balboa train` that mean something to fvnce. Its own options are [MethodFlags].
final class FvnceFlags {

    private static final Map<String, String> KEYS = keys();

    private static final Set<String> OTHERS =
            Set.of(
                    "--method",
                    "--config",
                    "--data",
                    "--out",
                    "--overwrite",
                    ProfileOptions.FLAG,
                    ProfileOptions.STEPS_FLAG,
                    "--json");

    /// Of those that may be said beside `--resume`, the ones that mean nothing here.
    private static final List<String> NOT_RESUMED =
            List.of("--workers", "--knn-k", "--knn-temperature");

    private FvnceFlags() {}

    private static Map<String, String> keys() {
        Map<String, String> keys = new LinkedHashMap<>();
        keys.put("--image-size", "data.image_size");
        keys.put("--limit", "data.limit");
        keys.put("--test-limit", "data.test_limit");
        keys.put("--bad-images", "data.bad_images");
        keys.put("--lr", "optimizer.lr");
        keys.put("--epochs", "schedule.epochs");
        keys.put("--batch-size", "schedule.batch_size");
        keys.put("--seed", "schedule.seed");
        keys.put("--device", "compute.device");
        keys.put("--threads", "compute.threads");
        return keys;
    }

    /// The configuration of a run: defaults, then a file, then flags.
    ///
    /// @param file   of `--config`, or null
    /// @param source of `--data`, or null
    /// @throws UsageException for a flag that means nothing here, or a value out of range
    static FvnceConfig config(ParseResult given, Path file, String source) {
        refuse(given);
        Settings settings = Settings.of(FvnceConfig.DEFAULTS);
        if (file != null) {
            settings.readToml(file);
        }
        settings.set("method", FvnceOptions.METHOD).set("data.source", source);
        KEYS.forEach((flag, key) -> settings.set(key, given.matchedOptionValue(flag, null)));
        MethodFlags.apply(given, settings);
        FvnceConfig config = settings.read(FvnceConfig.class);
        if (config.data().table()) {
            for (String flag : List.of("--image-size", "--bad-images")) {
                refuse(given.hasMatchedOption(flag), flag, "--data is a table of numbers");
            }
        }
        FvnceConfig resolved = config.resolved();
        MethodFlags.requireUsed(FvnceOptions.METHOD, settings.chosen(), resolved.options());
        return resolved;
    }

    private static void refuse(ParseResult given) {
        Set<String> known = new HashSet<>(OTHERS);
        known.addAll(KEYS.keySet());
        // of these, another method's are refused by their names later
        MethodFlags.names().forEach(name -> known.add("--" + name));
        new OnlyFlags(known).check(given, name -> absent(name, "--method fvnce has no use for it"));
    }

    /// Refuses what other methods' runs may be resumed with.
    static void refuseBesideResume(ParseResult given) {
        NOT_RESUMED.forEach(
                flag ->
                        refuse(
                                given.hasMatchedOption(flag),
                                flag,
                                "a run of fvnce has no use for it"));
    }

    /// A saved configuration with the flags that may be said beside `--resume` put over it.
    static FvnceConfig moved(FvnceConfig saved, ParseResult given) {
        Settings settings = Settings.of(saved);
        for (String flag : List.of("--device", "--threads")) {
            settings.set(KEYS.get(flag), given.matchedOptionValue(flag, null));
        }
        return settings.read(FvnceConfig.class);
    }

    private static void refuse(boolean isGiven, String flag, String because) {
        if (isGiven) {
            throw new UsageException(absent(flag, because));
        }
    }

    private static String absent(String flag, String because) {
        return flag + ": given (expected: absent, since " + because + ")";
    }
}
