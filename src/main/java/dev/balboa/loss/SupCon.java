package dev.balboa.loss;

import dev.balboa.tensor.DType;
import dev.balboa.tensor.Shape;
import dev.balboa.tensor.Tensor;
import java.util.List;
import java.util.Objects;

/// Supervised contrastive loss: every row of the same class is a positive.
///
/// With `s(i, k) = cos(zᵢ, zₖ) / temperature` and `P(i)` the other rows with the label of row `i`,
///
/// ```text
/// loss = mean over i of (1 / |P(i)|) Σ_{p ∈ P(i)} −log [ exp s(i, p) / Σ_{k ≠ i} exp s(i, k) ]
/// ```
///
/// In `[0, log(M − 1) + 2 / temperature]` for `M` rows; `log(M − 1)` when all are equal. With two
/// views and a label of its own for every image it is [NtXent]. Gradients reach every row.
/// Precision, memory, rows of zeros and NaN as in NT-Xent.
///
/// Khosla et al., *Supervised Contrastive Learning*, 2020, equation 2. The published code also
/// multiplies by `temperature / base_temperature`, which is 1 at its defaults; the paper does not.
///
/// @param temperature divides the cosines; at least 1e-8
/// @param singletons  what a row without a positive counts; with two views there is none
public record SupCon(double temperature, Singletons singletons) {

    /// The temperature of the published code, and the paper's.
    public static final double DEFAULT_TEMPERATURE = 0.07;

    /// What a row counts that is the only one of its class.
    public enum Singletons {
        /// An error. Looking for them waits for a GPU.
        REFUSED,
        /// 0, and one in the mean: the mean over all rows of the published code.
        COUNT_ZERO,
        /// Nothing: the mean is over the others; 0 if there is none.
        LEFT_OUT
    }

    /// Checks the range.
    ///
    /// @throws IllegalArgumentException when `temperature` is below 1e-8 or not finite
    public SupCon {
        Check.temperature("temperature", temperature);
        Objects.requireNonNull(singletons, "singletons");
    }

    /// With temperature 0.07, refusing rows without a positive.
    ///
    /// @return the loss
    public static SupCon defaults() {
        return new SupCon(DEFAULT_TEMPERATURE, Singletons.REFUSED);
    }

    /// The loss of two views of a batch.
    ///
    /// @param z0     projections of the first views, `[N, D]`, `N` at least 1
    /// @param z1     projections of the second views, the same shape
    /// @param labels int64 `[N]`, of the images
    /// @return 0-d, float32 or float64
    /// @throws IllegalArgumentException when the shapes do not fit, the labels are not int64, or
    ///     the rows not floating-point
    public Tensor apply(Tensor z0, Tensor z1, Tensor labels) {
        PairScores.require(z0, z1, 1);
        requireLabels(z0, labels);
        Tensor both = Tensor.cat(List.of(labels, labels), 0);
        return loss(Tensor.cat(List.of(z0, z1), 0), Classes.of(both));
    }

    /// The loss of rows of any origin.
    ///
    /// @param z      projections `[M, D]`, `M` at least 2
    /// @param labels int64 `[M]`
    /// @return 0-d, float32 or float64
    /// @throws IllegalArgumentException when the shapes do not fit, the labels are not int64, the
    ///     rows not floating-point, or a row without a positive is refused
    public Tensor apply(Tensor z, Tensor labels) {
        if (z.dim() != 2 || z.size(0) < 2) {
            throw new IllegalArgumentException("z: " + z.shape() + " (expected: [M, D], M >= 2)");
        }
        Check.floating("z", z);
        requireLabels(z, labels);
        Classes classes = Classes.of(labels);
        if (singletons == Singletons.REFUSED) {
            requirePositives(classes, labels);
        }
        return loss(z, classes);
    }

    /// The rows of each label.
    ///
    /// @param of     the class of each row, from 0, int64 `[M]`
    /// @param others rows of the same class beside the row itself, int64 `[M]`
    /// @param count  of classes
    private record Classes(Tensor of, Tensor others, long count) {

        static Classes of(Tensor labels) {
            List<Tensor> unique = labels.unique(true);
            Tensor of = unique.get(1);
            Tensor sizes = unique.get(2);
            return new Classes(of, sizes.indexSelect(0, of).sub(1), sizes.size(0));
        }

        /// Which other rows are of the class of a row, bool `[M, M]`.
        Tensor matrix() {
            Tensor same = of.unsqueeze(1).eq(of.unsqueeze(0));
            same.diagonal(0).fill_(0);
            return same;
        }

        /// The sum over the others of a row's class of their products with it, `[M]`.
        Tensor products(Tensor rows) {
            Tensor sums =
                    Tensor.zeros(Shape.of(count, rows.size(1)), rows.dtype(), rows.device())
                            .indexAdd(0, of, rows)
                            .indexSelect(0, of);
            return rows.mul(sums.sub(rows)).sum(false, 1);
        }
    }

    private Tensor loss(Tensor z, Classes classes) {
        return FullPrecision.call(
                z.device(),
                () -> {
                    Tensor rows = UnitRows.of(z);
                    boolean matrix = Composed.isFor(rows.device(), rows.size(0));
                    Tensor each = matrix ? composed(rows, classes) : tiled(rows, classes);
                    return mean(each, classes.others());
                });
    }

    /// The loss of each row; 0 for the only one of its class.
    private Tensor composed(Tensor rows, Classes classes) {
        Tensor scores = rows.matmul(rows.t()).div(temperature);
        scores.diagonal(0).fill_(Double.NEGATIVE_INFINITY);
        // masked and not multiplied: 0 times the −∞ of the diagonal is NaN
        Tensor logs = scores.logSoftmax(1).maskedFill(classes.matrix().logicalNot(), 0);
        return logs.sum(false, 1).neg().div(classes.others().clampMin(1));
    }

    /// The same: the mean score of a row with its class is its product with the sum of the class.
    private Tensor tiled(Tensor rows, Classes classes) {
        var scores = new TemperatureProfile.Constant(temperature);
        Tensor positives =
                classes.products(rows).div(temperature).div(classes.others().clampMin(1));
        return LogSumExp.ofPairs(rows, scores, true, 0)
                .sub(positives)
                .maskedFill(classes.others().eq(0), 0);
    }

    private Tensor mean(Tensor each, Tensor counts) {
        return switch (singletons) {
            case REFUSED, COUNT_ZERO -> each.mean();
            case LEFT_OUT -> each.sum().div(counts.gt(0).sum().clampMin(1));
        };
    }

    private static void requirePositives(Classes classes, Tensor labels) {
        Tensor alone = classes.others().eq(0);
        if (alone.any().itemBoolean()) {
            throw new IllegalArgumentException(
                    "labels: "
                            + labels.maskedSelect(alone).select(0, 0).itemLong()
                            + " has one row (expected: at least 2 of each label; two views, or"
                            + " Singletons.COUNT_ZERO or LEFT_OUT)");
        }
    }

    private static void requireLabels(Tensor z, Tensor labels) {
        if (labels.dim() != 1 || labels.size(0) != z.size(0)) {
            throw new IllegalArgumentException(
                    "labels: "
                            + labels.shape()
                            + " (expected: ["
                            + z.size(0)
                            + "], one for each row of "
                            + z.shape()
                            + ")");
        }
        if (labels.dtype() != DType.INT64) {
            throw new IllegalArgumentException(
                    "labels: "
                            + labels.dtype()
                            + " (expected: int64; convert with to(DType.INT64))");
        }
    }
}
