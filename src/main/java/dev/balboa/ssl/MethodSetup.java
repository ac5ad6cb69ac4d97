package dev.balboa.ssl;

import dev.balboa.nn.Backbone;
import dev.balboa.tensor.Generator;
import java.util.Objects;
import java.util.function.Function;

/// What a method is built from.
///
/// @param architecture makes a backbone, drawing its initial values from a generator; called once
///     for each network that the method has
/// @param heads     sizes of the heads
/// @param generator draws the initial values; borrowed
/// @param seed      of the method's own random choices
/// @param epochs    of the whole run, at least 1; for what changes over it
/// @param batchSize images per step, at least 1; for what has to be as large
/// @param images    of the dataset, at least 1; for what is kept of each of them
/// @param settings  the method's own
public record MethodSetup(
        Function<Generator, Backbone> architecture,
        Heads heads,
        Generator generator,
        long seed,
        int epochs,
        int batchSize,
        int images,
        MethodSettings settings) {

    /// Sets the stream of a method's own choices apart from that of the initial values, which
    /// starts from the seed itself.
    private static final long CHOICES = 0x9E3779B97F4A7C15L;

    /// Checks that nothing is null.
    ///
    /// @throws IllegalArgumentException when `epochs`, `batchSize` or `images` is below 1
    public MethodSetup {
        Objects.requireNonNull(architecture, "architecture");
        Objects.requireNonNull(heads, "heads");
        Objects.requireNonNull(generator, "generator");
        Objects.requireNonNull(settings, "settings");
        atLeastOne("epochs", epochs);
        atLeastOne("batchSize", batchSize);
        atLeastOne("images", images);
    }

    private static void atLeastOne(String name, int value) {
        if (value < 1) {
            throw new IllegalArgumentException(name + ": " + value + " (expected: >= 1)");
        }
    }

    /// With the method's default settings, and a run of one step on one image.
    ///
    /// @param architecture makes a backbone
    /// @param heads        sizes of the heads
    /// @param generator    draws the initial values; borrowed
    /// @param seed         of the method's own random choices
    /// @return the setup
    public static MethodSetup of(
            Function<Generator, Backbone> architecture,
            Heads heads,
            Generator generator,
            long seed) {
        return new MethodSetup(
                architecture, heads, generator, seed, 1, 1, 1, MethodSettings.defaults());
    }

    /// The same with other settings of the method.
    ///
    /// @param value the settings
    /// @return a copy
    public MethodSetup withSettings(MethodSettings value) {
        return new MethodSetup(
                architecture, heads, generator, seed, epochs, batchSize, images, value);
    }

    /// The same for another run.
    ///
    /// @param count  epochs of the whole run
    /// @param batch  images per step
    /// @param all    images of the dataset
    /// @return a copy
    public MethodSetup withRun(int count, int batch, int all) {
        return new MethodSetup(architecture, heads, generator, seed, count, batch, all, settings);
    }

    /// Steps of the whole run, when each epoch shows all images.
    ///
    /// @return at least 1
    public long steps() {
        return steps(images);
    }

    /// Steps of the whole run, when each epoch shows some of the images; a last batch that is not
    /// full is left out.
    ///
    /// @param shown images of an epoch
    /// @return at least 1
    long steps(int shown) {
        // a batch size that fits no batch is refused by the loader
        return epochs * Math.max(1L, shown / batchSize);
    }

    /// A new backbone.
    ///
    /// @return owned by the method
    public Backbone newBackbone() {
        return architecture.apply(generator);
    }

    /// A new source of the method's own choices, from the seed.
    ///
    /// @return owned by the method
    public Generator newChoices() {
        return Generator.of(seed ^ CHOICES);
    }
}
