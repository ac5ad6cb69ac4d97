/// What is measured, once for every implementation: [dev.balboa.bench.Work] with its inputs and
/// expected values, and the same work as [dev.balboa.bench.Subject]s in Balboa, in C++ and in
/// JavaCPP. The JMH classes and the comparison in [dev.balboa.bench.compare] both run these.
///
/// Start with [dev.balboa.bench.Work] and [dev.balboa.bench.Subject].
///
/// ```
/// MulBenchmark ... (JMH)      compare (against C++, Python, JavaCPP)
///           └──────────┬──────────────┘
///                   Subject ── Work, Inputs
/// ```
///
/// Depends on `dev.balboa.tensor`, and on `dev.balboa.internal.ffm` for the C++ loops alone.
package dev.balboa.bench;
