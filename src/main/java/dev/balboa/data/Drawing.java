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
            case Resize(int size) -> cut(0, 0, height, width, size);
            case RandomHorizontalFlip(double p) -> addWith(p, new Draw.Flip());
            case ColorJitter jitter -> addJitter(jitter);
            case RandomGrayscale(double p) -> addWith(p, new Draw.Gray());
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
                cut(top, left, h, w, crop.size());
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
        cut((height - h) / 2, (width - w) / 2, h, w, crop.size());
    }

    /// Records the cut and the size that the next transform sees; the identity is left out.
    private void cut(int top, int left, int h, int w, int size) {
        if (w != width || h != height || size != w || size != h) {
            draws.add(new Draw.Crop(top, left, h, w, size));
        }
        width = size;
        height = size;
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
