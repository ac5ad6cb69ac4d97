/// Gradients: [dev.balboa.autograd.Autograd] for modes and `grad`,
/// [dev.balboa.autograd.CustomFunction] for functions whose backward is written in Java,
/// [dev.balboa.autograd.Autocast] for mixed precision, [dev.balboa.autograd.GradScaler] for its
/// float16 losses, [dev.balboa.autograd.Checkpointing] for memory. `backward()` itself and hooks
/// are methods of [dev.balboa.tensor.Tensor].
///
/// Depends on `dev.balboa.tensor`.
package dev.balboa.autograd;
