package dev.balboa.nn;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import dev.balboa.autograd.Autograd;
import dev.balboa.tensor.DType;
import dev.balboa.tensor.Generator;
import dev.balboa.tensor.Shape;
import dev.balboa.tensor.Tensor;
import dev.balboa.testkit.Goldens;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// Outputs, gradients of inputs and parameters, and state keys of every layer. Oracle: `torch.nn`
/// (`more_layer_goldens.py`, whose formulas for inputs and parameters are repeated here).
/// [GoldenLayers] makes each layer from the name of its case, and fails on a name it does not know.
class LayerGoldenTest {

    private static final double WIDE = 1e-12;
    private static final double NARROW = 2e-5;

    private static final JsonNode CASES = Goldens.json("more_layers.json");

    static Stream<String> names() {
        return CASES.propertyStream().map(Map.Entry::getKey);
    }

    @ParameterizedTest
    @MethodSource("names")
    void valuesAndGradientsAreThoseOfPyTorch(String name) {
        JsonNode golden = CASES.get(name);
        for (DType dtype : List.of(DType.FLOAT64, DType.FLOAT32)) {
            try (Generator generator = Generator.of(0);
                    Module layer = GoldenLayers.make(name, generator)) {
                assertThat(layer.stateDict().keySet()).containsExactlyElementsOf(keys(golden));
                layer.to(dtype);
                generator.manualSeed(7);
                check(name, layer, golden, dtype);
            }
        }
    }

    private static List<String> keys(JsonNode golden) {
        return golden.get("keys").valueStream().map(JsonNode::textValue).toList();
    }

    private static void check(String name, Module layer, JsonNode golden, DType dtype) {
        fill(layer);
        List<Tensor> inputs = inputs(golden, dtype);
        Tensor output = GoldenLayers.apply(name, layer, inputs);
        assertThat(output.dtype()).isEqualTo(dtype);
        assertThat(output.shape()).isEqualTo(shape(golden.get("outputShape")));
        JsonNode expected = golden.get(dtype.toString());
        double tolerance = dtype == DType.FLOAT64 ? WIDE : NARROW;
        assertValues("output", output, expected.get("output"), tolerance);

        Map<String, Tensor> leaves = new LinkedHashMap<>();
        Map<String, JsonNode> gradients = new LinkedHashMap<>();
        if (!golden.has("integers")) {
            for (int t = 0; t < inputs.size(); t++) {
                leaves.put("input " + t, inputs.get(t));
                gradients.put("input " + t, expected.get("inputs").get(t));
            }
        }
        layer.parameters()
                .forEach(
                        (key, tensor) -> {
                            leaves.put(key, tensor);
                            gradients.put(key, expected.get("parameters").get(key));
                        });
        assertThat(expected.get("parameters").size()).isEqualTo(layer.parameters().size());
        List<Tensor> found = Autograd.grad(loss(output), List.copyOf(leaves.values()));
        int next = 0;
        for (String key : leaves.keySet()) {
            assertValues(key, found.get(next++), gradients.get(key), tolerance);
        }
    }

    private static void fill(Module layer) {
        int t = 0;
        for (Tensor parameter : layer.parameters().values()) {
            Tensor values = sines(parameter.shape(), t + 10, 0.5);
            Autograd.noGrad(() -> parameter.copy_(values));
            t++;
        }
    }

    private static List<Tensor> inputs(JsonNode golden, DType dtype) {
        List<Tensor> inputs = new ArrayList<>();
        for (JsonNode node : golden.get("shapes")) {
            Shape shape = shape(node);
            inputs.add(
                    golden.has("integers")
                            ? indices(shape, golden.get("integers").longValue())
                            : sines(shape, inputs.size(), 1).to(dtype).requiresGrad_(true));
        }
        return inputs;
    }

    private static Shape shape(JsonNode node) {
        return Shape.of(node.valueStream().mapToLong(JsonNode::longValue).toArray());
    }

    static Tensor sines(Shape shape, int t, double scale) {
        double[] values = new double[(int) shape.numel()];
        for (int i = 0; i < values.length; i++) {
            values[i] = scale * Math.sin(0.37 * (i + 1) + t);
        }
        return Tensor.of(values, shape);
    }

    private static Tensor indices(Shape shape, long n) {
        long[] values = new long[(int) shape.numel()];
        for (int i = 0; i < values.length; i++) {
            values[i] = (5 * i + 3) % n;
        }
        return Tensor.of(values, shape);
    }

    private static Tensor loss(Tensor output) {
        double[] weights = new double[(int) output.numel()];
        for (int i = 0; i < weights.length; i++) {
            weights[i] = Math.cos(0.23 * (i + 1));
        }
        return output.mul(Tensor.of(weights, output.shape()).to(output.dtype())).sum();
    }

    private static void assertValues(String what, Tensor found, JsonNode golden, double tolerance) {
        double[] expected = golden.valueStream().mapToDouble(JsonNode::doubleValue).toArray();
        double[] values = found.detach().to(DType.FLOAT64).flatten(0, -1).toDoubleArray();
        assertThat(values).as(what).containsExactly(expected, within(tolerance));
    }
}
