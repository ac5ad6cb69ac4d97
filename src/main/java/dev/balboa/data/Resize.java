package dev.balboa.data;

/// Resizes the whole image to `size × size`, bilinear with antialiasing, without keeping the aspect
/// ratio; an image of that size passes unchanged. Nothing is drawn.
///
/// @param size side of the result in pixels, at least 1
public record Resize(int size) implements Transform {

    /// Checks the size.
    ///
    /// @throws IllegalArgumentException when `size` is below 1
    public Resize {
        Check.atLeast("size", size, 1);
    }
}
