package dev.balboa.data;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.stream.IntStream;

/// A dataset that is drawn rather than read: one object of eight classes before a plain background,
/// with every factor known. It is the data of the demo, and of tests that need real images without
/// a download.
///
/// Image `i` has class `i mod 8`; its other factors and its noise depend only on (seed, split,
/// `i`), so neither the counts nor the number of threads change it. Images are drawn when the
/// dataset is made, in parallel, with 16 samples per pixel, and kept as 8-bit levels: 3 kB each at
/// 32 pixels.
public final class GeneratedImages implements ImageDataset {

    private static final List<String> CLASS_NAMES =
            Arrays.stream(ObjectClass.values())
                    .map(c -> c.name().toLowerCase(Locale.ROOT))
                    .toList();

    private enum Split {
        TRAIN,
        TEST;

        String label() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    private final Split split;
    private final Factors[] factors;
    private final Image[] images;

    private GeneratedImages(GeneratedOptions options, Split split, int count) {
        this.split = split;
        this.factors = new Factors[count];
        this.images = new Image[count];
        IntStream.range(0, count).parallel().forEach(i -> draw(options, i));
    }

    /// The split to learn on.
    ///
    /// @param options which images
    /// @return `options.trainCount()` images
    public static GeneratedImages train(GeneratedOptions options) {
        return new GeneratedImages(options, Split.TRAIN, options.trainCount());
    }

    /// The split to score on; it shares no image with the other.
    ///
    /// @param options which images
    /// @return `options.testCount()` images
    public static GeneratedImages test(GeneratedOptions options) {
        return new GeneratedImages(options, Split.TEST, options.testCount());
    }

    /// Both splits.
    ///
    /// @param options which images
    /// @return train and test
    public static Splits splits(GeneratedOptions options) {
        return Splits.of(train(options), test(options));
    }

    private void draw(GeneratedOptions options, int index) {
        CounterRandom random =
                CounterRandom.of(
                        CounterRandom.Purpose.SCENE, options.seed(), split.ordinal(), index);
        ObjectClass object = ObjectClass.values()[index % ObjectClass.values().length];
        factors[index] = Factors.draw(object, options.ranges(), random);
        images[index] =
                new ScenePainter(factors[index], options.ranges()).paint(options.size(), random);
    }

    /// The factors of an image.
    ///
    /// @param index `0 … size() − 1`
    /// @return everything that determines it but the draw of its noise
    /// @throws IndexOutOfBoundsException outside that range
    public Factors factors(int index) {
        return factors[Objects.checkIndex(index, factors.length)];
    }

    @Override
    public int size() {
        return images.length;
    }

    @Override
    public Image image(int index) {
        return images[Objects.checkIndex(index, images.length)];
    }

    @Override
    public int label(int index) {
        return factors(index).object().ordinal();
    }

    @Override
    public String name(int index) {
        return "generated/" + split.label() + "/" + Objects.checkIndex(index, images.length);
    }

    @Override
    public List<String> classNames() {
        return CLASS_NAMES;
    }
}
