/// What a representation is worth: probes on frozen features.
///
/// Open first: [KnnProbe] (an encoder's kNN score, and its baselines), [WeightedKnn] (the
/// classifier), [Features] (features of a dataset).
///
/// May depend on `dev.balboa.train`, `nn`, `data`, `autograd` and `tensor`.
package dev.balboa.eval;
