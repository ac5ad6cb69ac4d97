package dev.balboa.eval;

import dev.balboa.autograd.Autograd;
import dev.balboa.tensor.DType;
import dev.balboa.tensor.Device;
import dev.balboa.tensor.Linalg;
import dev.balboa.tensor.Scope;
import dev.balboa.tensor.Shape;
import dev.balboa.tensor.Tensor;
import java.util.List;

/// t-SNE: places rows in the plane so that rows that are near each other stay near.
///
/// With `p_ij` the symmetrised Gaussian similarities of the rows, each row's width chosen for its
/// perplexity, and `q_ij ∝ 1 / (1 + |y_i − y_j|²)`, the places `y` descend `KL(P ‖ Q)`: momentum
/// with gains, `P` times 12 for the first 250 steps. Exact, so time and memory grow with `N²`:
/// about three seconds for 600 rows on two cores. The places start from the first two principal
/// components, not from a random draw, so the map depends on the rows alone.
///
/// Distances between groups, sizes and densities in a t-SNE map mean little; which rows are
/// neighbours means something.
///
/// van der Maaten and Hinton, *Visualizing Data using t-SNE*, JMLR 2008; the start as in Kobak and
/// Berens, *The art of using t-SNE for single-cell transcriptomics*, 2019.
///
/// @param perplexity about how many neighbours each row has, at least 1
/// @param steps      of the descent, at least 1
public record Tsne(double perplexity, int steps) {

    private static final int EARLY_STEPS = 250;
    private static final double EXAGGERATION = 12;
    private static final double EARLY_MOMENTUM = 0.5;
    private static final double MOMENTUM = 0.8;
    private static final double LEAST_GAIN = 0.01;
    private static final double START_SPREAD = 1e-4;
    private static final double LEAST_P = 1e-12;
    private static final int BISECTIONS = 60;
    private static final double LOG_BETA = 60;
    private static final double FAR = 1e300;

    /// Checks the ranges.
    ///
    /// @throws IllegalArgumentException naming the component that is out of range
    public Tsne {
        if (!(perplexity >= 1) || Double.isInfinite(perplexity)) {
            throw new IllegalArgumentException(
                    "perplexity: " + perplexity + " (expected: >= 1, below a third of the rows)");
        }
        if (steps < 1) {
            throw new IllegalArgumentException("steps: " + steps + " (expected: >= 1)");
        }
    }

    /// Perplexity 30 and 750 steps.
    ///
    /// @return the usual settings
    public static Tsne defaults() {
        return new Tsne(30, 750);
    }

    /// Places rows in the plane. Computed in double precision on the CPU.
    ///
    /// @param x `[N, D]`, finite, with at least three rows per neighbour of the perplexity
    /// @return float64 `[N, 2]` in the current scope, mean 0
    /// @throws IllegalArgumentException when the shape does not fit or a value is not finite
    public Tensor map(Tensor x) {
        requireRows(x);
        return Autograd.noGrad(
                () -> {
                    try (Scope scope = Scope.open()) {
                        Tensor rows = x.detach().to(Device.CPU, DType.FLOAT64);
                        Tensor p = joint(rows);
                        return scope.keep(descend(p, start(rows)));
                    }
                });
    }

    private void requireRows(Tensor x) {
        if (x.dim() != 2 || x.size(0) < 3 * perplexity) {
            throw new IllegalArgumentException(
                    "x: %s (expected: [N, D] with N >= %.0f, three times the perplexity)"
                            .formatted(x.shape(), Math.ceil(3 * perplexity)));
        }
        try (Tensor sum = x.detach().abs().sum()) {
            if (!Double.isFinite(sum.item())) {
                throw new IllegalArgumentException("x: not finite (expected: finite values)");
            }
        }
    }

    /// The first two principal components, scaled to a small spread.
    private static Tensor start(Tensor rows) {
        Tensor centred = rows.sub(rows.mean(true, 0));
        List<Tensor> svd = Linalg.svd(centred, false);
        Tensor vectors = svd.get(0);
        Tensor scaled = vectors.mul(svd.get(1));
        Tensor plane =
                scaled.size(1) >= 2
                        ? scaled.narrow(1, 0, 2)
                        : Tensor.cat(List.of(scaled, Tensor.zerosLike(scaled)), 1);
        double spread = plane.narrow(1, 0, 1).std().item();
        return spread > 0 ? plane.mul(START_SPREAD / spread) : plane.copy();
    }

    /// `(P + Pᵀ) / 2N` of the conditional similarities.
    Tensor joint(Tensor rows) {
        Tensor conditional = conditional(squaredDistances(rows));
        return conditional.add(conditional.t()).div(2.0 * rows.size(0)).clampMin(LEAST_P);
    }

    /// Row by row `p_j ∝ exp(−β d_j)`, with `log β` bisected until the entropy is
    /// `log perplexity`.
    private Tensor conditional(Tensor distances) {
        long n = distances.size(0);
        Tensor self = Tensor.eye(n).to(DType.FLOAT64);
        Tensor others = Tensor.onesLike(self).sub(self);
        // relative to each row's nearest, so that the exponentials cannot all vanish
        Tensor nearest = distances.add(self.mul(FAR)).amin(true, 1);
        Tensor d = distances.sub(nearest).mul(others);
        Tensor low = Tensor.full(Shape.of(n, 1), -LOG_BETA, DType.FLOAT64);
        Tensor high = Tensor.full(Shape.of(n, 1), LOG_BETA, DType.FLOAT64);
        for (int i = 0; i < BISECTIONS; i++) {
            try (Scope _ = Scope.open()) {
                Tensor middle = low.add(high).mul(0.5);
                Tensor p = weights(d, middle, others);
                Tensor sum = p.sum(true, 1);
                Tensor mean = p.mul(d).sum(true, 1).div(sum);
                Tensor entropy = sum.log().add(mean.mul(middle.exp()));
                Tensor tooWide = entropy.gt(Math.log(perplexity));
                low.copy_(Tensor.where(tooWide, middle, low));
                high.copy_(Tensor.where(tooWide, high, middle));
            }
        }
        Tensor p = weights(d, low.add(high).mul(0.5), others);
        return p.div(p.sum(true, 1));
    }

    private static Tensor weights(Tensor distances, Tensor logBeta, Tensor others) {
        return distances.mul(logBeta.exp()).neg().exp().mul(others);
    }

    private static Tensor squaredDistances(Tensor rows) {
        Tensor norms = rows.square().sum(true, 1);
        return norms.add(norms.t()).sub(rows.matmul(rows.t()).mul(2)).clampMin(0);
    }

    private Tensor descend(Tensor p, Tensor start) {
        double rate = Math.max(p.size(0) / EXAGGERATION / 4, 50);
        Tensor y = start;
        Tensor velocity = Tensor.zerosLike(y);
        Tensor gains = Tensor.onesLike(y);
        for (int step = 0; step < steps; step++) {
            boolean early = step < Math.min(EARLY_STEPS, steps / 2);
            try (Scope _ = Scope.open()) {
                Tensor gradient = gradient(early ? p.mul(EXAGGERATION) : p, y);
                Tensor sameWay = gradient.mul(velocity).gt(0);
                gains.copy_(
                        Tensor.where(sameWay, gains.mul(0.8), gains.add(0.2)).clampMin(LEAST_GAIN));
                velocity.mul_(early ? EARLY_MOMENTUM : MOMENTUM)
                        .sub_(gradient.mul(gains).mul(rate));
                y.add_(velocity);
                y.sub_(y.mean(true, 0));
            }
        }
        return y;
    }

    /// `4 Σ_j (p_ij − q_ij) (y_i − y_j) / (1 + |y_i − y_j|²)`.
    static Tensor gradient(Tensor p, Tensor y) {
        Tensor near = squaredDistances(y).add(1).reciprocal();
        near.sub_(Tensor.eye(y.size(0)).to(DType.FLOAT64).mul(near));
        Tensor q = near.div(near.sum()).clampMin(LEAST_P);
        Tensor weights = p.sub(q).mul(near);
        return weights.sum(true, 1).mul(y).sub(weights.matmul(y)).mul(4);
    }
}
