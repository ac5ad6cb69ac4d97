package dev.balboa.data;

import java.util.ArrayList;
import java.util.List;

/// Draws the values of an [Augmentation] for one view: from ranges to [Draw]s. What is not applied
/// leaves no trace in the list. Distributions are those of torchvision's transforms of the same
/// names.
final class Drawing {

    private static final int CROP_TRIES = 10;

    private final CounterRandom random;
    private final List<Draw> draws = new ArrayList<>();
    private int width;
    private int height;

    private Drawing(int width, int height, CounterRandom random) {
        this.random = random;
        this.width = width;
        this.height = height;
    }

    /// The operations for one view of an image of the given size, in the order in which to apply
    /// them.
    static List<Draw> of(Augmentation augmentation, int width, int height, CounterRandom random) {
        Drawing drawing = new Drawing(width, height, random);
        augmentation.transforms().forEach(drawing::add);
        return drawing.draws;
    }

    private void add(Transform transform) {
        switch (transform) {
            case RandomResizedCrop crop -> addCrop(crop);
            case RandomCrop crop -> addCrop(crop);
            case CenterCrop(int size) -> addCentre(size);
            case Resize(int h, int w, Interpolation how) -> resize(h, w, how);
            case ResizeShorterSide resize -> addResize(resize);
            case RandomHorizontalFlip(double p) -> addWith(p, new Draw.Flip());
            case RandomVerticalFlip(double p) -> addWith(p, new Draw.VerticalFlip());
            case RandomRotation turn -> addRotation(turn);
            case ColorJitter jitter -> addJitter(jitter);
            case RandomGrayscale(double p) -> addWith(p, new Draw.Gray());
            case GaussianBlur blur -> addBlur(blur);
            case RandomSolarize(double threshold, double p) ->
                    addWith(p, new Draw.Solarize(threshold));
            case RandomEqualize(double p) -> addWith(p, new Draw.Equalize());
            case RandomApply(List<Transform> transforms, double p) -> {
                if (random.nextDouble() < p) {
                    transforms.forEach(this::add);
                }
            }
            case Normalize n -> draws.add(new Draw.Standardize(n.mean(), n.std()));
        }
    }

    private void addWith(double p, Draw draw) {
        if (random.nextDouble() < p) {
            draws.add(draw);
        }
    }

    private void addCrop(RandomResizedCrop crop) {
        for (int attempt = 0; attempt < CROP_TRIES; attempt++) {
            double area =
                    (double) width * height * random.uniform(crop.minScale(), crop.maxScale());
            double ratio =
                    StrictMath.exp(
                            random.uniform(
                                    StrictMath.log(crop.minRatio()),
                                    StrictMath.log(crop.maxRatio())));
            int w = (int) Math.rint(Math.sqrt(area * ratio));
            int h = (int) Math.rint(Math.sqrt(area / ratio));
            if (w > 0 && w <= width && h > 0 && h <= height) {
                int top = random.nextInt(height - h + 1);
                int left = random.nextInt(width - w + 1);
                cut(top, left, h, w, crop);
                return;
            }
        }
        addCentredCrop(crop);
    }

    /// The largest centred rectangle with a ratio within bounds.
    private void addCentredCrop(RandomResizedCrop crop) {
        double ratio = Math.clamp((double) width / height, crop.minRatio(), crop.maxRatio());
        boolean tooNarrow = (double) width / height < crop.minRatio();
        int w = tooNarrow ? width : Math.min(width, (int) Math.rint(height * ratio));
        int h = tooNarrow ? Math.min(height, (int) Math.rint(width / ratio)) : height;
        w = Math.max(1, w);
        h = Math.max(1, h);
        cut((height - h) / 2, (width - w) / 2, h, w, crop);
    }

    private void cut(int top, int left, int h, int w, RandomResizedCrop crop) {
        cut(new Draw.Crop(top, left, h, w, crop.size(), crop.size(), crop.interpolation()));
    }

    /// Cuts without a resize.
    private void cut(int top, int left, int size) {
        cut(new Draw.Crop(top, left, size, size, size));
    }

    private void resize(int toHeight, int toWidth, Interpolation interpolation) {
        cut(new Draw.Crop(0, 0, height, width, toHeight, toWidth, interpolation));
    }

    /// Records the cut and the size that the next transform sees; the identity is left out.
    private void cut(Draw.Crop crop) {
        if (crop.width() != width
                || crop.height() != height
                || crop.outWidth() != width
                || crop.outHeight() != height) {
            draws.add(crop);
        }
        width = crop.outWidth();
        height = crop.outHeight();
    }

    private void pad(Draw.Pad pad) {
        if (pad.top() + pad.bottom() + pad.left() + pad.right() > 0) {
            draws.add(pad);
            width = Math.addExact(width, Math.addExact(pad.left(), pad.right()));
            height = Math.addExact(height, Math.addExact(pad.top(), pad.bottom()));
        }
    }

    private void addCrop(RandomCrop crop) {
        int rows = crop.padding() + missing(crop, height);
        int columns = crop.padding() + missing(crop, width);
        requirePadding(crop.paddingMode(), rows, height);
        requirePadding(crop.paddingMode(), columns, width);
        pad(new Draw.Pad(rows, columns, rows, columns, crop.paddingMode()));
        if (height < crop.size() || width < crop.size()) {
            throw new IllegalArgumentException(
                    "size: "
                            + crop.size()
                            + " (expected: <= "
                            + Math.min(width, height)
                            + ", the shorter side with its padding; or padIfNeeded)");
        }
        int top = random.nextInt(height - crop.size() + 1);
        int left = random.nextInt(width - crop.size() + 1);
        cut(top, left, crop.size());
    }

    /// What `padIfNeeded` adds on both ends, each: as many pixels as are missing altogether.
    private static int missing(RandomCrop crop, int side) {
        return crop.padIfNeeded() ? Math.max(0, crop.size() - side - 2 * crop.padding()) : 0;
    }

    private static void requirePadding(PaddingMode mode, int padding, int side) {
        if (padding > mode.most(side)) {
            throw new IllegalArgumentException(
                    "padding: "
                            + padding
                            + " (expected: <= "
                            + mode.most(side)
                            + ", what "
                            + mode
                            + " can take from a side of "
                            + side
                            + ")");
        }
    }

    private void addCentre(int size) {
        int rows = Math.max(0, size - height);
        int columns = Math.max(0, size - width);
        pad(
                new Draw.Pad(
                        rows / 2,
                        columns / 2,
                        rows - rows / 2,
                        columns - columns / 2,
                        PaddingMode.CONSTANT));
        cut((int) Math.rint((height - size) / 2.0), (int) Math.rint((width - size) / 2.0), size);
    }

    private void addResize(ResizeShorterSide resize) {
        long shorter = resize.size();
        long longer = shorter * Math.max(width, height) / Math.min(width, height);
        if (longer > resize.maxSize()) {
            shorter = Math.max(1, resize.maxSize() * shorter / longer);
            longer = resize.maxSize();
        }
        int w = Math.toIntExact(width <= height ? shorter : longer);
        int h = Math.toIntExact(width <= height ? longer : shorter);
        resize(h, w, resize.interpolation());
    }

    private void addRotation(RandomRotation turn) {
        double degrees = random.uniform(turn.minDegrees(), turn.maxDegrees());
        if (degrees % 360 != 0) {
            draws.add(new Draw.Rotate(degrees, turn.interpolation(), turn.fill()));
        }
    }

    /// Draws both values in any case; a kernel that does not fit is refused in any case, so that a
    /// run fails at its first image and not at the first that is blurred.
    private void addBlur(GaussianBlur blur) {
        int largest = 2 * Math.min(width, height) - 1;
        if (blur.kernelSize() > largest) {
            throw new IllegalArgumentException(
                    "kernelSize: "
                            + blur.kernelSize()
                            + " (expected: <= "
                            + largest
                            + " for an image of "
                            + width
                            + "x"
                            + height
                            + ", which is mirrored at its edges)");
        }
        boolean applied = random.nextDouble() < blur.p();
        double sigma = random.uniform(blur.minSigma(), blur.maxSigma());
        if (applied && blur.kernelSize() > 1) {
            draws.add(new Draw.Blur(blur.kernelSize(), sigma));
        }
    }

    private void addJitter(ColorJitter jitter) {
        if (random.nextDouble() >= jitter.p()) {
            return;
        }
        int[] order = {0, 1, 2, 3};
        random.shuffle(order);
        for (int operation : order) {
            switch (operation) {
                case 0 ->
                        addJitter(
                                jitter.brightness(),
                                new Draw.Brightness(factor(jitter.brightness())));
                case 1 ->
                        addJitter(jitter.contrast(), new Draw.Contrast(factor(jitter.contrast())));
                case 2 ->
                        addJitter(
                                jitter.saturation(),
                                new Draw.Saturation(factor(jitter.saturation())));
                default ->
                        addJitter(
                                jitter.hue(),
                                new Draw.Hue(random.uniform(-jitter.hue(), jitter.hue())));
            }
        }
    }

    private void addJitter(double amplitude, Draw draw) {
        if (amplitude > 0) {
            draws.add(draw);
        }
    }

    private double factor(double amplitude) {
        return random.uniform(Math.max(0, 1 - amplitude), 1 + amplitude);
    }
}
