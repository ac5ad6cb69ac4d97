package dev.balboa.conformance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.DynamicTest.dynamicTest;

import com.fasterxml.jackson.databind.JsonNode;
import dev.balboa.nn.Module;
import dev.balboa.tensor.DType;
import dev.balboa.tensor.Generator;
import dev.balboa.tensor.Scope;
import dev.balboa.tensor.Shape;
import dev.balboa.tensor.Tensor;
import dev.balboa.testkit.GoldenTensor;
import dev.balboa.testkit.Goldens;
import dev.balboa.testkit.LeakGuard;
import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.extension.ExtendWith;

/// Every layer computes as PyTorch's does, forward, backward and in its buffers, in float32 and
/// float64, under PyTorch's keys. The oracle is a recording of torch.nn
/// (`src/test/python/layer_goldens.py`); tolerances are those of [GoldenTensor].
@ExtendWith(LeakGuard.class)
class LayerConformanceTest {

    private static final List<JsonNode> RECORDINGS = Goldens.lines("layers.jsonl.gz");

    @TestFactory
    Stream<DynamicTest> computesAsPyTorchDoes() {
        return RECORDINGS.stream()
                .map(
                        golden ->
                                dynamicTest(
                                        golden.get("name").asText()
                                                + " "
                                                + golden.get("dtype").asText(),
                                        () -> assertThat(faults(golden)).isEmpty()));
    }

    @Test
    void everyLayerHereIsRecordedAndTheOtherWayRound() {
        assertThat(RECORDINGS.stream().map(golden -> golden.get("name").asText()))
                .hasSize(2 * LayerCases.all().size())
                .containsAll(LayerCases.all().keySet());
    }

    private static List<String> faults(JsonNode golden) {
        LayerCases.Case<?> recorded = LayerCases.all().get(golden.get("name").asText());
        assertThat(recorded).as(golden.get("name").asText()).isNotNull();
        try (Scope _ = Scope.open();
                Generator generator = Generator.of(0)) {
            return faults(golden, recorded, generator);
        }
    }

    private static <M extends Module> List<String> faults(
            JsonNode golden, LayerCases.Case<M> recorded, Generator generator) {
        List<String> faults = new ArrayList<>();
        try (M layer = recorded.make().apply(generator)) {
            DType dtype = DType.valueOf(golden.get("dtype").asText().toUpperCase(Locale.ROOT));
            layer.to(dtype);
            layer.loadStateDict(tensors(golden.get("state")));
            if (golden.get("training").asBoolean()) {
                layer.train();
            } else {
                layer.eval();
            }
            List<Tensor> inputs = inputs(golden);
            Tensor output = recorded.call().apply(layer, inputs);
            compare(faults, "output", golden.get("output"), output);
            output.backward(tensor(golden.get("upstream")));
            for (int i = 0; i < inputs.size(); i++) {
                compare(
                        faults,
                        "gradient of input " + i,
                        golden.get("input_gradients").get(i),
                        inputs.get(i).grad());
            }
            Map<String, Tensor> gradients = new LinkedHashMap<>();
            layer.parameters().forEach((key, parameter) -> gradients.put(key, parameter.grad()));
            compareAll(faults, "gradient of ", golden.get("gradients"), gradients);
            compareAll(faults, "buffer ", golden.get("after"), layer.buffers());
        }
        return faults;
    }

    private static void compareAll(
            List<String> faults, String what, JsonNode expected, Map<String, Tensor> actual) {
        List<String> keys = new ArrayList<>();
        expected.fieldNames().forEachRemaining(keys::add);
        assertThat(actual.keySet()).as(what).containsExactlyElementsOf(keys);
        keys.forEach(key -> compare(faults, what + key, expected.get(key), actual.get(key)));
    }

    private static void compare(
            List<String> faults, String what, JsonNode expected, Tensor actual) {
        if (expected.isNull() || actual == null) {
            if (!expected.isNull() || actual != null) {
                faults.add(what + " is " + actual + " (expected: " + expected + ")");
            }
            return;
        }
        GoldenTensor.of(expected)
                .difference(actual, false)
                .ifPresent(difference -> faults.add(what + ": " + difference));
    }

    private static List<Tensor> inputs(JsonNode golden) {
        List<Tensor> inputs = new ArrayList<>();
        for (JsonNode node : golden.get("inputs")) {
            Tensor input = tensor(node);
            inputs.add(input.dtype().isFloatingPoint() ? input.requiresGrad_(true) : input);
        }
        return inputs;
    }

    private static Map<String, Tensor> tensors(JsonNode node) {
        Map<String, Tensor> tensors = new LinkedHashMap<>();
        node.properties().forEach(entry -> tensors.put(entry.getKey(), tensor(entry.getValue())));
        return tensors;
    }

    /// A result of the recording: elements in C order, whatever strides it came with.
    private static Tensor tensor(JsonNode node) {
        GoldenTensor golden = GoldenTensor.of(node);
        return Tensor.from(
                MemorySegment.ofArray(golden.data()), Shape.of(golden.sizes()), golden.dtype());
    }
}
