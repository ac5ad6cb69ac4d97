/// The one value everything speaks: [dev.balboa.tensor.Tensor], with its shapes, types, devices,
/// memory and errors.
///
/// Start with [dev.balboa.tensor.Tensor] and [dev.balboa.tensor.Scope];
/// [dev.balboa.tensor.Operator] reaches every ATen operator that has no method here;
/// [dev.balboa.tensor.Memory] counts what lives.
///
/// ```
/// Tensor ── method ──> Fast (unboxed) or Frame (boxed) ──> internal.ffm ──> libbalboa ──> libtorch
///    │                          │
///    └── owned by a Scope       └── errors become TorchException, once, in Errors
/// ```
///
/// Depends on `dev.balboa.internal` only.
package dev.balboa.tensor;
