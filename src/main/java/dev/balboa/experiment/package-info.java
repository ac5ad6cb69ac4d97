/// Experiments on what a method can and cannot learn, on data whose truth is known.
///
/// Open first: [IdentifiabilityExperiment] (does a contrastive loss recover the latents that data
/// was made of?), [IdentifiabilitySettings] (all that decides it), [Evaluation] (what it found).
///
/// ```text
/// z uniform on the sphere ─┐            ┌─ MixingNetwork g ─ SphereEncoder f ─┐
/// z⁺ near z, by precisions ┴─ SphereSampler                                   ├─ AnInfoNce
///                                                        DiagonalMetric λ ────┘
/// ```
///
/// May depend on `dev.balboa.eval`, `checkpoint`, `nn`, `optim`, `loss`, `autograd` and `tensor`.
package dev.balboa.experiment;
