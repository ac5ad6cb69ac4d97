package dev.balboa.ssl;

import dev.balboa.nn.Backbone;
import dev.balboa.tensor.Generator;
import java.util.Objects;

/// What a method is built from.
///
/// @param backbone  from images to features
/// @param heads     sizes of the heads
/// @param generator draws the initial values of the heads; borrowed
/// @param seed      of the method's own random choices
/// @param constantPredictorRate whether a predictor keeps the base learning rate instead of
///     following the schedule; without effect on a method that has no predictor
/// @param steps     of the whole run, for what changes over it; at least 1
/// @param settings  the method's own
public record MethodSetup(
        Backbone backbone,
        Heads heads,
        Generator generator,
        long seed,
        boolean constantPredictorRate,
        long steps,
        MethodSettings settings) {

    /// Sets the stream of a method's own choices apart from that of the initial values, which
    /// starts from the seed itself.
    private static final long CHOICES = 0x9E3779B97F4A7C15L;

    /// Checks that nothing is null.
    ///
    /// @throws IllegalArgumentException when `steps` is below 1
    public MethodSetup {
        Objects.requireNonNull(backbone, "backbone");
        Objects.requireNonNull(heads, "heads");
        Objects.requireNonNull(generator, "generator");
        Objects.requireNonNull(settings, "settings");
        if (steps < 1) {
            throw new IllegalArgumentException("steps: " + steps + " (expected: >= 1)");
        }
    }

    /// With the method's default settings, a predictor at a constant rate, and a run of one step.
    ///
    /// @param backbone  from images to features
    /// @param heads     sizes of the heads
    /// @param generator draws the initial values of the heads; borrowed
    /// @param seed      of the method's own random choices
    /// @return the setup
    public static MethodSetup of(Backbone backbone, Heads heads, Generator generator, long seed) {
        return new MethodSetup(
                backbone, heads, generator, seed, true, 1, MethodSettings.defaults());
    }

    /// The same with other settings of the method.
    ///
    /// @param value the settings
    /// @return a copy
    public MethodSetup withSettings(MethodSettings value) {
        return new MethodSetup(
                backbone, heads, generator, seed, constantPredictorRate, steps, value);
    }

    /// The same with another number of steps.
    ///
    /// @param value of the whole run
    /// @return a copy
    public MethodSetup withSteps(long value) {
        return new MethodSetup(
                backbone, heads, generator, seed, constantPredictorRate, value, settings);
    }

    /// The same with another choice for the predictor's learning rate.
    ///
    /// @param value whether it keeps the base rate
    /// @return a copy
    public MethodSetup withConstantPredictorRate(boolean value) {
        return new MethodSetup(backbone, heads, generator, seed, value, steps, settings);
    }

    /// A new source of the method's own choices, from the seed.
    ///
    /// @return owned by the method
    public Generator choices() {
        return Generator.of(seed ^ CHOICES);
    }
}
