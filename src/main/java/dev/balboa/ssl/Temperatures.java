package dev.balboa.ssl;

import dev.balboa.loss.TemperatureProfile;
import java.util.List;

/// The options that say how the temperature of a pair follows from its cosine.
final class Temperatures {

    private static final String PROFILE = "temperature-profile";
    private static final String MIN = "temperature-min";
    private static final String MAX = "temperature-max";
    private static final String SHIFT = "temperature-shift";
    private static final String SCALE = "temperature-scale";
    private static final List<String> PROFILES =
            List.of("cosine", "shifted", "one-sided", "constant");

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
                .withOption(MethodOption.positive(MIN, min, "lowest temperature"))
                .withOption(MethodOption.positive(MAX, max, "highest temperature"))
                .withOption(MethodOption.real(SHIFT, -0.4, -1, 1, "shift of the shifted profile"))
                .withOption(MethodOption.positive(SCALE, 0.7, "scale of the shifted profile"));
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
}
