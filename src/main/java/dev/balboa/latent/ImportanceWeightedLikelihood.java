package dev.balboa.latent;

import dev.balboa.autograd.Autograd;
import dev.balboa.tensor.Generator;
import dev.balboa.tensor.Scope;
import dev.balboa.tensor.Tensor;
import java.util.ArrayList;
import java.util.List;

/// An estimate of the likelihood of a latent-variable model by importance sampling from its
/// encoder:
///
/// ```text
/// log p(x) ≈ log (1/S) Σ_s p(x|z_s) N(z_s; 0, I) / q(z_s|x),     z_s from q(z|x)
/// ```
///
/// In the mean at most `log p(x)`, and closer with more samples; with one sample it is the evidence
/// lower bound. Burda, Grosse and Salakhutdinov, *Importance Weighted Autoencoders*, 2016. The
/// log-constant of an unnormalised model is left out: the estimate is that of the normalised one.
///
/// @param samples `S`, at least 1
/// @param chunk   how many samples of all rows together are in memory at a time, at least 1
public record ImportanceWeightedLikelihood(int samples, int chunk) {

    /// Checks the ranges.
    ///
    /// @throws IllegalArgumentException naming the component that is out of range
    public ImportanceWeightedLikelihood {
        Check.atLeast("samples", samples, 1);
        Check.atLeast("chunk", chunk, 1);
    }

    /// With 5,000 samples in memory at a time.
    ///
    /// @param samples `S`, at least 1
    /// @return the estimate
    public static ImportanceWeightedLikelihood of(int samples) {
        return new ImportanceWeightedLikelihood(samples, 5000);
    }

    /// The estimates of rows. Carries no gradient.
    ///
    /// @param model     whose likelihood
    /// @param x         `[N, D]`
    /// @param generator draws the samples
    /// @return `[N]`
    public Tensor apply(LatentVariableModel model, Tensor x, Generator generator) {
        Check.rows("x", x);
        return Autograd.noGrad(
                () -> {
                    try (Scope scope = Scope.open()) {
                        long step = Math.max(1, chunk / samples);
                        List<Tensor> parts = new ArrayList<>();
                        for (long start = 0; start < x.size(0); start += step) {
                            long count = Math.min(step, x.size(0) - start);
                            parts.add(rows(model, x.narrow(0, start, count), generator));
                        }
                        return scope.keep(Tensor.cat(parts, 0));
                    }
                });
    }

    private Tensor rows(LatentVariableModel model, Tensor x, Generator generator) {
        try (Scope scope = Scope.open()) {
            long step = Math.max(1, chunk / x.size(0));
            List<Tensor> sums = new ArrayList<>();
            for (long done = 0; done < samples; done += step) {
                sums.add(sum(model, x, Math.min(step, samples - done), generator));
            }
            Tensor total = Tensor.stack(sums, 1).logsumexp(false, 1);
            return scope.keep(total.sub(Math.log(samples)));
        }
    }

    private static Tensor sum(
            LatentVariableModel model, Tensor x, long count, Generator generator) {
        try (Scope scope = Scope.open()) {
            return scope.keep(model.logWeights(x, count, generator).logsumexp(false, 1));
        }
    }

    /// The mean over rows, in nats.
    ///
    /// @param model     whose likelihood
    /// @param x         `[N, D]`
    /// @param generator draws the samples
    /// @return at most the mean of `log p(x)`, but for chance
    public double mean(LatentVariableModel model, Tensor x, Generator generator) {
        try (Scope _ = Scope.open()) {
            return apply(model, x, generator).mean().item();
        }
    }
}
