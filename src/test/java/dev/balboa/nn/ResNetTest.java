package dev.balboa.nn;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.balboa.tensor.DType;
import dev.balboa.tensor.Generator;
import dev.balboa.tensor.Random;
import dev.balboa.tensor.Shape;
import dev.balboa.tensor.Tensor;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;

/// Oracles: torchvision's list of keys (how it was made is its first line), and counts worked out
/// by hand.
class ResNetTest {

    private static ResNet resnet(int width, boolean zeroInit) {
        try (Generator generator = Generator.of(0)) {
            return ResNet.resnet18(width, zeroInit, generator);
        }
    }

    @Test
    void keysAreTorchvisions() throws IOException {
        List<String> expected;
        try (BufferedReader lines =
                new BufferedReader(
                        new InputStreamReader(
                                ResNetTest.class.getResourceAsStream(
                                        "/torchvision-resnet18-keys.txt"),
                                StandardCharsets.UTF_8))) {
            expected = lines.lines().filter(line -> !line.startsWith("#")).toList();
        }
        try (ResNet network = resnet(4, false)) {
            assertThat(network.stateDict().keySet()).containsExactlyElementsOf(expected);
        }
    }

    /// torchvision's ResNet-18 has 11,689,512 parameters; less the classifier (513,000) and the
    /// difference of a 7×7 and a 3×3 stem (3 · 64 · (49 − 9) = 7,680).
    @Test
    void publishedWidthHasThePublishedNumberOfParameters() {
        try (ResNet network = resnet(64, false)) {
            assertThat(network.parameterCount()).isEqualTo(11_689_512 - 513_000 - 7_680);
        }
    }

    @Test
    void imagesBecomeOneFeatureVectorEach() {
        try (ResNet network = resnet(4, false)) {
            Tensor features = network.forward(Tensor.ones(Shape.of(2, 3, 32, 32)));
            assertThat(features.shape()).isEqualTo(Shape.of(2, 32));
            assertThat(network.features()).isEqualTo(32);
        }
    }

    /// With scale 0 in each second batch norm a block is `relu(shortcut(x))`, so scaling `conv2`
    /// changes nothing.
    @Test
    void zeroInitMakesEachBlockItsShortcut() {
        try (Generator generator = Generator.of(5);
                ResNet network = resnet(4, true)) {
            network.eval();
            Tensor x = Random.randn(Shape.of(2, 3, 16, 16), generator);
            float[] before = network.forward(x).toFloatArray();
            network.stateDict().get("layer3.1.conv2.weight").detach().mul_(3);
            assertThat(network.forward(x).toFloatArray()).isEqualTo(before);
        }
    }

    @Test
    void sameSeedSameValues() {
        try (ResNet first = resnet(4, false);
                ResNet second = resnet(4, false)) {
            first.stateDict()
                    .forEach(
                            (key, value) ->
                                    assertThat(value.to(DType.FLOAT64).toDoubleArray())
                                            .as(key)
                                            .isEqualTo(
                                                    second.stateDict()
                                                            .get(key)
                                                            .to(DType.FLOAT64)
                                                            .toDoubleArray()));
        }
    }

    @Test
    void widthBelowOneIsRefused() {
        try (Generator generator = Generator.of(0)) {
            assertThatThrownBy(() -> ResNet.resnet18(0, false, generator))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessage("width: 0 (expected: >= 1)");
        }
    }
}
