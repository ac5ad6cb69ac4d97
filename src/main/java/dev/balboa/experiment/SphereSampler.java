package dev.balboa.experiment;

import dev.balboa.tensor.DType;
import dev.balboa.tensor.Generator;
import dev.balboa.tensor.Random;
import dev.balboa.tensor.Scope;
import dev.balboa.tensor.Shape;
import dev.balboa.tensor.Tensor;
import java.util.List;

/// Latents on the unit sphere: anchors spread evenly, and positives that lie near their anchor, in
/// some directions nearer than in others.
///
/// A positive is a rejected projected normal:
///
/// ```text
/// y = z + ε,  εⱼ ~ N(0, 1 / λⱼ)    until  | ‖y‖ − 1 | < threshold;    z⁺ = y / ‖y‖
/// ```
///
/// so that `p(z⁺ | z)` is about proportional to `exp(−½ Σⱼ λⱼ (z⁺ⱼ − zⱼ)²)`. As in the published
/// code of Rusak et al., AISTATS 2025, whose threshold is 0.1.
///
/// @param precisions `λ`, one for each latent, above 0
/// @param threshold  how far from the sphere a draw may lie, within `(0, 1]`
record SphereSampler(List<Double> precisions, double threshold) {

    /// Draws in a round: so many for each anchor, open or not, or so many in all.
    private static final long DRAWS = 16;

    private static final long LEAST_DRAWS = 8_000;

    /// Draws for one anchor after which none is to be expected.
    private static final long MOST_DRAWS = 1_000_000;

    SphereSampler {
        precisions = List.copyOf(precisions);
    }

    /// Points spread evenly on the sphere.
    ///
    /// @param count     how many
    /// @param dims      dimensions of the space around the sphere
    /// @param generator the source
    /// @return `[count, dims]`, rows of length 1
    static Tensor uniform(long count, long dims, Generator generator) {
        try (Scope scope = Scope.open()) {
            Tensor normal = Random.randn(Shape.of(count, dims), generator);
            return scope.keep(normal.div(normal.norm(2, true, 1)));
        }
    }

    /// A positive for each anchor.
    ///
    /// @param anchors   `[N, D]`, rows of length 1
    /// @param generator the source
    /// @return `[N, D]`, rows of length 1
    /// @throws IllegalStateException when draws almost never fall near the sphere: there are too
    ///     many dimensions for these precisions
    Tensor positives(Tensor anchors, Generator generator) {
        try (Scope scope = Scope.open()) {
            Tensor deviation = deviations();
            Tensor chosen = Tensor.zerosLike(anchors);
            Tensor open = Tensor.arange(anchors.size(0));
            long drawn = 0;
            while (open.numel() > 0) {
                // fewer anchors are open each round, so each gets more draws
                long all = Math.max(LEAST_DRAWS, DRAWS * anchors.size(0));
                long each = all / open.numel();
                open = round(anchors, deviation, each, generator, chosen, open);
                drawn += each;
                requireLikely(drawn);
            }
            return scope.keep(chosen);
        }
    }

    /// Draws for the open anchors, and fills in the first draw of each that fits.
    ///
    /// @return the anchors that are still open
    private Tensor round(
            Tensor anchors,
            Tensor deviation,
            long each,
            Generator generator,
            Tensor chosen,
            Tensor open) {
        try (Scope scope = Scope.open()) {
            long dims = anchors.size(1);
            Tensor y =
                    Random.randn(Shape.of(open.numel(), each, dims), generator)
                            .mul_(deviation)
                            .add_(anchors.indexSelect(0, open).unsqueeze(1));
            Tensor norm = y.norm(2, false, 2);
            Tensor fits = norm.sub(1).abs_().lt(threshold);
            // argmax is the first of equal ones
            Tensor first = fits.to(DType.UINT8).argmax(1, true);
            Tensor pick = first.unsqueeze(2).expand(open.numel(), 1, dims);
            Tensor unit = y.gather(1, pick).squeeze(1).div(norm.gather(1, first));
            Tensor found = fits.any(1, false);
            Tensor at = found.nonzero().squeeze(1);
            chosen.indexCopy_(0, open.indexSelect(0, at), unit.indexSelect(0, at));
            return scope.keep(open.indexSelect(0, found.logicalNot().nonzero().squeeze(1)));
        }
    }

    private Tensor deviations() {
        float[] values = new float[precisions.size()];
        for (int j = 0; j < values.length; j++) {
            values[j] = (float) Math.sqrt(1 / precisions.get(j));
        }
        return Tensor.of(values);
    }

    private void requireLikely(long drawn) {
        if (drawn > MOST_DRAWS) {
            throw new IllegalStateException(
                    "dims: %d (expected: fewer; of %d draws for an anchor none came within %s of the sphere)"
                            .formatted(precisions.size(), drawn, threshold));
        }
    }
}
