package dev.balboa.ssl;

import dev.balboa.data.Prioritised;
import dev.balboa.data.Sampler;
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
/// @param share  of the images that an epoch shows, within `(0, 1]`
/// @param seed   of the orders
public record ImageImportance(Parameter values, double keep, double share, long seed)
        implements Module {

    /// Checks the ranges.
    ///
    /// @throws IllegalArgumentException when `keep` or `share` is out of range
    public ImageImportance {
        Objects.requireNonNull(values, "values");
        if (!(keep >= 0 && keep < 1)) {
            throw new IllegalArgumentException("keep: " + keep + " (expected: within [0, 1))");
        }
        if (!(share > 0 && share <= 1)) {
            throw new IllegalArgumentException("share: " + share + " (expected: within (0, 1])");
        }
    }

    /// With nothing seen.
    ///
    /// @param images of the dataset, at least 1
    /// @param keep   share of the old value that an update keeps
    /// @param share  of the images that an epoch shows
    /// @param seed   of the orders
    /// @return new importances, all 1
    /// @throws IllegalArgumentException when `images`, `keep` or `share` is out of range
    public static ImageImportance of(int images, double keep, double share, long seed) {
        if (images < 1) {
            throw new IllegalArgumentException("images: " + images + " (expected: >= 1)");
        }
        return new ImageImportance(
                Parameter.buffer("values", () -> Tensor.ones(Shape.of(images), DType.FLOAT32)),
                keep,
                share,
                seed);
    }

    /// An order that shows those images first that were most wrong, by the values at the start of
    /// each epoch; see [Prioritised].
    ///
    /// @param usual what it takes the place of, an order of all images
    /// @return to be used while the values live
    /// @throws IllegalArgumentException when `usual` has another number of images
    public Sampler order(Sampler usual) {
        if (usual.size() != count()) {
            throw new IllegalArgumentException(
                    "images: %d (expected: %d, one for each image of the dataset)"
                            .formatted(count(), usual.size()));
        }
        return order();
    }

    private Sampler order() {
        return Prioritised.of(count(), share, seed, this::read);
    }

    /// How many images an epoch shows.
    ///
    /// @return at least 1
    public int shown() {
        return order().size();
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
