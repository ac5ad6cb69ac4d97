package dev.balboa.bench.compare;

/// How much is measured.
///
/// @param forks how often every process is started afresh: compilers and memory layouts differ from
///     start to start
/// @param rounds samples per process and implementation
/// @param warmMillis running before the first sample, per process
/// @param sampleMillis length of a sample
/// @param starts whole processes started, per implementation
record Effort(int forks, int rounds, int warmMillis, int sampleMillis, int starts) {
    /// For figures to be shown.
    static final Effort FULL = new Effort(2, 12, 2_000, 120, 11);

    /// To see that everything works.
    static final Effort QUICK = new Effort(1, 5, 700, 40, 3);
}
