package dev.balboa.nn;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.balboa.tensor.Generator;
import dev.balboa.tensor.Random;
import dev.balboa.tensor.Shape;
import dev.balboa.tensor.Tensor;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// Backbones in stages. Oracle: the parts of the networks applied one by one in the test, and
/// [StagedBackbone#forward], which goldens of torchvision hold elsewhere.
class StagedBackboneTest {

    private static StagedBackbone network(String name, Generator generator) {
        return switch (name) {
            case "resnet18" -> ResNet.resnet18(ResNet.Options.cifar().withWidth(2), generator);
            case "resnet50" -> ResNet.resnet50(ResNet.Options.imagenet().withWidth(2), generator);
            case "convnet" -> ConvNet.of(3, 4, generator);
            default -> throw new IllegalArgumentException(name);
        };
    }

    @ParameterizedTest
    @ValueSource(strings = {"resnet18", "resnet50", "convnet"})
    void theStagesInTurnAreTheNetworkToTheBit(String name) {
        try (Generator generator = Generator.of(1);
                StagedBackbone network = network(name, generator)) {
            network.eval();
            Tensor images = Random.randn(Shape.of(2, 3, 40, 40), generator);
            List<Integer> widths = network.stageWidths();
            Tensor map = images;
            long size = Long.MAX_VALUE;
            for (int i = 0; i < widths.size(); i++) {
                map = network.stage(i, map);
                assertThat(map.size(1)).isEqualTo(widths.get(i).longValue());
                assertThat(map.size(2)).isLessThan(size);
                size = map.size(2);
            }
            assertThat(widths.getLast()).isEqualTo(network.features());
            assertThat(StagedBackbone.pool(map).equal(network.forward(images))).isTrue();
        }
    }

    @Test
    void theFirstStageOfAResNetHasTheStemBeforeIt() {
        try (Generator generator = Generator.of(1);
                ResNet network = (ResNet) network("resnet18", generator)) {
            network.eval();
            Tensor images = Random.randn(Shape.of(2, 3, 8, 8), generator);
            Tensor stem = network.bn1().forward(network.conv1().forward(images)).relu();
            Tensor expected = network.layer1().forward(stem);
            assertThat(network.stage(0, images).allclose(expected, 1e-5, 1e-6)).isTrue();
            assertThat(network.stage(2, network.stage(1, expected)).shape())
                    .isEqualTo(Shape.of(2, 8, 2, 2));
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"resnet18", "resnet50", "convnet"})
    void thePartsOfTheStagesHaveEachParameterOnce(String name) {
        try (Generator generator = Generator.of(1);
                StagedBackbone network = network(name, generator)) {
            List<Tensor> found = new ArrayList<>();
            for (int i = 0; i < network.stageWidths().size(); i++) {
                network.stageParts(i).forEach(part -> found.addAll(part.parameters().values()));
            }
            List<Tensor> all = List.copyOf(network.parameters().values());
            // tensors are equal only to themselves
            assertThat(found).containsExactlyElementsOf(all);
        }
    }

    /// A gradient of what a stage gives reaches the parts of the stages up to it alone.
    @ParameterizedTest
    @ValueSource(strings = {"resnet18", "resnet50", "convnet"})
    void thePartsOfAStageAreWhatItComputesWith(String name) {
        try (Generator generator = Generator.of(1);
                StagedBackbone network = network(name, generator)) {
            Tensor map = Random.randn(Shape.of(2, 3, 40, 40), generator);
            for (int i = 0; i < 4; i++) {
                map = network.stage(i, map.detach());
                map.sum().backward();
                for (int k = 0; k < 4; k++) {
                    int stage = k;
                    boolean reached = k == i;
                    network.stageParts(k).stream()
                            .flatMap(part -> part.parameters().values().stream())
                            .forEach(
                                    tensor ->
                                            assertThat(tensor.grad() != null)
                                                    .as("stage %d", stage)
                                                    .isEqualTo(reached));
                }
                network.parameters().values().forEach(Tensor::zeroGrad);
            }
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"resnet18", "convnet"})
    void aStageThatIsNotThereIsNamed(String name) {
        try (Generator generator = Generator.of(1);
                StagedBackbone network = network(name, generator)) {
            Tensor images = Tensor.zeros(Shape.of(2, 3, 8, 8));
            for (int index : new int[] {-1, 4}) {
                assertThatThrownBy(() -> network.stage(index, images))
                        .isInstanceOf(IllegalArgumentException.class)
                        .hasMessage("stage: " + index + " (expected: 0 to 3)");
                assertThatThrownBy(() -> network.stageParts(index))
                        .isInstanceOf(IllegalArgumentException.class)
                        .hasMessage("stage: " + index + " (expected: 0 to 3)");
            }
        }
    }
}
