package dev.balboa.data;

import java.util.Objects;

/// Pads the image on every side, then cuts `size × size` pixels out at a uniform place.
///
/// An image that is too small even with its padding is refused when its view is drawn, unless
/// `padIfNeeded`: then the number of missing pixels is added on both ends of that axis, as
/// torchvision does.
///
/// @param size        side of the result in pixels, at least 1
/// @param padding     pixels added on each side, at least 0
/// @param paddingMode what is added
/// @param padIfNeeded whether a smaller image is padded further
public record RandomCrop(int size, int padding, PaddingMode paddingMode, boolean padIfNeeded)
        implements Transform {

    /// Checks the sizes.
    ///
    /// @throws IllegalArgumentException naming the component that is out of range
    public RandomCrop {
        Check.atLeast("size", size, 1);
        Check.atLeast("padding", padding, 0);
        Objects.requireNonNull(paddingMode, "paddingMode");
    }

    /// torchvision's `RandomCrop(size, padding)`: black around, smaller images refused. With (32,
    /// 4) and a flip this is the usual supervised pipeline of CIFAR.
    ///
    /// @param size    side of the result in pixels
    /// @param padding pixels added on each side
    /// @return the transform
    public static RandomCrop of(int size, int padding) {
        return new RandomCrop(size, padding, PaddingMode.CONSTANT, false);
    }
}
