package dev.balboa.nn;

import dev.balboa.tensor.Tensor;
import java.util.Objects;

/// Images in another size, channel by channel. No parameters.
///
/// @param size what the result measures
/// @param mode how values between the pixels are found
public record Upsample(Size size, Mode mode) implements Layer {

    /// What the result measures.
    public sealed interface Size {}

    /// A multiple of the input: `⌊factor H⌋` × `⌊factor W⌋`.
    ///
    /// @param factor above 0; below 1 the result is smaller
    public record Scale(double factor) implements Size {

        /// Checks the range.
        ///
        /// @throws IllegalArgumentException when it is out of range
        public Scale {
            Check.positive("factor", factor);
        }
    }

    /// A fixed size.
    ///
    /// @param height rows of the result
    /// @param width  columns of the result
    public record Pixels(long height, long width) implements Size {

        /// Checks the ranges.
        ///
        /// @throws IllegalArgumentException naming the component that is out of range
        public Pixels {
            Check.atLeast("height", height, 1);
            Check.atLeast("width", width, 1);
        }
    }

    /// How values between the pixels are found.
    public enum Mode {
        /// The pixel whose area the point is in.
        NEAREST,
        /// Between four pixels, the edges of the images on each other: PyTorch's `bilinear`.
        BILINEAR,
        /// Between four pixels, the centres of the corner pixels on each other: PyTorch's
        /// `align_corners`.
        BILINEAR_ALIGNED
    }

    /// Checks that both are there.
    public Upsample {
        Objects.requireNonNull(size, "size");
        Objects.requireNonNull(mode, "mode");
    }

    /// By a factor, repeating the nearest pixel: PyTorch's default mode.
    ///
    /// @param factor above 0
    public Upsample(double factor) {
        this(new Scale(factor), Mode.NEAREST);
    }

    /// Resizes each image.
    ///
    /// @param x `[N, C, H, W]`
    /// @return `[N, C, H', W']`
    @Override
    public Tensor forward(Tensor x) {
        InputCheck.images("Upsample", x, 1, 0);
        boolean aligned = mode == Mode.BILINEAR_ALIGNED;
        return switch (size) {
            case Scale(double factor) -> {
                InputCheck.require(
                        Math.min(x.size(2), x.size(3)) * factor >= 1
                                && Math.max(x.size(2), x.size(3)) * factor <= Integer.MAX_VALUE,
                        "Upsample",
                        x,
                        "sides of 1 to 2147483647 after scaling by " + factor);
                yield mode == Mode.NEAREST
                        ? LayerOperators.upsampleNearest2d(x, factor)
                        : LayerOperators.upsampleBilinear2d(x, factor, aligned);
            }
            case Pixels(long height, long width) ->
                    mode == Mode.NEAREST
                            ? LayerOperators.upsampleNearest2d(x, height, width)
                            : LayerOperators.upsampleBilinear2d(x, height, width, aligned);
        };
    }
}
