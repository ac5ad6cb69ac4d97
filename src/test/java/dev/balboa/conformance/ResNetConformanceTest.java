package dev.balboa.conformance;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.balboa.checkpoint.Safetensors;
import dev.balboa.checkpoint.SafetensorsFile;
import dev.balboa.nn.Linear;
import dev.balboa.nn.ResNet;
import dev.balboa.optim.Schedule;
import dev.balboa.optim.Sgd;
import dev.balboa.tensor.DType;
import dev.balboa.tensor.Functional;
import dev.balboa.tensor.Generator;
import dev.balboa.tensor.Scope;
import dev.balboa.tensor.Shape;
import dev.balboa.tensor.Tensor;
import dev.balboa.testkit.Goldens;
import dev.balboa.testkit.LeakGuard;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.IntToDoubleFunction;
import java.util.stream.IntStream;
import org.assertj.core.data.Offset;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/// ResNet-18 computes and learns as torchvision's does, in float64: forward in both modes,
/// backward, five steps of SGD. The oracle is a recording of torchvision and torch.optim
/// (`src/test/python/resnet_goldens.py`, which has the formulas of the initial state and of the
/// images). Only the order of sums may differ, hence 1e-9 of the largest element after a pass and
/// 1e-7 after five steps.
@ExtendWith(LeakGuard.class)
class ResNetConformanceTest {

    private static final JsonNode FACTS = Goldens.json("resnet18.json");
    private static final int BATCH = FACTS.get("batch").asInt();
    private static final int SIZE = FACTS.get("size").asInt();
    private static final double ONE_PASS = 1e-9;
    private static final double FIVE_STEPS = 1e-7;

    @TempDir static Path folder;

    @Test
    void keysAreTorchvisions() {
        try (Network network = Network.create()) {
            assertThat(network.state().keySet()).containsExactlyInAnyOrderElementsOf(names());
        }
    }

    @Test
    void evaluationModeGivesTorchvisionsOutputs() throws IOException {
        try (Network network = Network.create();
                Scope _ = Scope.open()) {
            network.backbone().eval();
            assertClose(
                    "output", recorded().get("eval_output"), network.forward(images(0)), ONE_PASS);
        }
    }

    @Test
    void trainingModeGivesTorchvisionsOutputsAndGradients() throws IOException {
        try (Network network = Network.create();
                Scope _ = Scope.open()) {
            Map<String, Tensor> recorded = recorded();
            network.backbone().train();
            Tensor output = network.forward(images(0));
            assertClose("output", recorded.get("output"), output, ONE_PASS);
            Functional.crossEntropy(output, labels(0)).backward();
            Map<String, Tensor> gradients = new LinkedHashMap<>();
            network.parameters().forEach((name, p) -> gradients.put(name, p.grad()));
            assertThat(gradients).hasSize(FACTS.get("gradients").size());
            assertAgree("grad.", gradients, "gradients", ONE_PASS);
        }
    }

    @Test
    void fiveStepsOfSgdEndWhereTorchsEnd() throws IOException {
        Sgd.Config config =
                new Sgd.Config(
                        FACTS.get("lr").asDouble(),
                        FACTS.get("momentum").asDouble(),
                        FACTS.get("weight_decay").asDouble(),
                        false);
        try (Network network = Network.create();
                Sgd sgd = Sgd.of(config, network.parameters(), new Schedule.Constant());
                Scope _ = Scope.open()) {
            network.backbone().train();
            List<Double> losses = new ArrayList<>();
            for (int k = 0; k < FACTS.get("losses").size(); k++) {
                Tensor loss = Functional.crossEntropy(network.forward(images(k)), labels(k));
                sgd.zeroGrad();
                loss.backward();
                sgd.step();
                losses.add(loss.item());
            }
            for (int k = 0; k < losses.size(); k++) {
                double expected = FACTS.get("losses").get(k).asDouble();
                assertThat(losses.get(k))
                        .as("loss of step %d", k)
                        .isCloseTo(expected, Offset.offset(FIVE_STEPS * expected));
            }
            assertAgree("final.", network.state(), "final", FIVE_STEPS);
        }
    }

    /// Compares whole tensors where the recording has them, and sum and sum of squares everywhere.
    private static void assertAgree(
            String prefix, Map<String, Tensor> actual, String sums, double relative)
            throws IOException {
        Map<String, Tensor> recorded = recorded();
        actual.forEach(
                (name, tensor) -> {
                    Tensor whole = recorded.get(prefix + name);
                    if (whole != null) {
                        assertClose(prefix + name, whole, tensor, relative);
                    }
                    Tensor values = tensor.detach().to(DType.FLOAT64);
                    double squares = FACTS.get(sums).get(name).get(1).asDouble();
                    double scale =
                            Math.sqrt(squares * tensor.numel())
                                    + 1e-12; // bounds the sum of magnitudes
                    assertNear(
                            prefix + name + " sum",
                            FACTS.get(sums).get(name).get(0).asDouble(),
                            values.sum().item(),
                            relative * scale);
                    assertNear(
                            prefix + name + " sum of squares",
                            squares,
                            values.mul(values).sum().item(),
                            2 * relative * squares + 1e-20);
                });
    }

    private static void assertNear(String what, double expected, double actual, double allowed) {
        assertThat(Math.abs(actual - expected))
                .as("%s: %s (expected: %s)", what, actual, expected)
                .isLessThanOrEqualTo(allowed);
    }

    private static void assertClose(String what, Tensor expected, Tensor actual, double relative) {
        assertThat(actual.shape()).as(what).isEqualTo(expected.shape());
        double[] e = expected.to(DType.FLOAT64).toDoubleArray();
        double[] a = actual.detach().to(DType.FLOAT64).toDoubleArray();
        double largest =
                IntStream.range(0, e.length).mapToDouble(i -> Math.abs(e[i])).max().orElse(0);
        for (int i = 0; i < e.length; i++) {
            assertNear(what + "[" + i + "]", e[i], a[i], relative * largest);
        }
    }

    private static List<String> names() {
        List<String> names = new ArrayList<>();
        FACTS.get("names").forEach(node -> names.add(node.asText()));
        return names;
    }

    private static Map<String, Tensor> recorded() throws IOException {
        Path file = folder.resolve("resnet18.safetensors");
        Files.write(file, Goldens.bytes("resnet18.safetensors"));
        try (SafetensorsFile saved = Safetensors.open(file)) {
            return saved.tensors();
        }
    }

    private static Tensor images(int k) {
        int count = BATCH * 3 * SIZE * SIZE;
        return filled(Shape.of(BATCH, 3, SIZE, SIZE), count, i -> Math.cos(0.11 * (i + 1) + k));
    }

    private static Tensor labels(int k) {
        int classes = FACTS.get("classes").asInt();
        return Tensor.of(
                IntStream.range(0, BATCH).mapToLong(n -> (3L * n + k) % classes).toArray());
    }

    private static Tensor filled(Shape shape, int count, IntToDoubleFunction formula) {
        return Tensor.of(IntStream.range(0, count).mapToDouble(formula).toArray(), shape);
    }

    /// The backbone and the last layer, which in torchvision's network is `fc`.
    private record Network(ResNet backbone, Linear fc) implements AutoCloseable {

        static Network create() {
            int width = FACTS.get("width").asInt();
            try (Generator generator = Generator.of(0)) {
                Network network =
                        new Network(
                                ResNet.resnet18(width, false, generator),
                                Linear.of(8L * width, FACTS.get("classes").asInt(), generator));
                network.backbone.to(DType.FLOAT64);
                network.fc.to(DType.FLOAT64);
                network.loadFormulas();
                return network;
            }
        }

        Tensor forward(Tensor x) {
            return fc.forward(backbone.forward(x));
        }

        Map<String, Tensor> parameters() {
            return joined(backbone.parameters(), fc.parameters());
        }

        Map<String, Tensor> state() {
            return joined(backbone.stateDict(), fc.stateDict());
        }

        private static Map<String, Tensor> joined(
                Map<String, Tensor> body, Map<String, Tensor> last) {
            Map<String, Tensor> all = new LinkedHashMap<>(body);
            last.forEach((name, tensor) -> all.put("fc." + name, tensor));
            return all;
        }

        private void loadFormulas() {
            try (Scope _ = Scope.open()) {
                Map<String, Tensor> body = new LinkedHashMap<>();
                Map<String, Tensor> last = new LinkedHashMap<>();
                List<String> names = names();
                state().forEach(
                                (name, tensor) -> {
                                    Tensor value = formula(name, names.indexOf(name), tensor);
                                    if (name.startsWith("fc.")) {
                                        last.put(name.substring(3), value);
                                    } else {
                                        body.put(name, value);
                                    }
                                });
                backbone.loadStateDict(body);
                fc.loadStateDict(last);
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
            return filled(like.shape(), Math.toIntExact(like.numel()), element).to(like.dtype());
        }

        @Override
        public void close() {
            backbone.close();
            fc.close();
        }
    }
}
