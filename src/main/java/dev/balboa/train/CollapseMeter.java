package dev.balboa.train;

import dev.balboa.autograd.Autograd;
import dev.balboa.tensor.Functional;
import dev.balboa.tensor.Scope;
import dev.balboa.tensor.Tensor;

/// Tells whether embeddings have collapsed to one direction.
///
/// `spread = √D · mean_d std_i(zᵢ / ‖zᵢ‖)_d`: the standard deviation of the L2-normalised rows,
/// averaged over the dimensions, relative to `1/√D`, which rows spread evenly over the sphere have.
/// Healthy training stays near 1; 0 is collapse. Chen and He, *Exploring Simple Siamese
/// Representation Learning*, 2021, section 4.1.
public final class CollapseMeter {

    private CollapseMeter() {}

    /// The spread of a batch of embeddings. Takes no part in differentiation.
    ///
    /// @param embeddings `[N, D]`, `N` at least 2
    /// @return 0-d, in `[0, 1]` up to the factor `√(N / (N − 1))` of the unbiased deviation
    /// @throws IllegalArgumentException when the shape does not fit
    public static Tensor spread(Tensor embeddings) {
        if (embeddings.dim() != 2 || embeddings.size(0) < 2) {
            throw new IllegalArgumentException(
                    "embeddings: " + embeddings.shape() + " (expected: [N, D] with N >= 2)");
        }
        return Autograd.noGrad(
                () -> {
                    try (Scope scope = Scope.open()) {
                        Tensor rows = Functional.normalize(embeddings, 2, 1, 1e-12);
                        Tensor deviation = rows.std(true, false, 0).mean();
                        return scope.keep(deviation.mul(Math.sqrt(embeddings.size(1))));
                    }
                });
    }
}
