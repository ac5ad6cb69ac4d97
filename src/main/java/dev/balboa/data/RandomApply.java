package dev.balboa.data;

import java.util.List;
import java.util.Objects;

/// Applies all its transforms in order with probability `p`, or none of them. They draw values of
/// their own as usual.
///
/// @param transforms at least one; no [Normalize], because views of a batch must have the same
///     statistics
/// @param p          probability in `[0, 1]`
public record RandomApply(List<Transform> transforms, double p) implements Transform {

    /// Checks and copies the list.
    ///
    /// @throws IllegalArgumentException when the list is empty or holds a [Normalize], or `p` is
    ///     out of range
    public RandomApply {
        transforms = List.copyOf(Objects.requireNonNull(transforms, "transforms"));
        if (transforms.isEmpty()) {
            throw new IllegalArgumentException("transforms: [] (expected: at least one)");
        }
        if (transforms.stream().anyMatch(Normalize.class::isInstance)) {
            throw new IllegalArgumentException(
                    "transforms: Normalize within RandomApply (expected: only as the last of an"
                            + " Augmentation)");
        }
        Check.probability("p", p);
    }

    /// One transform with probability `p`.
    ///
    /// @param p         probability in `[0, 1]`
    /// @param transform what to apply
    /// @return the transform
    public static RandomApply of(double p, Transform transform) {
        return new RandomApply(List.of(transform), p);
    }
}
