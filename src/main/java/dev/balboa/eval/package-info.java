/// What a representation is worth: probes on frozen features.
///
/// ```text
/// encoder ── FeatureSplits ─┬─ WeightedKnn, KnnSweep ─────────┬─ ConfusionMatrix
///              through(head)├─ LogisticRegression, LinearSgd ─┘
///                           └─ FeatureGeometry (needs no labels)
/// ```
///
/// Open first: [FeatureSplits] (features, made once), [KnnSweep] (kNN with several settings),
/// [LogisticRegression] (the linear probe), [FeatureGeometry] (collapse, rank, uniformity,
/// alignment), [KnnProbe] (an encoder's kNN score, and its baselines), [LatentRecovery] (R² and MCC
/// against known latents), [RidgeReadout] (known factors and augmentation parameters, each by
/// itself).
///
/// May depend on `dev.balboa.train`, `nn`, `optim`, `data`, `autograd` and `tensor`.
package dev.balboa.eval;
