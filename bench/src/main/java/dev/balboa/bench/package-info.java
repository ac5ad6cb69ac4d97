/// What is measured, once for every implementation: [dev.balboa.bench.Work] with its inputs and
/// expected values, and the same work as [dev.balboa.bench.Subject]s in Balboa, in C++, in JavaCPP
/// and in DJL. The JMH classes and the comparison in [dev.balboa.bench.compare] both run these.
///
/// Start with [dev.balboa.bench.Work] and [dev.balboa.bench.Subject].
///
/// ```
/// MulBenchmark ... (JMH)      compare (against C++, Python, JavaCPP, DJL)
///           └──────────┬──────────────┘
///                   Subject ── Work, Inputs
/// ```
///
/// Depends on the public packages of Balboa, and on `dev.balboa.internal.ffm` for the C++ loops
/// alone.
package dev.balboa.bench;
