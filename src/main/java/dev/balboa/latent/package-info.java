/// Latent-variable models and their training against noise: fully variational noise-contrastive
/// estimation, of which the variational autoencoder is one member.
///
/// Open first: [LatentVariableModel] (encoder, decoder, log-ratios), [NoiseDistribution] (what data
/// are told from), [Fvnce] (a training step), [FvnceTraining] and [FvnceTrainer] (a run on a table
/// in memory), [ImportanceWeightedLikelihood] (what a trained model is worth).
///
/// ```text
/// x ~ data, x ~ NoiseDistribution
///   └─ GaussianEncoder ─► q(z|x) ─► z ─► Decoder ─► log p(x|z)
///                               log-ratios ─► loss.FullyVariationalNce ─► loss
/// ```
///
/// Data are tables `[N, D]`: rows of numbers, or gray images with a column for each pixel.
///
/// May depend on everything below it: `train`, `checkpoint`, `nn`, `optim`, `loss`, `data`,
/// `autograd` and `tensor`.
package dev.balboa.latent;
