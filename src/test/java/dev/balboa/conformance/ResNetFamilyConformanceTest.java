package dev.balboa.conformance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import dev.balboa.nn.Classifier;
import dev.balboa.nn.ResNet;
import dev.balboa.nn.ResNet.Options;
import dev.balboa.nn.ResNet.Stem;
import dev.balboa.tensor.DType;
import dev.balboa.tensor.Functional;
import dev.balboa.tensor.Generator;
import dev.balboa.tensor.Scope;
import dev.balboa.tensor.Shape;
import dev.balboa.tensor.Tensor;
import dev.balboa.testkit.Goldens;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.IntToDoubleFunction;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/// ResNet-18, -34 and -50 with the ImageNet stem and a classifier compute as torchvision's do, in
/// float64, and hold their weights under torchvision's keys in torchvision's shapes. The oracle is
/// a recording of torchvision (`src/test/python/resnet50_goldens.py`, which has the formulas of
/// state and images).
class ResNetFamilyConformanceTest {

    /// The networks of the recording.
    enum Depth {
        RESNET18,
        RESNET34,
        RESNET50;

        Classifier create(Options options, int classes, Generator generator) {
            ResNet backbone =
                    switch (this) {
                        case RESNET18 -> ResNet.resnet18(options, generator);
                        case RESNET34 -> ResNet.resnet34(options, generator);
                        case RESNET50 -> ResNet.resnet50(options, generator);
                    };
            return backbone.classifier(classes, generator);
        }
    }

    private static JsonNode facts(Depth depth) {
        return Goldens.json("resnets.json").get(depth.name().toLowerCase(Locale.ROOT));
    }

    private static Classifier narrow(Depth depth) {
        try (Generator generator = Generator.of(0);
                Scope _ = Scope.open()) {
            Classifier network = depth.create(new Options(Stem.IMAGENET, 4, false), 10, generator);
            network.to(DType.FLOAT64);
            List<String> names = new ArrayList<>();
            facts(depth).get("names").forEach(name -> names.add(name.asText()));
            Map<String, Tensor> state = new LinkedHashMap<>();
            network.stateDict()
                    .forEach((key, t) -> state.put(key, formula(key, names.indexOf(key), t)));
            network.loadStateDict(state);
            return network;
        }
    }

    private static Tensor formula(String name, int t, Tensor like) {
        IntToDoubleFunction wave = i -> Math.sin(0.37 * (i + 1) + 1.3 * t);
        double fanIn = like.dim() > 1 ? (double) like.numel() / like.size(0) : 1;
        IntToDoubleFunction element =
                switch (name.substring(name.lastIndexOf('.') + 1)) {
                    case "running_mean", "num_batches_tracked" -> _ -> 0;
                    case "running_var" -> _ -> 1;
                    case "bias" -> i -> 0.1 * wave.applyAsDouble(i);
                    default ->
                            like.dim() > 1
                                    ? i -> wave.applyAsDouble(i) * Math.sqrt(2 / fanIn)
                                    : i -> 1 + 0.1 * wave.applyAsDouble(i);
                };
        int count = Math.toIntExact(like.numel());
        double[] values = IntStream.range(0, count).mapToDouble(element).toArray();
        return Tensor.of(values, like.shape()).to(like.dtype());
    }

    private static Tensor images() {
        double[] values =
                IntStream.range(0, 2 * 3 * 32 * 32)
                        .mapToDouble(i -> Math.cos(0.11 * (i + 1)))
                        .toArray();
        return Tensor.of(values, Shape.of(2, 3, 32, 32));
    }

    @ParameterizedTest
    @EnumSource(Depth.class)
    void forwardAndBackwardAreTorchvisions(Depth depth) {
        JsonNode facts = facts(depth);
        try (Classifier network = narrow(depth)) {
            Tensor logits = network.forward(images());
            assertClose(logits, facts.get("output"));
            Functional.crossEntropy(logits, Tensor.of(3L, 7)).backward();
            network.parameters()
                    .forEach(
                            (key, parameter) -> {
                                JsonNode sums = facts.get("gradients").get(key);
                                double squares = sums.get(1).doubleValue();
                                Tensor g = parameter.grad();
                                assertThat(g.square().sum().item())
                                        .as(key)
                                        .isCloseTo(squares, within(1e-6 * squares + 1e-18));
                                double scale = Math.sqrt(squares * g.numel());
                                assertThat(g.sum().item())
                                        .as(key)
                                        .isCloseTo(
                                                sums.get(0).doubleValue(),
                                                within(1e-7 * scale + 1e-9));
                            });
            assertThat(network.parameters()).hasSize(facts.get("gradients").size());
            network.eval();
            assertClose(network.forward(images()), facts.get("eval_output"));
        }
    }

    private static void assertClose(Tensor actual, JsonNode expected) {
        double[] values = actual.detach().flatten(0, -1).toDoubleArray();
        assertThat(values).hasSize(expected.size());
        for (int i = 0; i < values.length; i++) {
            double e = expected.get(i).doubleValue();
            assertThat(values[i]).isCloseTo(e, within(1e-8 * Math.max(1, Math.abs(e))));
        }
    }

    @ParameterizedTest
    @EnumSource(Depth.class)
    void thePublishedNetworksHaveTorchvisionsKeysAndShapes(Depth depth) {
        Map<String, String> expected = new LinkedHashMap<>();
        facts(depth)
                .get("full")
                .properties()
                .forEach(e -> expected.put(e.getKey(), shape(e.getValue()).toString()));
        try (Generator generator = Generator.of(0);
                Classifier network = depth.create(Options.imagenet(), 1_000, generator)) {
            Map<String, String> found = new LinkedHashMap<>();
            network.stateDict().forEach((key, t) -> found.put(key, t.shape().toString()));
            assertThat(found).containsExactlyEntriesOf(expected);
        }
    }

    private static Shape shape(JsonNode sizes) {
        return Shape.of(
                IntStream.range(0, sizes.size()).mapToLong(i -> sizes.get(i).asLong()).toArray());
    }

    @Test
    void theStateOfAnotherDepthIsNamedAndShortened() {
        try (Generator generator = Generator.of(0);
                ResNet small = ResNet.resnet18(2, false, generator);
                ResNet large = ResNet.resnet50(Options.cifar().withWidth(2), generator)) {
            assertThatThrownBy(() -> small.loadStateDict(large.stateDict()))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageStartingWith("state does not fit ResNet: unexpected keys [")
                    .hasMessageContaining(" more]")
                    .hasMessageContaining("layer1.0.conv1.weight: shape [2, 2, 1, 1]");
        }
    }
}
