package dev.balboa.data;

import java.util.Objects;

/// Turns the image about its centre by `θ ~ U(minDegrees, maxDegrees)`, counter-clockwise. The size
/// stays; what comes from outside is `fill`.
///
/// Output pixel `(X, Y)`, from the centre with `Y` downwards, takes the level at `(X cos θ − Y sin
/// θ, X sin θ + Y cos θ)`. [Interpolation#BILINEAR] blends towards the fill at the edge as
/// torchvision does: with `m` the bilinear weight inside the image and `v` the sum over these
/// pixels, `m·(v − fill) + fill`.
///
/// @param minDegrees    least angle in degrees
/// @param maxDegrees    largest angle in degrees
/// @param interpolation nearest (torchvision's default) or bilinear
/// @param fill          gray level in `[0, 1]`
public record RandomRotation(
        double minDegrees, double maxDegrees, Interpolation interpolation, double fill)
        implements Transform {

    /// Checks the ranges.
    ///
    /// @throws IllegalArgumentException naming the component that is out of range
    public RandomRotation {
        Check.ordered("degrees", minDegrees, maxDegrees);
        if (Double.isInfinite(minDegrees) || Double.isInfinite(maxDegrees)) {
            throw new IllegalArgumentException(
                    "degrees: " + minDegrees + ".." + maxDegrees + " (expected: finite)");
        }
        Objects.requireNonNull(interpolation, "interpolation");
        if (interpolation == Interpolation.BICUBIC) {
            throw new IllegalArgumentException(
                    "interpolation: BICUBIC (expected: NEAREST or BILINEAR)");
        }
        if (!(fill >= 0 && fill <= 1)) {
            throw new IllegalArgumentException("fill: " + fill + " (expected: within [0, 1])");
        }
    }

    /// torchvision's `RandomRotation(degrees)`: between `-degrees` and `degrees`, nearest, black.
    ///
    /// @param degrees at least 0
    /// @return the transform
    public static RandomRotation of(double degrees) {
        Check.amplitude("degrees", degrees);
        return new RandomRotation(-degrees, degrees, Interpolation.NEAREST, 0);
    }
}
