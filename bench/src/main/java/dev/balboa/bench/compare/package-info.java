/// The comparison behind `bench/compare`: the same work by every implementation, each in a process
/// of its own, sampled in turn, so that whatever disturbs the machine disturbs all of them.
///
/// Start with [dev.balboa.bench.compare.Compare] (the command), [dev.balboa.bench.compare.Contest]
/// (the rounds) and [dev.balboa.bench.compare.SuiteRun] (what is compared).
///
/// ```
/// Compare ─> SuiteRun ─> Contest ─> Contestant ══ process: Worker, or bench/python/peer.py
///    │           └─────> Startup, FileEpoch ─> WholeProcesses ══ timed by bench/python/measure.py
///    └─> Row ─> Table (people), JSON lines, Report and Chart (docs/BENCHMARKS.md)
/// ```
///
/// Depends on `dev.balboa.bench`; a new suite is a constant of [dev.balboa.bench.Suite] and
/// a line in [dev.balboa.bench.compare.Compare].
package dev.balboa.bench.compare;
