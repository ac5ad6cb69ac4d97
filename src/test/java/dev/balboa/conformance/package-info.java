/// Balboa computes what PyTorch computes: its answers against recordings of PyTorch's.
///
/// Open [dev.balboa.conformance.OperatorConformanceTest] first. The recordings are made by the
/// scripts in `src/test/python` and read through [dev.balboa.testkit.Goldens]. May depend on
/// everything public.
package dev.balboa.conformance;
