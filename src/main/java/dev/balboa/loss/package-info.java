/// Training objectives as pure functions of tensors, each a record of its settings.
///
/// Open first: [NtXent] (what SimCLR minimises), [NegativeCosine] (what SimSiam minimises),
/// [GuidedStopGradient] (the same, with source and target chosen by distance), [AnInfoNce] (NT-Xent
/// under a learned metric).
///
/// Contrastive: [InfoNce] (NT-Xent on a queue, as MoCo), [Dcl] and [DclW] (without the positive in
/// the denominator), [SupCon] (positives by label), [DyStress] and [DyStressDcl] (the temperature
/// follows the pair by a [TemperatureProfile]), [Macl] (it follows the batch). Without negatives:
/// [ByolRegression], [BarlowTwins], [VicReg].
///
/// PyTorch's own losses have its names: [CrossEntropyLoss], [BceLoss], [BceWithLogitsLoss],
/// [MseLoss], [L1Loss], [SmoothL1Loss], [HuberLoss], [KlDivLoss], [CosineEmbeddingLoss] and
/// [TripletMarginLoss], each with PyTorch's defaults and reductions. Unlike there, shapes are not
/// broadcast: arguments that should have one shape and do not are an error.
///
/// A loss holds no state and no parameters; its tensors may be of any floating-point type and
/// device.
///
/// May depend on `dev.balboa.tensor` and `dev.balboa.autograd`; siblings `nn`, `optim` and `data`
/// are not imported.
package dev.balboa.loss;
