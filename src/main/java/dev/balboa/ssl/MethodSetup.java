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
/// @param steps     of the whole run, for what changes over it; at least 1
/// @param batchSize images per step, at least 1; for what has to be as large
/// @param settings  the method's own
public record MethodSetup(
        Function<Generator, Backbone> architecture,
        Heads heads,
        Generator generator,
        long seed,
        long steps,
        int batchSize,
        MethodSettings settings) {

    /// Sets the stream of a method's own choices apart from that of the initial values, which
    /// starts from the seed itself.
    private static final long CHOICES = 0x9E3779B97F4A7C15L;

    /// Checks that nothing is null.
    ///
    /// @throws IllegalArgumentException when `steps` or `batchSize` is below 1
    public MethodSetup {
        Objects.requireNonNull(architecture, "architecture");
        Objects.requireNonNull(heads, "heads");
        Objects.requireNonNull(generator, "generator");
        Objects.requireNonNull(settings, "settings");
        if (steps < 1) {
            throw new IllegalArgumentException("steps: " + steps + " (expected: >= 1)");
        }
        if (batchSize < 1) {
            throw new IllegalArgumentException("batchSize: " + batchSize + " (expected: >= 1)");
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
                architecture, heads, generator, seed, 1, 1, MethodSettings.defaults());
    }

    /// The same with other settings of the method.
    ///
    /// @param value the settings
    /// @return a copy
    public MethodSetup withSettings(MethodSettings value) {
        return new MethodSetup(architecture, heads, generator, seed, steps, batchSize, value);
    }

    /// The same for another run.
    ///
    /// @param count  steps of the whole run
    /// @param images per step
    /// @return a copy
    public MethodSetup withRun(long count, int images) {
        return new MethodSetup(architecture, heads, generator, seed, count, images, settings);
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
