package dev.balboa.reliability;

import java.nio.file.Path;

/// How a fuzz run goes.
///
/// @param calls how many calls to make
/// @param seed  of everything random
/// @param log   file that holds the call about to be made
/// @param only  a part of the subject's name, or empty for every subject
record FuzzOptions(long calls, long seed, Path log, String only) {

    static FuzzOptions parse(String... args) {
        FuzzOptions options = new FuzzOptions(3_000, 1, Path.of("fuzz-call.log"), "");
        for (int i = 0; i < args.length; i += 2) {
            if (i + 1 == args.length) {
                throw new IllegalArgumentException(args[i] + ": no value");
            }
            options = options.with(args[i], args[i + 1]);
        }
        return options;
    }

    private FuzzOptions with(String name, String value) {
        return switch (name) {
            case "--calls" -> new FuzzOptions(Long.parseLong(value), seed, log, only);
            case "--seed" -> new FuzzOptions(calls, Long.parseLong(value), log, only);
            case "--log" -> new FuzzOptions(calls, seed, Path.of(value), only);
            case "--only" -> new FuzzOptions(calls, seed, log, value);
            default ->
                    throw new IllegalArgumentException(
                            name + ": unknown (expected: --calls, --seed, --log or --only)");
        };
    }
}
