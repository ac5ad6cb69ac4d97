package dev.balboa.ssl;

import dev.balboa.loss.NtXent;
import dev.balboa.nn.Backbone;
import dev.balboa.tensor.Generator;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;

/// The methods by the names that the command line and configuration files use.
public final class Methods {

    /// Sets the stream of the pairs apart from that of the initial values, which starts from the
    /// seed itself.
    private static final long PAIRS = 0x9E3779B97F4A7C15L;

    private static final Map<String, Factory> FACTORIES = new TreeMap<>();

    static {
        FACTORIES.put(
                "simclr",
                s ->
                        SimClr.of(
                                s.backbone(),
                                s.heads(),
                                new NtXent(s.temperature()),
                                s.generator()));
        FACTORIES.put(
                "simsiam",
                s ->
                        SimSiam.of(s.backbone(), s.heads(), s.generator())
                                .withConstantPredictorRate(s.constantPredictorRate()));
        FACTORIES.put(
                "simsiam-gsg",
                s ->
                        SimSiamGsg.of(
                                        s.backbone(),
                                        s.heads(),
                                        s.generator(),
                                        Generator.of(s.seed() ^ PAIRS))
                                .withConstantPredictorRate(s.constantPredictorRate()));
    }

    private Methods() {}

    /// Names of all methods.
    ///
    /// @return sorted
    public static List<String> names() {
        return List.copyOf(FACTORIES.keySet());
    }

    /// A new method around a backbone.
    ///
    /// @param name  one of [#names()]
    /// @param setup what it is built from
    /// @return the method; it owns the backbone
    /// @throws IllegalArgumentException for an unknown name
    public static Method create(String name, Setup setup) {
        Factory factory = FACTORIES.get(name);
        if (factory == null) {
            throw new IllegalArgumentException(
                    "method: " + name + " (expected: one of " + names() + ")");
        }
        return factory.create(setup);
    }

    /// What a method is built from.
    ///
    /// @param backbone  from images to features
    /// @param heads     sizes of the heads
    /// @param generator draws the initial values of the heads; borrowed
    /// @param seed      of the method's own random choices
    /// @param constantPredictorRate whether a predictor keeps the base learning rate instead of
    ///     following the schedule; for methods that have one
    /// @param temperature of the loss; for contrastive methods
    public record Setup(
            Backbone backbone,
            Heads heads,
            Generator generator,
            long seed,
            boolean constantPredictorRate,
            double temperature) {

        /// Checks that nothing is null.
        public Setup {
            Objects.requireNonNull(backbone, "backbone");
            Objects.requireNonNull(heads, "heads");
            Objects.requireNonNull(generator, "generator");
        }

        /// A setup with the usual choices: a constant rate for a predictor, temperature 0.5.
        ///
        /// @param backbone  from images to features
        /// @param heads     sizes of the heads
        /// @param generator draws the initial values of the heads; borrowed
        /// @param seed      of the method's own random choices
        /// @return the setup
        public static Setup of(Backbone backbone, Heads heads, Generator generator, long seed) {
            return new Setup(backbone, heads, generator, seed, true, NtXent.DEFAULT_TEMPERATURE);
        }
    }

    /// Builds a method.
    private interface Factory {

        Method create(Setup setup);
    }
}
