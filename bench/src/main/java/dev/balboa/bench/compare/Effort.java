package dev.balboa.bench.compare;

import dev.balboa.bench.Suite;

/// How much is measured.
///
/// @param forks how often every process is started afresh: compilers and memory layouts differ from
///     start to start
/// @param rounds samples per process and implementation
/// @param warmMillis running before the first sample, per process
/// @param sampleMillis length of a sample, if a round of the work is not longer
/// @param starts whole processes started, per implementation
record Effort(int forks, int rounds, int warmMillis, int sampleMillis, int starts) {
    /// For figures to be shown: less of what takes seconds, so that all suites take 40 minutes.
    static Effort full(Suite suite) {
        return switch (suite) {
            case OPS, AUGMENT, STARTUP -> new Effort(2, 12, 2_000, 120, 11);
            case LOSS -> new Effort(2, 8, 4_000, 120, 0);
            // a JVM compiles for ten seconds what a step calls some hundred times
            case STEP -> new Effort(2, 6, 12_000, 240, 0);
            case TRAIN -> new Effort(2, 4, 2_000, 120, 5);
            case EVAL -> new Effort(2, 5, 2_000, 120, 0);
        };
    }

    /// To see that everything works.
    static Effort quick(Suite suite) {
        return switch (suite) {
            case OPS, LOSS, AUGMENT, STARTUP -> new Effort(1, 5, 700, 40, 3);
            case STEP, TRAIN, EVAL -> new Effort(1, 2, 500, 40, 2);
        };
    }
}
