package dev.balboa.ssl;

import dev.balboa.loss.NtXent;
import dev.balboa.nn.Backbone;
import dev.balboa.tensor.Generator;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;

/// The methods by the names that the command line and configuration files use.
public final class Methods {

    /// Sets the stream of the pairs apart from that of the initial values, which starts from the
    /// seed itself.
    private static final long PAIRS = 0x9E3779B97F4A7C15L;

    private static final Map<String, Entry> ENTRIES = new TreeMap<>();

    static {
        put(
                "simclr",
                Set.of("temperature"),
                s ->
                        SimClr.of(
                                s.backbone(),
                                s.heads(),
                                new NtXent(
                                        s.settings()
                                                .temperature()
                                                .orElse(NtXent.DEFAULT_TEMPERATURE)),
                                s.generator()));
        put(
                "simsiam",
                Set.of(),
                s ->
                        SimSiam.of(s.backbone(), s.heads(), s.generator())
                                .withConstantPredictorRate(s.constantPredictorRate()));
        put(
                "simsiam-gsg",
                Set.of(),
                s ->
                        SimSiamGsg.of(
                                        s.backbone(),
                                        s.heads(),
                                        s.generator(),
                                        Generator.of(s.seed() ^ PAIRS))
                                .withConstantPredictorRate(s.constantPredictorRate()));
    }

    private static void put(String name, Set<String> settings, Factory factory) {
        ENTRIES.put(name, new Entry(settings, factory));
    }

    private Methods() {}

    /// Names of all methods.
    ///
    /// @return sorted
    public static List<String> names() {
        return List.copyOf(ENTRIES.keySet());
    }

    /// The settings that a method has, by the names of [MethodSettings]' components.
    ///
    /// @param name one of [#names()]
    /// @return such as `temperature`, which contrastive methods have
    /// @throws IllegalArgumentException for an unknown name
    public static Set<String> settings(String name) {
        return entry(name).settings();
    }

    /// A new method around a backbone.
    ///
    /// @param name  one of [#names()]
    /// @param setup what it is built from
    /// @return the method; it owns the backbone
    /// @throws IllegalArgumentException for an unknown name, or a setting that the method does not
    ///     have
    public static Method create(String name, Setup setup) {
        Entry entry = entry(name);
        for (String given : setup.settings().names()) {
            if (!entry.settings().contains(given)) {
                throw new IllegalArgumentException(
                        given + ": given (expected: absent, " + name + " has none)");
            }
        }
        return entry.factory().create(setup);
    }

    private static Entry entry(String name) {
        Entry entry = ENTRIES.get(name);
        if (entry == null) {
            throw new IllegalArgumentException(
                    "method: " + name + " (expected: one of " + names() + ")");
        }
        return entry;
    }

    /// What a method is built from.
    ///
    /// @param backbone  from images to features
    /// @param heads     sizes of the heads
    /// @param generator draws the initial values of the heads; borrowed
    /// @param seed      of the method's own random choices
    /// @param constantPredictorRate whether a predictor keeps the base learning rate instead of
    ///     following the schedule; without effect on a method that has no predictor
    /// @param settings  the method's own
    public record Setup(
            Backbone backbone,
            Heads heads,
            Generator generator,
            long seed,
            boolean constantPredictorRate,
            MethodSettings settings) {

        /// Checks that nothing is null.
        public Setup {
            Objects.requireNonNull(backbone, "backbone");
            Objects.requireNonNull(heads, "heads");
            Objects.requireNonNull(generator, "generator");
            Objects.requireNonNull(settings, "settings");
        }

        /// With the method's default settings.
        ///
        /// @param backbone  from images to features
        /// @param heads     sizes of the heads
        /// @param generator draws the initial values of the heads; borrowed
        /// @param seed      of the method's own random choices
        /// @param constantPredictorRate whether a predictor keeps the base learning rate
        public Setup(
                Backbone backbone,
                Heads heads,
                Generator generator,
                long seed,
                boolean constantPredictorRate) {
            this(
                    backbone,
                    heads,
                    generator,
                    seed,
                    constantPredictorRate,
                    MethodSettings.defaults());
        }

        /// The same with other settings of the method.
        ///
        /// @param value the settings
        /// @return a copy
        public Setup withSettings(MethodSettings value) {
            return new Setup(backbone, heads, generator, seed, constantPredictorRate, value);
        }
    }

    /// How a method is built, and the names of the settings that it has.
    private record Entry(Set<String> settings, Factory factory) {}

    /// Builds a method.
    private interface Factory {

        Method create(Setup setup);
    }
}
