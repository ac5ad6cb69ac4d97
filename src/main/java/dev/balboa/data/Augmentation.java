package dev.balboa.data;

import java.util.List;
import java.util.Objects;

/// What is done to an image to make one view of it: transforms in the order in which they are
/// applied.
///
/// @param transforms at least one; at most one [Normalize], and only as the last, because the
///     colour operations are defined on levels in `[0, 1]`
public record Augmentation(List<Transform> transforms) {

    /// Checks the order and copies the list.
    ///
    /// @throws IllegalArgumentException when the list is empty or something follows a [Normalize]
    public Augmentation {
        transforms = List.copyOf(Objects.requireNonNull(transforms, "transforms"));
        if (transforms.isEmpty()) {
            throw new IllegalArgumentException(
                    "transforms: [] (expected: at least one, for example Normalize.imageNet())");
        }
        for (Transform transform : transforms.subList(0, transforms.size() - 1)) {
            if (transform instanceof Normalize) {
                throw new IllegalArgumentException(
                        "transforms: Normalize before the end (expected: only as the last)");
            }
        }
    }

    /// Transforms in the order in which they are applied.
    ///
    /// @param transforms at least one
    /// @return the augmentation
    public static Augmentation of(Transform... transforms) {
        return new Augmentation(List.of(transforms));
    }

    /// The same with one transform in place of the one of its kind, for example a weaker jitter or
    /// other statistics.
    ///
    /// @param transform the new one
    /// @return a copy
    /// @throws IllegalArgumentException when there is none of its kind, or more than one
    public Augmentation replace(Transform transform) {
        requireOne(transform.getClass());
        return new Augmentation(
                transforms.stream()
                        .map(t -> t.getClass() == transform.getClass() ? transform : t)
                        .toList());
    }

    /// The same without one of its transforms, for example `without(Normalize.class)` for levels in
    /// `[0, 1]`.
    ///
    /// @param kind class of the transform
    /// @return a copy
    /// @throws IllegalArgumentException when there is none of that kind, or more than one
    public Augmentation without(Class<? extends Transform> kind) {
        requireOne(kind);
        return new Augmentation(transforms.stream().filter(t -> t.getClass() != kind).toList());
    }

    /// The same at a smaller strength: views that differ less. Crops keep `1 − strength · (1 −
    /// scale)` of the area and the aspect ratio to the power of `strength`; amplitudes of jitter
    /// and rotation, and the probabilities of gray, blur, solarize, equalize and [RandomApply], are
    /// multiplied with it. Flips, crops by padding, sizes and statistics stay.
    ///
    /// @param strength within `[0, 1]`; at 1 nothing is changed, at 0 only what stays is drawn
    /// @return a copy, this one at 1
    /// @throws IllegalArgumentException when `strength` is out of range
    public Augmentation withStrength(double strength) {
        Weakening weakening = new Weakening(strength);
        // 1 − (1 − 0.2) is not 0.2
        return strength == 1
                ? this
                : new Augmentation(transforms.stream().map(weakening::of).toList());
    }

    private void requireOne(Class<? extends Transform> kind) {
        long found = transforms.stream().filter(t -> t.getClass() == kind).count();
        if (found != 1) {
            throw new IllegalArgumentException(
                    "transforms: "
                            + found
                            + " of kind "
                            + kind.getSimpleName()
                            + " (expected: 1; build the list with Augmentation.of instead)");
        }
    }

    /// The published CIFAR-10 pipeline of SimSiam, [#simsiamCifar(int)] at 32 pixels.
    ///
    /// @return the augmentation
    public static Augmentation simsiamCifar() {
        return simsiamCifar(32);
    }

    /// Crop (.2, 1), flip, jitter (.4, .4, .4, .1) with p = .8, gray .2, no blur, ImageNet
    /// statistics: the pipeline of lightly's CIFAR-10 benchmark of SimSiam, which keeps the crop
    /// range of the paper. (The MoCo notebook uses a smaller least crop, .08, and CIFAR's own
    /// statistics, [Normalize#cifar10()].) ImageNet's statistics also serve folders that are not
    /// CIFAR.
    ///
    /// @param size side of a view in pixels
    /// @return the augmentation
    public static Augmentation simsiamCifar(int size) {
        return of(
                RandomResizedCrop.of(size, 0.2),
                new RandomHorizontalFlip(0.5),
                new ColorJitter(0.4, 0.4, 0.4, 0.1, 0.8),
                new RandomGrayscale(0.2),
                Normalize.imageNet());
    }

    /// The pipeline for [GeneratedImages] at 32 pixels, [#generated(int)].
    ///
    /// @return the augmentation
    public static Augmentation generated() {
        return generated(32);
    }

    /// Crop (.3, 1), flip, jitter (.4, .4, .4, .5) with p = .8, gray .4, ImageNet statistics. The
    /// object's texture needs a larger least crop than a photograph does; hue is a nuisance there,
    /// so it is drawn from the whole circle, and gray is twice as likely as in
    /// [#simsiamCifar(int)].
    ///
    /// @param size side of a view in pixels
    /// @return the augmentation
    public static Augmentation generated(int size) {
        return of(
                RandomResizedCrop.of(size, 0.3),
                new RandomHorizontalFlip(0.5),
                new ColorJitter(0.4, 0.4, 0.4, 0.5, 0.8),
                new RandomGrayscale(0.4),
                Normalize.imageNet());
    }

    /// No randomness: resize to `size × size`, then the statistics that the training presets use.
    ///
    /// @param size side of the result in pixels
    /// @return the augmentation
    public static Augmentation evaluation(int size) {
        return of(new Resize(size), Normalize.imageNet());
    }

    /// No randomness and no resize: only the statistics that the training presets use.
    ///
    /// @return the augmentation
    public static Augmentation evaluation() {
        return of(Normalize.imageNet());
    }
}
