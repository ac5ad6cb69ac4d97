package dev.balboa.loss;

import dev.balboa.autograd.Autograd;
import dev.balboa.tensor.Scope;
import dev.balboa.tensor.Tensor;
import java.util.List;
import java.util.Objects;
import java.util.function.UnaryOperator;

/// Fully variational noise-contrastive estimation: a latent-variable model is told from noise by a
/// classification loss both of whose terms are bounded by sampling the latent variable.
///
/// With `r̃(x, z) = p(x, z) / (p_n(x) q(z|x))`, whose mean over `q(z|x)` is the density ratio `r(x)
/// = p(x) / p_n(x)`, and a [ScoringRule] with both bounds,
///
/// ```text
/// loss = − mean over data and z of S1(r̃) − mean over noise and z of S0(r̃)
/// ```
///
/// is at least `−E_data[S1(r)] − E_noise[S0(r)]`, and equal where `q` is the posterior `p(z|x)`. So
/// it is minimised over model and encoder together, with one encoder for data and noise or two.
/// With [ScoringRule.Vae] and a normalised model it is, but for a constant, the negative evidence
/// lower bound: the gradient of the noise term has mean zero.
///
/// **Exponentials are clipped.** Log-ratios of images are hundreds of nats. Above one threshold `c`
/// of the log-ratio `t`, the same for every power of the ratio, both scores continue linearly:
///
/// ```text
/// S(t) for t ≤ c,   S(c) + S'(c) (t − c) for t > c
///     where S1'(c) = e^c w(e^c) and S0'(c) = −e^c S1'(c)
/// ```
///
/// which neither overflows nor loses its gradient, and leaves the optimum where it is below `e^c`,
/// since the slopes keep their ratio. It breaks the bound of the noise term: there the loss may be
/// lower than that of the exact ratios. No clip of this kind keeps it, since a concave `S0` falls
/// at least linearly in `r`. And a model with a free log-constant has no best one once
/// `p_data/p_n` exceeds `e^c`: its constant grows without end. [Value] says how many samples are
/// concerned.
///
/// C. Zach, *Fully Variational Noise-Contrastive Estimation*, 2023. The clip is Balboa's: which one
/// the paper uses is not known to us.
///
/// @param member    the scoring rule
/// @param threshold the `c`, above 0 and at most 30, so that `exp(2c)` stays within float32; or
///     infinity for exact exponentials, which overflow in float32 at log-ratios of 44
public record FullyVariationalNce(ScoringRule member, double threshold) {

    /// The threshold unless another is given: density ratios are exact up to `e^5 ≈ 148`.
    public static final double DEFAULT_THRESHOLD = 5;

    private static final double MOST = 30;

    /// Checks the range.
    ///
    /// @throws IllegalArgumentException when `threshold` is neither within `(0, 30]` nor infinite
    public FullyVariationalNce {
        Objects.requireNonNull(member, "member");
        if (!(threshold > 0) || threshold > MOST && !Double.isInfinite(threshold)) {
            throw new IllegalArgumentException(
                    "threshold: "
                            + threshold
                            + " (expected: above 0 and at most "
                            + MOST
                            + ", or infinity for exact exponentials)");
        }
    }

    /// With the default threshold.
    ///
    /// @param member the scoring rule
    /// @return the loss
    public static FullyVariationalNce of(ScoringRule member) {
        return new FullyVariationalNce(member, DEFAULT_THRESHOLD);
    }

    /// With exact exponentials, for small problems in double precision.
    ///
    /// @param member the scoring rule
    /// @return the loss
    public static FullyVariationalNce exact(ScoringRule member) {
        return new FullyVariationalNce(member, Double.POSITIVE_INFINITY);
    }

    /// The loss of a batch. Both arguments receive gradients. Log-ratios of float16 or bfloat16 are
    /// computed in float32. A log-ratio of −∞ (no density under the model) is allowed on noise.
    ///
    /// With [ScoringRule.LogScore] the data term is the average of `S1(r̃)` over all samples, which
    /// is a lower bound, and the noise term is `S0(r̂)` of the importance-sampled ratio `r̂ = (1/K)
    /// Σ_k r̃_k` of each row, as in Rhodes and Gutmann: consistent as `K` grows, too large by
    /// Jensen's inequality at every `K`, and no bound. Every other member averages over all samples
    /// in both terms.
    ///
    /// @param lrData  `log r̃` of data, `[N]`, or `[N, K]` for `K` samples of `z`
    /// @param lrNoise `log r̃` of noise, `[M]` or `[M, K]`
    /// @return loss and shares
    /// @throws IllegalArgumentException when a shape is neither, or a type is not floating-point
    public Value apply(Tensor lrData, Tensor lrNoise) {
        requireLogRatios("lrData", lrData);
        requireLogRatios("lrNoise", lrNoise);
        Tensor data = FullPrecision.of(lrData);
        Tensor noise = FullPrecision.of(lrNoise);
        Tensor score = data(data).mean().add(noise(ratios(noise)).mean());
        return new Value(score.neg(), clipped(data, noise), share(data));
    }

    /// `S1` of each log-ratio, the reward on data.
    ///
    /// @param logRatio `log r`, any shape
    /// @return the same shape
    public Tensor data(Tensor logRatio) {
        double slope = ratio() * member.weight(ratio());
        return switch (member) {
            case ScoringRule.Vae _ -> logRatio;
            case ScoringRule.Lsif _ -> clip(logRatio, slope, Tensor::exp);
            case ScoringRule.Power(double b) when b == 1 -> logRatio;
            case ScoringRule.Power(double b) ->
                    clip(logRatio, slope, t -> t.mul(1 - b).exp().div(1 - b));
            case ScoringRule.Log1p _ -> clip(logRatio, slope, FullyVariationalNce::softplus);
            case ScoringRule.VaeLsif _ -> clip(logRatio, slope, t -> t.add(t.exp()));
            case ScoringRule.LogScore _ -> softplus(logRatio.neg()).neg();
            case ScoringRule.Brier _ -> logRatio.neg().sigmoid().square().neg();
        };
    }

    /// `S0` of each log-ratio, the reward on noise.
    ///
    /// @param logRatio `log r`, any shape
    /// @return the same shape
    public Tensor noise(Tensor logRatio) {
        double slope = -ratio() * ratio() * member.weight(ratio());
        return switch (member) {
            case ScoringRule.Vae _ -> clip(logRatio, slope, t -> t.exp().neg());
            case ScoringRule.Lsif _ -> clip(logRatio, slope, t -> t.mul(2).exp().div(-2));
            case ScoringRule.Power(double b) ->
                    clip(logRatio, slope, t -> t.mul(2 - b).exp().div(b - 2));
            case ScoringRule.Log1p _ -> clip(logRatio, slope, t -> softplus(t).sub(t.exp()));
            case ScoringRule.VaeLsif _ ->
                    clip(logRatio, slope, t -> t.exp().add(t.mul(2).exp().div(2)).neg());
            case ScoringRule.LogScore _ -> softplus(logRatio).neg();
            case ScoringRule.Brier _ -> logRatio.sigmoid().square().neg();
        };
    }

    /// The density ratio at the threshold.
    private double ratio() {
        return Math.exp(threshold);
    }

    private Tensor clip(Tensor logRatio, double slope, UnaryOperator<Tensor> score) {
        if (Double.isInfinite(threshold)) {
            return score.apply(logRatio);
        }
        // relu(t − c), and not t − min(t, c): a log-ratio of −∞ has to give 0
        Tensor above = logRatio.sub(threshold).relu();
        return score.apply(logRatio.clampMax(threshold)).add(above.mul(slope));
    }

    /// `log(1 + r)`. The operator `softplus` gives up its last digits above 20.
    private static Tensor softplus(Tensor logRatio) {
        return logRatio.logaddexp(Tensor.zerosLike(logRatio));
    }

    /// What `S0` is averaged over: all samples, or with the log score one estimate for each row.
    private Tensor ratios(Tensor noise) {
        if (!(member instanceof ScoringRule.LogScore) || noise.dim() == 1) {
            return noise;
        }
        return noise.logsumexp(false, 1).sub(Math.log(noise.size(1)));
    }

    private Tensor clipped(Tensor data, Tensor noise) {
        return switch (member) {
            case ScoringRule.LogScore _, ScoringRule.Brier _ -> Tensor.zerosLike(share(noise));
            case ScoringRule.Vae _ -> share(noise);
            case ScoringRule.Power(double b) when b == 1 -> share(noise);
            case ScoringRule.Lsif _,
                    ScoringRule.Power _,
                    ScoringRule.Log1p _,
                    ScoringRule.VaeLsif _ ->
                    share(Tensor.cat(List.of(data.flatten(), noise.flatten()), 0));
        };
    }

    private Tensor share(Tensor logRatio) {
        return Autograd.noGrad(
                () -> {
                    try (Scope scope = Scope.open()) {
                        return scope.keep(logRatio.gt(threshold).to(logRatio.dtype()).mean());
                    }
                });
    }

    private static void requireLogRatios(String name, Tensor logRatio) {
        Check.floating(name, logRatio);
        if (logRatio.dim() != 1 && logRatio.dim() != 2 || logRatio.numel() == 0) {
            throw new IllegalArgumentException(
                    name + ": " + logRatio.shape() + " (expected: [N] or [N, K], not empty)");
        }
    }

    /// A loss, and how far it can be trusted.
    ///
    /// @param loss    0-d, float32 or float64
    /// @param clipped share of samples above the threshold among those whose score is changed: of
    ///     noise for [ScoringRule.Vae], whose `S1` is linear already, of data and noise for the
    ///     other members with both bounds; 0 for the two that are never clipped. 0-d, in `[0, 1]`
    /// @param beyond  share of data samples above the threshold, whether their score is changed or
    ///     not: where the noise term can hold no unnormalised model. 0-d, in `[0, 1]`
    public record Value(Tensor loss, Tensor clipped, Tensor beyond) {}
}
