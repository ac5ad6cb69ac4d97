package dev.balboa.data;

/// What becomes of a transform at a smaller strength. See [Augmentation#withStrength(double)].
///
/// @param strength within `[0, 1]`
record Weakening(double strength) {

    Weakening {
        if (!(strength >= 0 && strength <= 1)) {
            throw new IllegalArgumentException(
                    "strength: " + strength + " (expected: within [0, 1])");
        }
    }

    Transform of(Transform transform) {
        return switch (transform) {
            case RandomResizedCrop crop ->
                    new RandomResizedCrop(
                            crop.size(),
                            towardsOne(crop.minScale()),
                            towardsOne(crop.maxScale()),
                            Math.pow(crop.minRatio(), strength),
                            Math.pow(crop.maxRatio(), strength),
                            crop.interpolation());
            case ColorJitter jitter ->
                    new ColorJitter(
                            strength * jitter.brightness(),
                            strength * jitter.contrast(),
                            strength * jitter.saturation(),
                            strength * jitter.hue(),
                            jitter.p());
            case RandomRotation turn ->
                    new RandomRotation(
                            strength * turn.minDegrees(),
                            strength * turn.maxDegrees(),
                            turn.interpolation(),
                            turn.fill());
            case RandomGrayscale gray -> new RandomGrayscale(strength * gray.p());
            case GaussianBlur blur ->
                    new GaussianBlur(
                            blur.kernelSize(),
                            blur.minSigma(),
                            blur.maxSigma(),
                            strength * blur.p());
            case RandomSolarize solarize ->
                    new RandomSolarize(solarize.threshold(), strength * solarize.p());
            case RandomEqualize equalize -> new RandomEqualize(strength * equalize.p());
            case RandomApply some -> new RandomApply(some.transforms(), strength * some.p());
            case RandomCrop _,
                    CenterCrop _,
                    Resize _,
                    ResizeShorterSide _,
                    RandomHorizontalFlip _,
                    RandomVerticalFlip _,
                    Normalize _ ->
                    transform;
        };
    }

    private double towardsOne(double share) {
        return 1 - strength * (1 - share);
    }
}
