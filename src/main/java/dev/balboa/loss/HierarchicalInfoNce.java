package dev.balboa.loss;

import dev.balboa.autograd.Autograd;
import dev.balboa.tensor.Scope;
import dev.balboa.tensor.Tensor;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;

/// [NtXent] at several levels of a network, coarse to fine, each with a temperature, a weight and
/// negatives of its own.
///
/// With `z` the `2N` rows of both views at level `l`, `s(i, k) = cos(zᵢ, zₖ) / temperatureₗ`, `Hᵢ`
/// the negatives of row `i` that count, and `wᵢ` the importance of the row,
///
/// ```text
/// lossₗ,ᵢ = −log [ exp s(i, i + N) / ( exp s(i, i + N) + Σ_{k ∈ Hᵢ} exp s(i, k) ) ]
/// lossₗ   = Σᵢ wᵢ lossₗ,ᵢ / Σᵢ wᵢ
/// loss    = Σₗ weightₗ lossₗ
/// ```
///
/// A high temperature tells images apart loosely, a low one sharply. With all negatives and equal
/// importance `lossₗ` is NT-Xent. Precision, memory, rows of zeros and NaN as there.
///
/// This is nobody's published loss. Contrastive losses at several depths are in Löwe et al.,
/// *Putting an End to End-to-End*, NeurIPS 2019 (Greedy InfoMax), and Xiong et al., *LoCo: Local
/// Contrastive Representation Learning*, NeurIPS 2020.
///
/// @param levels     coarse to fine, at least one
/// @param importance of the rows
public record HierarchicalInfoNce(List<Level> levels, Importance importance) {

    /// Below every sum of importances that float32 can tell from 0.
    private static final double LEAST_SUM = 1e-30;

    /// How much a row counts.
    public enum Importance {
        /// All the same.
        NONE,
        /// `1 − p`, with `p` the softmax's share of the partner, held still: a row that is still
        /// taken for another counts more. Only ratios matter, as if normalised to mean 1; where
        /// every row is right to the last bit, the loss is 0.
        ERROR
    }

    /// One level.
    ///
    /// @param temperature divides the cosines; at least 1e-8
    /// @param weight      of its loss, at least 0
    /// @param hardest     share of a row's negatives that count, those with the highest cosines,
    ///     rounded up; within `(0, 1]`
    public record Level(double temperature, double weight, double hardest) {

        /// Checks the ranges.
        ///
        /// @throws IllegalArgumentException naming the component that is out of range
        public Level {
            Check.temperature("temperature", temperature);
            Check.notNegative("weight", weight);
            if (!(hardest > 0 && hardest <= 1)) {
                throw new IllegalArgumentException(
                        "hardest: " + hardest + " (expected: within (0, 1])");
            }
        }

        /// With weight 1 and all negatives.
        ///
        /// @param temperature divides the cosines
        /// @return the level
        public static Level of(double temperature) {
            return new Level(temperature, 1, 1);
        }

        private TemperatureProfile profile() {
            return new TemperatureProfile.Constant(temperature);
        }
    }

    /// Copies the list.
    ///
    /// @throws IllegalArgumentException when there is no level
    public HierarchicalInfoNce {
        Objects.requireNonNull(importance, "importance");
        levels = List.copyOf(levels);
        if (levels.isEmpty()) {
            throw new IllegalArgumentException("levels: none (expected: at least one)");
        }
    }

    /// Three levels with temperatures 0.5, 0.2 and 0.1, weight 1 and all negatives.
    ///
    /// @return the loss
    public static HierarchicalInfoNce defaults() {
        return new HierarchicalInfoNce(
                List.of(Level.of(0.5), Level.of(0.2), Level.of(0.1)), Importance.NONE);
    }

    /// The loss of a batch of pairs.
    ///
    /// @param z0 projections of the first views at each level, `[N, Dₗ]`
    /// @param z1 projections of the second views, the same shapes; row `i` is the partner of row
    ///     `i`
    /// @return 0-d, float32 or float64
    /// @throws IllegalArgumentException when there is not one of each for every level, or as
    ///     [#level]
    public Tensor apply(List<Tensor> z0, List<Tensor> z1) {
        if (z0.size() != levels.size() || z1.size() != levels.size()) {
            throw new IllegalArgumentException(
                    "z0: %d tensors, z1: %d tensors (expected: %d of each, one for each level)"
                            .formatted(z0.size(), z1.size(), levels.size()));
        }
        List<Tensor> losses = new ArrayList<>();
        for (int i = 0; i < levels.size(); i++) {
            losses.add(level(i, z0.get(i), z1.get(i)));
        }
        return total(losses);
    }

    /// The weighted sum of the levels' losses.
    ///
    /// @param losses of [#level] for the first levels: all, or fewer while a network grows
    /// @return 0-d
    /// @throws IllegalArgumentException when there are none, or more than levels
    public Tensor total(List<Tensor> losses) {
        if (losses.isEmpty() || losses.size() > levels.size()) {
            throw new IllegalArgumentException(
                    "losses: %d (expected: 1 to %d)".formatted(losses.size(), levels.size()));
        }
        Tensor sum = losses.getFirst().mul(levels.getFirst().weight());
        for (int i = 1; i < losses.size(); i++) {
            sum = sum.add(losses.get(i).mul(levels.get(i).weight()));
        }
        return sum;
    }

    /// The loss of one level, not weighted.
    ///
    /// @param index 0 for the coarsest
    /// @param z0    projections of the first views, `[N, D]`, `N` at least 2
    /// @param z1    projections of the second views, the same shape
    /// @return 0-d, float32 or float64
    /// @throws IllegalArgumentException when the shapes differ or are not `[N, D]`, there is one
    ///     pair, which has no negative, or a type is not floating-point
    public Tensor level(int index, Tensor z0, Tensor z1) {
        return mean(rows(index, z0, z1));
    }

    /// How wrong each pair is at a level: `1 − p`, with `p` the softmax's share of the partner, the
    /// mean of the pair's two rows. Takes no part in differentiation.
    ///
    /// @param index 0 for the coarsest
    /// @param z0    projections of the first views, `[N, D]`, `N` at least 2
    /// @param z1    projections of the second views, the same shape
    /// @return `[N]`, within `[0, 1]`
    /// @throws IllegalArgumentException as [#level]
    public Tensor errors(int index, Tensor z0, Tensor z1) {
        return Autograd.noGrad(
                () -> {
                    try (Scope scope = Scope.open()) {
                        Tensor rows = errors(rows(index, z0, z1));
                        return scope.keep(rows.reshape(2, -1).mean(false, 0));
                    }
                });
    }

    /// `lossₗ,ᵢ` of each row, `[2N]`.
    private Tensor rows(int index, Tensor z0, Tensor z1) {
        PairScores.require(z0, z1, 2);
        Level level = levels.get(index);
        return FullPrecision.call(
                z0.device(),
                () ->
                        level.hardest() == 1
                                ? PairScores.of(z0, z1, level.profile(), true).rowLosses()
                                : hardest(
                                        ScoreMatrix.of(
                                                z0,
                                                z1,
                                                cosines -> cosines.div(level.temperature())),
                                        level.hardest()));
    }

    private static Tensor hardest(ScoreMatrix scores, double hardest) {
        long others = scores.all().size(0) - 2;
        long count = (long) Math.ceil(hardest * others);
        Tensor negatives = scores.negatives().topk(count, 1, true, false).getFirst();
        Tensor counted = Tensor.cat(List.of(scores.positives().unsqueeze(1), negatives), 1);
        return counted.logSoftmax(1).select(1, 0).neg();
    }

    /// `1 − p` for `p = exp(−loss)`, exact where `p` is near 1. A loss below 0 is so by rounding.
    private static Tensor errors(Tensor losses) {
        return losses.clampMin(0).neg().expm1().neg();
    }

    private Tensor mean(Tensor rows) {
        return switch (importance) {
            case NONE -> rows.mean();
            case ERROR -> {
                Tensor weights = errors(rows.detach());
                yield rows.mul(weights).sum().div(weights.sum().clampMin(LEAST_SUM));
            }
        };
    }
}
