package dev.balboa.ssl;

import dev.balboa.nn.Module;
import dev.balboa.nn.Parameter;
import dev.balboa.tensor.DType;
import dev.balboa.tensor.Scope;
import dev.balboa.tensor.Shape;
import dev.balboa.tensor.Tensor;
import java.util.Objects;

/// How much each image of a dataset has left to teach: a moving average of the error that a method
/// made on it. Part of the method's state, so that a resumed run shows the same images.
///
/// All images start at 1, the largest error there is: those not seen yet come first.
///
/// @param values a buffer, float32, one for each image
/// @param keep   share of the old value that an update keeps, within `[0, 1)`
public record ImageImportance(Parameter values, double keep) implements Module {

    /// Checks the range.
    ///
    /// @throws IllegalArgumentException when `keep` is out of range
    public ImageImportance {
        Objects.requireNonNull(values, "values");
        if (!(keep >= 0 && keep < 1)) {
            throw new IllegalArgumentException("keep: " + keep + " (expected: within [0, 1))");
        }
    }

    /// With nothing seen.
    ///
    /// @param images of the dataset, at least 1
    /// @param keep   share of the old value that an update keeps
    /// @return new importances, all 1
    /// @throws IllegalArgumentException when `images` or `keep` is out of range
    public static ImageImportance of(int images, double keep) {
        if (images < 1) {
            throw new IllegalArgumentException("images: " + images + " (expected: >= 1)");
        }
        return new ImageImportance(
                Parameter.buffer("values", () -> Tensor.ones(Shape.of(images), DType.FLOAT32)),
                keep);
    }

    /// Takes in the errors of a batch: `value ← keep · value + (1 − keep) · error`.
    ///
    /// @param indices of the images, each once
    /// @param errors  `[N]`, one for each index; not differentiated
    /// @throws IllegalArgumentException when an index is not that of an image
    public void update(long[] indices, Tensor errors) {
        for (long index : indices) {
            if (index < 0 || index >= count()) {
                throw new IllegalArgumentException(
                        "index: %d (expected: 0 to %d, an image of the dataset)"
                                .formatted(index, count() - 1));
            }
        }
        try (Scope _ = Scope.open()) {
            Tensor where = Tensor.of(indices).to(values.tensor().device());
            Tensor old = values.tensor().indexSelect(0, where);
            Tensor fresh = errors.detach().to(DType.FLOAT32);
            values.tensor().indexCopy_(0, where, old.mul(keep).add(fresh.mul(1 - keep)));
        }
    }

    /// Number of images.
    ///
    /// @return at least 1
    public int count() {
        return (int) values.tensor().size(0);
    }

    /// The importances of now.
    ///
    /// @return one for each image
    public double[] read() {
        try (Scope _ = Scope.open()) {
            return values.tensor().to(DType.FLOAT64).toDoubleArray();
        }
    }
}
