/// Optimisers over named tensors, and the schedules of their learning rates.
///
/// Open first: [Sgd] (steps through libtorch's fused operator), [ParameterGroup] (which tensors
/// share a schedule), [Schedule] (how the learning rate changes from step to step).
///
/// An optimiser knows tensors, not modules, so it can be tested and used without a network.
///
/// May depend on `dev.balboa.tensor` and `dev.balboa.autograd`; siblings `nn`, `loss` and `data`
/// are not imported.
package dev.balboa.optim;
