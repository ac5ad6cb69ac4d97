package dev.balboa.ssl;

import dev.balboa.loss.TemperatureProfile;
import dev.balboa.tensor.Scope;
import dev.balboa.tensor.Tensor;
import java.util.ArrayList;
import java.util.List;
import java.util.function.UnaryOperator;
import java.util.stream.IntStream;

/// The options that say how the temperature of a pair follows from its cosine.
final class Temperatures {

    private static final String PROFILE = "temperature-profile";
    private static final String MIN = "temperature-min";
    private static final String MAX = "temperature-max";
    private static final String SHIFT = "temperature-shift";
    private static final String SCALE = "temperature-scale";
    private static final String DETACH = "detach-temperature";
    private static final List<String> PROFILES =
            List.of("cosine", "shifted", "one-sided", "constant");

    /// All but the constant one.
    private static final String[] VARYING = {"cosine", "shifted", "one-sided"};

    /// Steps from 0 to 1.
    private static final int HALF = 100;

    private static final int POINTS = 2 * HALF + 1;

    private Temperatures() {}

    /// Adds the options to a method.
    ///
    /// @param profile the default profile
    /// @param min     the default lowest temperature
    /// @param max     the default highest temperature
    static MethodDefinition addTo(MethodDefinition method, String profile, double min, double max) {
        return method.withOption(
                        MethodOption.oneOf(
                                PROFILE,
                                profile,
                                PROFILES,
                                "how the temperature of a pair follows from its cosine; constant: it"
                                        + " is the highest"))
                .withOption(
                        MethodOption.positive(MIN, min, "lowest temperature")
                                .usedWith(PROFILE, VARYING))
                .withOption(MethodOption.positive(MAX, max, "highest temperature"))
                .withOption(
                        MethodOption.real(SHIFT, -0.4, -1, 1, "shift of the shifted profile")
                                .usedWith(PROFILE, "shifted"))
                .withOption(
                        MethodOption.positive(SCALE, 0.7, "scale of the shifted profile")
                                .usedWith(PROFILE, "shifted"))
                .withOption(
                        MethodOption.flag(
                                        DETACH,
                                        true,
                                        "whether the temperature counts as constant in backward")
                                .usedWith(PROFILE, VARYING));
    }

    /// Whether the temperature counts as constant in backward.
    static boolean detached(MethodSettings settings) {
        return settings.flag(DETACH);
    }

    /// The profile that settings describe.
    ///
    /// @throws IllegalArgumentException when the lowest temperature is above the highest
    static TemperatureProfile profile(MethodSettings settings) {
        double min = settings.real(MIN);
        double max = settings.real(MAX);
        String profile = settings.text(PROFILE);
        if (!profile.equals("constant") && min > max) {
            throw new IllegalArgumentException(
                    "%s: %s (expected: at most %s, which is %s)".formatted(MIN, min, MAX, max));
        }
        return switch (profile) {
            case "cosine" -> new TemperatureProfile.Cosine(min, max);
            case "shifted" ->
                    new TemperatureProfile.Shifted(
                            min, max, settings.real(SHIFT), settings.real(SCALE));
            case "one-sided" -> TemperatureProfile.Shifted.oneSided(min, max);
            case "constant" -> new TemperatureProfile.Constant(max);
            default -> throw new IllegalStateException(profile + " was checked");
        };
    }

    /// Whether there is something to see of the profile.
    static boolean varies(MethodSettings settings) {
        return !(profile(settings) instanceof TemperatureProfile.Constant);
    }

    /// The profile that settings describe over all cosines, beside the fixed temperatures that are
    /// its controls: its bounds and the middle between them.
    static Chart chart(MethodSettings settings) {
        List<Chart.Line> lines = new ArrayList<>();
        lines.add(new Chart.Curve(settings.text(PROFILE), curve(profile(settings)::at)));
        String words = "The temperature of a pair by its cosine: the same for all of them.";
        if (varies(settings)) {
            double min = settings.real(MIN);
            double max = settings.real(MAX);
            lines.add(fixed(max));
            lines.add(fixed((min + max) / 2));
            lines.add(fixed(min));
            words =
                    "The temperature of a pair by its cosine: low where the contrast is sharp, high"
                            + " where it is gentle; dashed, the fixed temperatures to compare"
                            + " with.";
        }
        return new Chart("Temperature profile", words, "cosine of a pair", "temperature", lines);
    }

    private static Chart.Line fixed(double temperature) {
        return new Chart.Reference(
                "fixed at %s".formatted(Math.round(1e6 * temperature) / 1e6), temperature);
    }

    /// What [TemperatureProfile#statistics] tells of the cosines.
    static Chart cosines() {
        return new Chart(
                "Cosines",
                "Mean cosines of projections: the two views of an image should go up and views of"
                        + " different images down; the nearest other image is what is hardest to"
                        + " tell apart.",
                "epoch",
                "cosine",
                List.of(
                        new Chart.Figure("views of an image", "cosine_partners"),
                        new Chart.Figure("views of different images", "cosine_others"),
                        new Chart.Figure("nearest other image", "cosine_nearest")));
    }

    /// A function of the cosine from −1 to 1.
    static List<Chart.Point> curve(UnaryOperator<Tensor> function) {
        double[] x =
                IntStream.range(0, POINTS).mapToDouble(i -> (i - HALF) / (double) HALF).toArray();
        try (Scope _ = Scope.open()) {
            double[] y = function.apply(Tensor.of(x)).toDoubleArray();
            return IntStream.range(0, POINTS).mapToObj(i -> new Chart.Point(x[i], y[i])).toList();
        }
    }
}
