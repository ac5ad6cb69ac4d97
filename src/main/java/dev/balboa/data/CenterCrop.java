package dev.balboa.data;

/// Cuts `size × size` pixels out of the middle; a side that is shorter is first padded with black
/// on both ends. Nothing is drawn.
///
/// The cut begins at `(side − size) / 2`, a half going to the even neighbour; of an odd number of
/// missing pixels the larger part is added at the right and at the bottom. Both are torchvision's
/// rules.
///
/// @param size side of the result in pixels, at least 1
public record CenterCrop(int size) implements Transform {

    /// Checks the size.
    ///
    /// @throws IllegalArgumentException when `size` is below 1
    public CenterCrop {
        Check.atLeast("size", size, 1);
    }
}
