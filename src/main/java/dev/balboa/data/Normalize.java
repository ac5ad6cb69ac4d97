package dev.balboa.data;

import java.util.List;
import java.util.Objects;

/// Per channel `(x − mean) / std`, on levels in `[0, 1]`. Nothing is drawn.
///
/// @param mean three finite values: red, green, blue
/// @param std  three finite values above 0: red, green, blue
public record Normalize(List<Double> mean, List<Double> std) implements Transform {

    /// Checks and copies the lists.
    ///
    /// @throws IllegalArgumentException when a list has another length or a value is out of range
    public Normalize {
        mean = List.copyOf(Objects.requireNonNull(mean, "mean"));
        std = List.copyOf(Objects.requireNonNull(std, "std"));
        if (mean.size() != Image.CHANNELS || !mean.stream().allMatch(Double::isFinite)) {
            throw new IllegalArgumentException("mean: " + mean + " (expected: 3 finite values)");
        }
        if (std.size() != Image.CHANNELS
                || !std.stream().allMatch(v -> Double.isFinite(v) && v > 0)) {
            throw new IllegalArgumentException("std: " + std + " (expected: 3 values > 0)");
        }
    }

    /// The statistics of ImageNet that most published self-supervised pipelines use, also on CIFAR.
    ///
    /// @return mean (.485, .456, .406), std (.229, .224, .225)
    public static Normalize imageNet() {
        return new Normalize(List.of(0.485, 0.456, 0.406), List.of(0.229, 0.224, 0.225));
    }

    /// The statistics that the MoCo notebook for CIFAR-10 uses. Its standard deviations are
    /// averages over images; [#cifar10AllPixels()] has that of all pixels.
    ///
    /// @return mean (.4914, .4822, .4465), std (.2023, .1994, .2010)
    public static Normalize cifar10() {
        return new Normalize(List.of(0.4914, 0.4822, 0.4465), List.of(0.2023, 0.1994, 0.2010));
    }

    /// The statistics of all pixels of CIFAR-10's training images, as solo-learn uses them.
    ///
    /// @return mean (.4914, .4822, .4465), std (.2470, .2435, .2616)
    public static Normalize cifar10AllPixels() {
        return new Normalize(List.of(0.4914, 0.4822, 0.4465), List.of(0.2470, 0.2435, 0.2616));
    }

    /// The statistics of all pixels of CIFAR-100's training images, as solo-learn uses them.
    ///
    /// @return mean (.5071, .4865, .4409), std (.2673, .2564, .2762)
    public static Normalize cifar100AllPixels() {
        return new Normalize(List.of(0.5071, 0.4865, 0.4409), List.of(0.2673, 0.2564, 0.2762));
    }
}
