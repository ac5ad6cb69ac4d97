/// Gradients: [dev.balboa.autograd.Autograd] for modes and `grad`,
/// [dev.balboa.autograd.CustomFunction] for functions whose backward is written in Java,
/// [dev.balboa.autograd.Autocast] for mixed precision. `backward()` itself and hooks are methods of
/// [dev.balboa.tensor.Tensor].
///
/// Depends on `dev.balboa.tensor`.
package dev.balboa.autograd;
