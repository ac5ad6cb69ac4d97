package dev.balboa.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/// Oracle: means and differences by hand.
class InformationRecoveryTest {

    private static final String METHOD = "/strengths/0/sources/%d/representations/%s/%s";

    private static Readings pixels(double x, double y) {
        return readings("pixels", x, y);
    }

    private static Readings readings(String representation, double x, double y) {
        return new Readings(
                Map.of(representation, Map.of("x", x, "y", y)),
                Map.of(representation, Map.of("flip", 0.05)),
                Map.of(representation, x / 2),
                List.of(),
                null);
    }

    private static JsonNode results(Readings pixels, double untrainedY) {
        InformationRecovery recovery =
                new InformationRecovery(
                        List.of(Strength.STRONG),
                        List.of(Variant.parse("simclr"), Variant.parse("aninfonce")));
        recovery.add(Strength.STRONG, "raw pixels", pixels);
        recovery.add(Strength.STRONG, "untrained", readings("backbone", 0, untrainedY));
        recovery.add(Strength.STRONG, "untrained", readings("backbone", 0, untrainedY));
        recovery.add(Strength.STRONG, "simclr", readings("backbone", 0.4, -0.2));
        recovery.add(Strength.STRONG, "simclr", readings("backbone", 0.6, 0.2));
        recovery.add(Strength.STRONG, "aninfonce", readings("backbone", 0.5, 0.3));
        recovery.add(Strength.STRONG, "aninfonce", readings("backbone", 0.9, 0.3));
        ObjectNode node = new ObjectMapper().createObjectNode();
        recovery.toJson(node);
        return node;
    }

    private static double figure(JsonNode results, int source, String path) {
        return results.at(METHOD.formatted(source, "backbone", path)).asDouble(Double.NaN);
    }

    private static boolean measurable(JsonNode results, int factor) {
        return results.at("/strengths/0/factors").get(factor).get("measurable").asBoolean();
    }

    @Test
    void whatPixelsOrTheUntrainedEncoderTellIsMeasurable() {
        JsonNode byPixels = results(pixels(0.1, 0.09), 0.0);
        JsonNode byUntrained = results(pixels(0.5, 0.0), 0.2);
        for (int factor = 0; factor < 2; factor++) {
            boolean isX =
                    byPixels.at("/strengths/0/factors")
                            .get(factor)
                            .get("name")
                            .asText()
                            .equals("x");
            assertThat(measurable(byPixels, factor)).isEqualTo(isX);
            assertThat(measurable(byUntrained, factor)).isTrue();
        }
        assertThat(byPixels.at("/strengths/0/parameters/0/measurable").asBoolean(true)).isFalse();
    }

    @Test
    void theMeanIsOverWhatIsMeasurableAndBelowZeroIsNothing() {
        JsonNode onlyX = results(pixels(0.5, 0.05), 0.0);
        assertThat(figure(onlyX, 2, "mean_factors/mean")).isCloseTo(0.5, within(1e-12));
        JsonNode both = results(pixels(0.5, 0.5), 0.0);
        // (0.4 + 0) / 2 and (0.6 + 0.2) / 2
        assertThat(figure(both, 2, "mean_factors/mean")).isCloseTo(0.3, within(1e-12));
        assertThat(figure(both, 2, "mean_factors/std")).isCloseTo(Math.sqrt(0.02), within(1e-12));
        // nothing of the parameters is measurable
        assertThat(figure(both, 2, "mean_parameters/mean")).isNaN();
        assertThat(figure(both, 2, "factors/y/mean")).isCloseTo(0, within(1e-12));
    }

    @Test
    void differencesFromTheFirstMethodArePairedBySeed() {
        JsonNode both = results(pixels(0.5, 0.5), 0.0);
        // 0.4 − 0.2 and 0.6 − 0.4
        assertThat(figure(both, 3, "mean_factors/difference")).isCloseTo(0.2, within(1e-12));
        assertThat(figure(both, 3, "mean_factors/difference_low")).isCloseTo(0.2, within(1e-9));
        assertThat(figure(both, 3, "accuracy/difference")).isCloseTo(0.1, within(1e-12));
        assertThat(figure(both, 2, "accuracy/difference")).isNaN();
        assertThat(figure(both, 1, "accuracy/difference")).isNaN();
    }

    @Test
    void aFailedRunLeavesItsSeedOut() {
        InformationRecovery recovery =
                new InformationRecovery(
                        List.of(Strength.WEAK),
                        List.of(Variant.parse("simclr"), Variant.parse("aninfonce")));
        recovery.add(Strength.WEAK, "raw pixels", pixels(0.5, 0.5));
        for (double x : new double[] {0.2, 0.3, 0.4}) {
            recovery.add(Strength.WEAK, "simclr", readings("backbone", x, 0));
        }
        recovery.add(Strength.WEAK, "aninfonce", readings("backbone", 0.3, 0));
        recovery.add(Strength.WEAK, "aninfonce", Readings.failed("loss is NaN"));
        recovery.add(Strength.WEAK, "aninfonce", readings("backbone", 0.5, 0));
        ObjectNode node = new ObjectMapper().createObjectNode();
        recovery.toJson(node);
        assertThat(node.at("/strengths/0/sources/3/failures/0").asText()).isEqualTo("loss is NaN");
        assertThat(figure(node, 3, "factors/x/mean")).isCloseTo(0.4, within(1e-12));
        assertThat(node.at(METHOD.formatted(3, "backbone", "factors/x/values/1")).isNull())
                .isTrue();
        assertThat(figure(node, 3, "mean_factors/difference")).isCloseTo(0.05, within(1e-12));
    }
}
