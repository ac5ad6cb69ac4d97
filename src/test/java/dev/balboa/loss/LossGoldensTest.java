package dev.balboa.loss;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.balboa.tensor.Reduction;
import dev.balboa.tensor.Tensor;
import dev.balboa.testkit.GoldenTensor;
import dev.balboa.testkit.Goldens;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/// Oracle: PyTorch 2.10's loss modules, recorded by `src/test/python/loss_goldens.py` with values
/// and gradients in float32 and float64 and every reduction; for NT-Xent the paper's equation
/// summed row by row there, without a mask and without a softmax.
class LossGoldensTest {

    private static final List<JsonNode> LINES = Goldens.lines("losses.jsonl.gz");

    static Stream<Arguments> lines() {
        return LINES.stream().map(line -> Arguments.of(title(line), line));
    }

    private static String title(JsonNode line) {
        return "%s %s %s %s"
                .formatted(
                        line.get("loss").asText(),
                        line.get("settings"),
                        line.get("reduction").asText(),
                        line.get("value").get("dtype").asText());
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("lines")
    void valueAndGradientsAreThoseRecorded(String title, JsonNode line) {
        List<Tensor> inputs = new ArrayList<>();
        for (JsonNode node : line.get("inputs")) {
            Tensor input = GoldenTensor.of(node).toTensor();
            inputs.add(input.dtype().isFloatingPoint() ? input.requiresGrad_(true) : input);
        }
        Tensor value = loss(line).apply(inputs);
        assertThat(difference(line.get("value"), value)).as("value").isEmpty();
        value.backward(weights(value));
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

    private static Tensor weights(Tensor value) {
        double[] weights = new double[(int) value.numel()];
        for (int i = 0; i < weights.length; i++) {
            weights[i] = Math.sin(i + 1.0) + 1.5;
        }
        return Tensor.of(weights, value.shape()).to(value.dtype());
    }

    @Test
    void everyLossIsRecordedInBothTypesWithEveryReduction() {
        Set<String> seen = new HashSet<>();
        for (JsonNode line : LINES) {
            seen.add(
                    line.get("loss").asText()
                            + line.get("reduction").asText()
                            + line.get("value").get("dtype").asText());
        }
        // ten losses with three reductions and NT-Xent with one, in two types
        assertThat(seen).hasSize(2 * (10 * 3 + 1));
    }

    private static Function<List<Tensor>, Tensor> loss(JsonNode line) {
        JsonNode s = line.get("settings");
        Reduction r = Reduction.valueOf(line.get("reduction").asText().toUpperCase(Locale.ROOT));
        return switch (line.get("loss").asText()) {
            case "CrossEntropyLoss" -> {
                CrossEntropyLoss loss =
                        new CrossEntropyLoss(
                                doubles(s.path("weight")),
                                s.path("ignoreIndex").asLong(CrossEntropyLoss.NO_INDEX),
                                s.path("labelSmoothing").asDouble(0),
                                r);
                yield in -> loss.apply(in.get(0), in.get(1));
            }
            case "BceLoss" -> in -> new BceLoss(r).apply(in.get(0), in.get(1));
            case "BceWithLogitsLoss" ->
                    in ->
                            new BceWithLogitsLoss(doubles(s.path("posWeight")), r)
                                    .apply(in.get(0), in.get(1));
            case "MseLoss" -> in -> new MseLoss(r).apply(in.get(0), in.get(1));
            case "L1Loss" -> in -> new L1Loss(r).apply(in.get(0), in.get(1));
            case "SmoothL1Loss" ->
                    in -> new SmoothL1Loss(number(s, "beta"), r).apply(in.get(0), in.get(1));
            case "HuberLoss" ->
                    in -> new HuberLoss(number(s, "delta"), r).apply(in.get(0), in.get(1));
            case "KlDivLoss" ->
                    in ->
                            new KlDivLoss(s.get("logTarget").asBoolean(), r)
                                    .apply(in.get(0), in.get(1));
            case "CosineEmbeddingLoss" ->
                    in ->
                            new CosineEmbeddingLoss(number(s, "margin"), r)
                                    .apply(in.get(0), in.get(1), in.get(2));
            case "TripletMarginLoss" -> in -> triplet(s, r).apply(in.get(0), in.get(1), in.get(2));
            case "NtXent" -> in -> new NtXent(number(s, "temperature")).apply(in.get(0), in.get(1));
            default -> throw new AssertionError(line.get("loss"));
        };
    }

    private static TripletMarginLoss triplet(JsonNode s, Reduction reduction) {
        return new TripletMarginLoss(
                number(s, "margin"),
                number(s, "p"),
                number(s, "eps"),
                s.get("swap").asBoolean(),
                reduction);
    }

    private static double number(JsonNode settings, String name) {
        return settings.get(name).asDouble();
    }

    private static List<Double> doubles(JsonNode list) {
        return StreamSupport.stream(list.spliterator(), false).map(JsonNode::asDouble).toList();
    }
}
