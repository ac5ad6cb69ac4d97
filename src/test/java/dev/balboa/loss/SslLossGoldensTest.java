package dev.balboa.loss;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.balboa.loss.Dcl.Definition;
import dev.balboa.tensor.Tensor;
import dev.balboa.testkit.GoldenTensor;
import dev.balboa.testkit.Goldens;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/// Oracle: lightly 1.6.0 on PyTorch 2.10, recorded by `src/test/python/ssl_loss_goldens.py` with
/// values and gradients in float32 and float64.
class SslLossGoldensTest {

    private static final List<JsonNode> LINES = Goldens.lines("ssl_losses.jsonl.gz");

    static Stream<Arguments> lines() {
        return LINES.stream()
                .map(
                        line ->
                                Arguments.of(
                                        "%s %s %s"
                                                .formatted(
                                                        line.get("loss").asText(),
                                                        line.get("settings"),
                                                        line.get("value").get("dtype").asText()),
                                        line));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("lines")
    void valueAndGradientsAreLightlys(String title, JsonNode line) {
        List<Tensor> inputs = new ArrayList<>();
        for (JsonNode node : line.get("inputs")) {
            inputs.add(GoldenTensor.of(node).toTensor().requiresGrad_(true));
        }
        Tensor value = loss(line).apply(inputs);
        assertThat(difference(line.get("value"), value)).as("value").isEmpty();
        value.mul(Math.sin(1) + 1.5).backward();
        for (int i = 0; i < inputs.size(); i++) {
            JsonNode expected = line.get("grads").get(i);
            Tensor actual = inputs.get(i).grad();
            if (expected.isNull()) {
                assertThat(actual).as("gradient of input %d", i).isNull();
            } else {
                assertThat(difference(expected, actual)).as("gradient of input %d", i).isEmpty();
            }
        }
    }

    private static String difference(JsonNode expected, Tensor actual) {
        return GoldenTensor.of(expected).difference(actual, false).orElse("");
    }

    @Test
    void everyLossOfLightlysIsRecordedInBothTypes() {
        Set<String> seen =
                LINES.stream()
                        .map(
                                line ->
                                        line.get("loss").asText()
                                                + line.get("value").get("dtype").asText())
                        .collect(Collectors.toSet());
        assertThat(seen).hasSize(2 * 7);
    }

    private static Function<List<Tensor>, Tensor> loss(JsonNode line) {
        JsonNode s = line.get("settings");
        double temperature = s.path("temperature").asDouble();
        return switch (line.get("loss").asText()) {
            case "NtXent" -> in -> new NtXent(temperature).apply(in.get(0), in.get(1));
            case "InfoNce" ->
                    in -> new InfoNce(temperature).apply(in.get(0), in.get(1), in.get(2).detach());
            case "Dcl" -> in -> new Dcl(temperature, Definition.JOINED).apply(in.get(0), in.get(1));
            case "DclW" ->
                    in ->
                            new DclW(temperature, number(s, "sigma"), Definition.JOINED)
                                    .apply(in.get(0), in.get(1));
            case "Macl" ->
                    in ->
                            new Macl(temperature, number(s, "alpha"), number(s, "threshold"))
                                    .apply(in.get(0), in.get(1));
            case "BarlowTwins" ->
                    in -> new BarlowTwins(number(s, "lambda")).apply(in.get(0), in.get(1));
            case "VicReg" -> in -> vicReg(s).apply(in.get(0), in.get(1));
            default -> throw new AssertionError(line.get("loss"));
        };
    }

    private static VicReg vicReg(JsonNode s) {
        return new VicReg(number(s, "invariance"), number(s, "variance"), number(s, "covariance"));
    }

    private static double number(JsonNode settings, String name) {
        return settings.get(name).asDouble();
    }
}
