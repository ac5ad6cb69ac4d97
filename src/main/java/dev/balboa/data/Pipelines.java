package dev.balboa.data;

import java.util.ArrayList;
import java.util.List;

/// The published pipelines by name, as descriptions of one view or, where the views differ, of all
/// [Views].
///
/// Each gives the steps in the order of its source, with (brightness, contrast, saturation, hue) of
/// the jitter. A step with probability 0 is left out; crops have ratios 3/4 to 4/3 and are bilinear
/// unless bicubic is said. `Augmentation.replace` changes one step:
///
/// ```java
/// Pipelines.simClrLightly(32, 0.5, 0).replace(Normalize.cifar10());
/// ```
///
/// The operations are those of torchvision on floats, whatever the source computed with: google's
/// SimCLR runs in TensorFlow, whose contrast takes the mean of each channel; the others round to 8
/// bits after each step. A source that blurs with Pillow, which has no number of taps, becomes
/// [GaussianBlur#of(int, double)]. CIFAR variants of SimSiam, and the one for generated images,
/// stand in [Augmentation].
public final class Pipelines {

    private static final int CIFAR = 32;

    private Pipelines() {}

    /// SimCLR on ImageNet (Chen et al. 2020, google-research/simclr): bicubic crop (.08, 1), flip,
    /// jitter (.8, .8, .8, .2) with p = .8, gray .2, blur of a tenth of the side with p = .5;
    /// levels stay in `[0, 1]`.
    ///
    /// @param size side of a view in pixels, 224 in the paper
    /// @return one view
    public static Augmentation simClrImageNet(int size) {
        return Augmentation.of(
                bicubic(size, 0.08, 1),
                new RandomHorizontalFlip(0.5),
                new ColorJitter(0.8, 0.8, 0.8, 0.2, 0.8),
                new RandomGrayscale(0.2),
                GaussianBlur.simClr(size, 0.5));
    }

    /// Test of SimCLR on ImageNet: the middle .875 of the shorter side at `size × size`, bicubic,
    /// levels in `[0, 1]`. Here the image is resized first and cropped then, which is the same up
    /// to the rounding of the side.
    ///
    /// @param size side of a view in pixels, 224 in the paper
    /// @return one view, without randomness
    public static Augmentation simClrImageNetTest(int size) {
        Check.atLeast("size", size, 1);
        return Augmentation.of(
                new ResizeShorterSide(
                        uncropped(size), ResizeShorterSide.UNLIMITED, Interpolation.BICUBIC),
                new CenterCrop(size));
    }

    /// SimCLR on CIFAR-10 (Chen et al. 2020, appendix B.9): as on ImageNet at 32 pixels, half the
    /// jitter, (.4, .4, .4, .1), and no blur.
    ///
    /// @return one view
    public static Augmentation simClrCifar() {
        return Augmentation.of(
                bicubic(CIFAR, 0.08, 1),
                new RandomHorizontalFlip(0.5),
                new ColorJitter(0.4, 0.4, 0.4, 0.1, 0.8),
                new RandomGrayscale(0.2));
    }

    /// lightly's `SimCLRTransform`: crop (.08, 1), flip, jitter (.8, .8, .8, .2) times the strength
    /// with p = .8, gray .2, blur, ImageNet statistics. Its defaults are (224, 1, .5); its CIFAR-10
    /// benchmark takes (32, .5, 0). Its flip from top to bottom and its rotation have probability
    /// 0.
    ///
    /// @param inputSize    side of a view in pixels
    /// @param cjStrength   factor of the jitter's amplitudes, `0 … 2.5`
    /// @param gaussianBlur probability of the blur
    /// @return one view
    public static Augmentation simClrLightly(
            int inputSize, double cjStrength, double gaussianBlur) {
        return list(
                RandomResizedCrop.of(inputSize, 0.08),
                new RandomHorizontalFlip(0.5),
                jitter(cjStrength, 0.8, 0.8, 0.8, 0.2),
                new RandomGrayscale(0.2),
                GaussianBlur.of(inputSize, gaussianBlur),
                Normalize.imageNet());
    }

    /// MoCo v2 and SimSiam on ImageNet (facebookresearch/moco `--aug-plus`,
    /// facebookresearch/simsiam): crop (.2, 1), jitter (.4, .4, .4, .1) with p = .8, gray .2, blur
    /// .5, flip, ImageNet statistics.
    ///
    /// @param size side of a view in pixels, 224 in the papers
    /// @return one view
    public static Augmentation mocoV2(int size) {
        return Augmentation.of(
                RandomResizedCrop.of(size, 0.2),
                new ColorJitter(0.4, 0.4, 0.4, 0.1, 0.8),
                new RandomGrayscale(0.2),
                GaussianBlur.of(size, 0.5),
                new RandomHorizontalFlip(0.5),
                Normalize.imageNet());
    }

    /// MoCo v1 (facebookresearch/moco without `--aug-plus`; Wu et al. 2018): crop (.2, 1), gray .2,
    /// jitter (.4, .4, .4, .4) always, flip, no blur, ImageNet statistics.
    ///
    /// @param size side of a view in pixels, 224 in the paper
    /// @return one view
    public static Augmentation mocoV1(int size) {
        return Augmentation.of(
                RandomResizedCrop.of(size, 0.2),
                new RandomGrayscale(0.2),
                new ColorJitter(0.4, 0.4, 0.4, 0.4, 1),
                new RandomHorizontalFlip(0.5),
                Normalize.imageNet());
    }

    /// MoCo and SimSiam on CIFAR-10 in the authors' notebook: crop (.08, 1), flip, jitter (.4, .4,
    /// .4, .1) with p = .8, gray .2, no blur, [Normalize#cifar10()]. lightly's variant is
    /// [Augmentation#simsiamCifar()].
    ///
    /// @return one view
    public static Augmentation mocoCifar() {
        return Augmentation.of(
                RandomResizedCrop.of(CIFAR, 0.08),
                new RandomHorizontalFlip(0.5),
                new ColorJitter(0.4, 0.4, 0.4, 0.1, 0.8),
                new RandomGrayscale(0.2),
                Normalize.cifar10());
    }

    /// BYOL on ImageNet (Grill et al. 2020, appendix B): bicubic crop (.08, 1), flip, jitter (.4,
    /// .4, .2, .1) with p = .8, gray .2; the first view is always blurred, the second with p = .1
    /// and solarized from ½ with p = .2; ImageNet statistics.
    ///
    /// @param size side of both views in pixels, 224 in the paper
    /// @return two views
    public static Views byol(int size) {
        RandomResizedCrop crop = bicubic(size, 0.08, 1);
        return Views.of(
                byolView(crop, GaussianBlur.simClr(size, 1), RandomSolarize.of(0)),
                byolView(crop, GaussianBlur.simClr(size, 0.1), RandomSolarize.of(0.2)));
    }

    /// BYOL in lightly's CIFAR-10 benchmark: as [#byol(int)] at 32 pixels, the crop bilinear, no
    /// blur in either view.
    ///
    /// @return two views
    public static Views byolCifar() {
        RandomResizedCrop crop = RandomResizedCrop.of(CIFAR, 0.08);
        GaussianBlur none = GaussianBlur.of(CIFAR, 0);
        return Views.of(
                byolView(crop, none, RandomSolarize.of(0)),
                byolView(crop, none, RandomSolarize.of(0.2)));
    }

    private static Augmentation byolView(
            RandomResizedCrop crop, GaussianBlur blur, RandomSolarize solarize) {
        return list(
                crop,
                new RandomHorizontalFlip(0.5),
                new ColorJitter(0.4, 0.4, 0.2, 0.1, 0.8),
                new RandomGrayscale(0.2),
                blur,
                solarize,
                Normalize.imageNet());
    }

    /// CIFAR-10 in dkobak's notebook: crop (.2, 1), flip, jitter (.4, .4, .4, .1) with p = .8, gray
    /// .1; levels stay in `[0, 1]`.
    ///
    /// @return one view
    public static Augmentation dkobakCifar() {
        return Augmentation.of(
                RandomResizedCrop.of(CIFAR, 0.2),
                new RandomHorizontalFlip(0.5),
                new ColorJitter(0.4, 0.4, 0.4, 0.1, 0.8),
                new RandomGrayscale(0.1));
    }

    /// solo-learn's order: bicubic crop (.08, 1), jitter, gray .2, blur, solarize, equalize, flip,
    /// [Normalize#cifar10AllPixels()].
    ///
    /// @param size     side of a view in pixels
    /// @param jitter   with its probability, .8 in every published configuration
    /// @param blur     probability of the blur
    /// @param solarize probability of solarizing from ½
    /// @param equalize probability of equalizing
    /// @return one view
    public static Augmentation soloLearn(
            int size, ColorJitter jitter, double blur, double solarize, double equalize) {
        return list(
                bicubic(size, 0.08, 1),
                jitter,
                new RandomGrayscale(0.2),
                GaussianBlur.of(size, blur),
                RandomSolarize.of(solarize),
                new RandomEqualize(equalize),
                new RandomHorizontalFlip(0.5),
                Normalize.cifar10AllPixels());
    }

    /// solo-learn's symmetric configuration for CIFAR-10: [#soloLearn] at 32 pixels with jitter
    /// (.8, .8, .8, .2) and blur .5.
    ///
    /// @return one view
    public static Augmentation soloLearnCifarSymmetric() {
        return soloLearn(CIFAR, new ColorJitter(0.8, 0.8, 0.8, 0.2, 0.8), 0.5, 0, 0);
    }

    /// solo-learn's asymmetric configuration for CIFAR-10: [#soloLearn] at 32 pixels with jitter
    /// (.4, .4, .2, .1) and no blur; the second view is solarized with p = .2.
    ///
    /// @return two views
    public static Views soloLearnCifarAsymmetric() {
        ColorJitter jitter = new ColorJitter(0.4, 0.4, 0.2, 0.1, 0.8);
        return Views.of(soloLearn(CIFAR, jitter, 0, 0, 0), soloLearn(CIFAR, jitter, 0, 0.2, 0));
    }

    /// CIFAR-10 in htdt/self-supervised (Ermolov et al. 2021): jitter (.4, .4, .4, .1) with p = .8,
    /// gray .1, then the bicubic crop (.2, 1), flip, [Normalize#cifar10()]. The colours change
    /// before the crop, so contrast takes the mean of the whole image.
    ///
    /// @return one view
    public static Augmentation htdtCifar() {
        return Augmentation.of(
                new ColorJitter(0.4, 0.4, 0.4, 0.1, 0.8),
                new RandomGrayscale(0.1),
                bicubic(CIFAR, 0.2, 1),
                new RandomHorizontalFlip(0.5),
                Normalize.cifar10());
    }

    /// DINO's multi-crop (Caron et al. 2021, facebookresearch/dino): two bicubic crops (.4, 1) of
    /// 224 pixels, six of (.05, .4) at 96; flip, jitter (.4, .4, .2, .1) with p = .8, gray .2; blur
    /// 1, .1 and .5 for the first, the second and the small views, solarized with p = .2 in the
    /// second; ImageNet statistics.
    ///
    /// @return eight views, the large ones first
    public static Views dino() {
        Augmentation small = dinoView(bicubic(96, 0.05, 0.4), 0.5, 0);
        RandomResizedCrop large = bicubic(224, 0.4, 1);
        return Views.of(dinoView(large, 1, 0), dinoView(large, 0.1, 0.2)).and(small, 6);
    }

    private static Augmentation dinoView(RandomResizedCrop crop, double blur, double solarize) {
        return byolView(crop, GaussianBlur.of(crop.size(), blur), RandomSolarize.of(solarize));
    }

    /// SwAV's multi-crop (Caron et al. 2020, facebookresearch/swav): two crops (.14, 1) of 224
    /// pixels, six of (.05, .14) at 96; flip, jitter (.8, .8, .8, .2) with p = .8, gray .2, blur of
    /// 23 taps with p = .5; ImageNet statistics. (The authors' code has .228 for the standard
    /// deviation of red, where ImageNet's is .229.)
    ///
    /// @return eight views, the large ones first
    public static Views swav() {
        return Views.repeat(swavView(224, 0.14, 1), 2).and(swavView(96, 0.05, 0.14), 6);
    }

    private static Augmentation swavView(int size, double minScale, double maxScale) {
        return Augmentation.of(
                new RandomResizedCrop(size, minScale, maxScale, 3.0 / 4, 4.0 / 3),
                new RandomHorizontalFlip(0.5),
                new ColorJitter(0.8, 0.8, 0.8, 0.2, 0.8),
                new RandomGrayscale(0.2),
                GaussianBlur.of(size, 0.5),
                Normalize.imageNet());
    }

    /// Training of a linear classifier on ImageNet: crop (.08, 1), flip, ImageNet statistics.
    ///
    /// @param size side of a view in pixels, usually 224
    /// @return one view
    public static Augmentation linearTrain(int size) {
        return Augmentation.of(
                RandomResizedCrop.of(size, 0.08),
                new RandomHorizontalFlip(0.5),
                Normalize.imageNet());
    }

    /// Test of a linear classifier on ImageNet: the shorter side to `size / .875` pixels, rounded,
    /// the middle `size × size` of that, ImageNet statistics. 256 and 224 for a size of 224.
    ///
    /// @param size side of a view in pixels, usually 224
    /// @return one view, without randomness
    public static Augmentation linearTest(int size) {
        Check.atLeast("size", size, 1);
        return Augmentation.of(
                ResizeShorterSide.of(uncropped(size)), new CenterCrop(size), Normalize.imageNet());
    }

    private static int uncropped(int size) {
        return (int) Math.round(size / 0.875);
    }

    private static RandomResizedCrop bicubic(int size, double minScale, double maxScale) {
        return new RandomResizedCrop(
                size, minScale, maxScale, 3.0 / 4, 4.0 / 3, Interpolation.BICUBIC);
    }

    private static ColorJitter jitter(
            double strength, double brightness, double contrast, double saturation, double hue) {
        Check.amplitude("cjStrength", strength);
        return new ColorJitter(
                strength * brightness,
                strength * contrast,
                strength * saturation,
                strength * hue,
                0.8);
    }

    /// Leaves out what would never be applied.
    private static Augmentation list(Transform... transforms) {
        List<Transform> kept = new ArrayList<>();
        for (Transform transform : transforms) {
            boolean never =
                    switch (transform) {
                        case GaussianBlur blur -> blur.p() == 0;
                        case RandomSolarize solarize -> solarize.p() == 0;
                        case RandomEqualize equalize -> equalize.p() == 0;
                        default -> false;
                    };
            if (!never) {
                kept.add(transform);
            }
        }
        return new Augmentation(kept);
    }
}
