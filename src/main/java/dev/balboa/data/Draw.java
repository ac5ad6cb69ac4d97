package dev.balboa.data;

import java.util.List;

/// One operation with its values: what a [Transform] became for one view of one sample. Plain
/// numbers, so that any executor can apply them.
sealed interface Draw {

    /// Cut out `height` rows from `top` and `width` columns from `left`, resize to `size × size`.
    record Crop(int top, int left, int height, int width, int size) implements Draw {}

    /// Mirror left to right.
    record Flip() implements Draw {}

    /// `clamp(factor · x)`.
    record Brightness(double factor) implements Draw {}

    /// `clamp(factor · x + (1 − factor) · mean(gray))`.
    record Contrast(double factor) implements Draw {}

    /// `clamp(factor · x + (1 − factor) · gray(x))`.
    record Saturation(double factor) implements Draw {}

    /// Turn the hue by `turns`, in `[-0.5, 0.5]`.
    record Hue(double turns) implements Draw {}

    /// All channels to the gray level.
    record Gray() implements Draw {}

    /// `(x − mean) / std` per channel.
    record Standardize(List<Double> mean, List<Double> std) implements Draw {}
}
