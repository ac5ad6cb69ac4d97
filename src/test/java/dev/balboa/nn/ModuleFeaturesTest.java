package dev.balboa.nn;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.balboa.autograd.Autograd;
import dev.balboa.optim.Schedule;
import dev.balboa.optim.Sgd;
import dev.balboa.tensor.DType;
import dev.balboa.tensor.Generator;
import dev.balboa.tensor.MemoryFormat;
import dev.balboa.tensor.Shape;
import dev.balboa.tensor.Tensor;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SequencedMap;
import java.util.Set;
import org.junit.jupiter.api.Test;

/// Freezing, lenient loading, counts, the printed table, memory formats and the parts of records.
/// Oracles: PyTorch's rules for the same calls, counts and tables worked out by hand.
class ModuleFeaturesTest {

    private record Scaled(Parameter gain, Linear body) implements Layer {
        @Override
        public Tensor forward(Tensor x) {
            return body.forward(x).mul(gain.tensor());
        }
    }

    private record Named(SequencedMap<String, Linear> heads) implements Module {}

    private record Unordered(Map<String, Linear> heads) implements Module {}

    private record Loose(Set<Linear> heads) implements Module {}

    private record Tied(Linear first, Linear second) implements Module {}

    private static Linear linear(long in, long out) {
        try (Generator generator = Generator.of(1)) {
            return Linear.of(in, out, generator);
        }
    }

    private static Sequential network() {
        return Sequential.of(linear(2, 3), BatchNorm1d.of(3), new Relu(), linear(3, 1));
    }

    @Test
    void frozenParametersAreInTheStateButNotAmongTheTrained() {
        try (Sequential network = network()) {
            Set<String> keys = network.stateDict().keySet();
            network.layers().get(0).requiresGrad(false);
            assertThat(network.parameters().keySet())
                    .containsExactly("1.weight", "1.bias", "3.weight", "3.bias");
            assertThat(network.frozenParameters().keySet()).containsExactly("0.weight", "0.bias");
            assertThat(network.buffers().keySet())
                    .containsExactly("1.running_mean", "1.running_var", "1.num_batches_tracked");
            assertThat(network.stateDict().keySet()).isEqualTo(keys);
        }
    }

    @Test
    void backwardLeavesFrozenParametersWithoutGradient() {
        try (Sequential network = network()) {
            Tensor x = Tensor.of(new float[] {1, 2, 3, 5}, Shape.of(2, 2));
            network.forward(x).sum().backward();
            assertThat(network.stateDict().get("0.weight").grad()).isNotNull();
            network.layers().get(0).requiresGrad(false);
            assertThat(network.stateDict().get("0.weight").grad()).isNull();
            network.forward(x).sum().backward();
            assertThat(network.stateDict().get("0.weight").grad()).isNull();
            assertThat(network.stateDict().get("3.weight").grad()).isNotNull();
        }
    }

    /// Weight decay and momentum would move a parameter whose gradient stayed behind.
    @Test
    void optimiserBuiltBeforeFreezingLeavesFrozenParametersAlone() {
        Tensor x = Tensor.of(new float[] {1, 2, 3, 5}, Shape.of(2, 2));
        Sgd.Config config = new Sgd.Config(0.1, 0.9, 0.1, false);
        try (Sequential network = Sequential.of(linear(2, 3), linear(3, 1));
                Sgd sgd = Sgd.of(config, network.parameters(), new Schedule.Constant())) {
            network.forward(x).sum().backward();
            sgd.step();
            float[] first = network.stateDict().get("0.weight").toFloatArray();
            float[] last = network.stateDict().get("1.weight").toFloatArray();
            network.layers().get(0).requiresGrad(false);
            network.forward(x).sum().backward();
            sgd.step();
            assertThat(network.stateDict().get("0.weight").toFloatArray()).isEqualTo(first);
            assertThat(network.stateDict().get("1.weight").toFloatArray()).isNotEqualTo(last);
        }
    }

    @Test
    void unfreezingRestoresEveryParameterAndNoBuffer() {
        try (Sequential network = network()) {
            network.requiresGrad(false);
            assertThat(network.parameters()).isEmpty();
            network.requiresGrad(true);
            assertThat(network.parameters()).hasSize(6);
            assertThat(network.buffers().values()).noneMatch(Tensor::requiresGrad);
        }
    }

    @Test
    void conversionAndLoadingKeepFrozenParametersFrozen() {
        try (Sequential network = network();
                Sequential other = network()) {
            network.layers().get(0).requiresGrad(false);
            network.to(DType.FLOAT64);
            network.loadStateDict(other.stateDict());
            assertThat(network.frozenParameters().keySet()).containsExactly("0.weight", "0.bias");
            assertThat(network.parameters()).hasSize(4);
        }
    }

    /// By hand: 2 · 3 + 3 in the first layer, 3 + 3 in the norm, 3 + 1 in the last.
    @Test
    void countsTellTrainedFromAll() {
        try (Sequential network = network()) {
            assertThat(network.parameterCount()).isEqualTo(19);
            network.layers().get(0).requiresGrad(false);
            assertThat(network.parameterCount()).isEqualTo(19);
            assertThat(network.trainableParameterCount()).isEqualTo(10);
        }
    }

    @Test
    void sharedLayerIsTrainedAndCountedOnceAndSavedTwice() {
        Linear shared = linear(2, 2);
        try (Tied tied = new Tied(shared, shared)) {
            assertThat(tied.parameters().keySet()).containsExactly("first.weight", "first.bias");
            assertThat(tied.parameterCount()).isEqualTo(6);
            assertThat(tied.stateDict().keySet())
                    .containsExactly("first.weight", "first.bias", "second.weight", "second.bias");
        }
    }

    @Test
    void parameterComponentsOfRecordsAreTheirSlots() {
        Parameter gain = Parameter.trained("gain", () -> Tensor.full(Shape.of(1), 2));
        try (Scaled scaled = new Scaled(gain, linear(2, 1))) {
            assertThat(scaled.parameters().keySet())
                    .containsExactly("gain", "body.weight", "body.bias");
        }
    }

    @Test
    void orderedMapsNameTheirChildrenByKey() {
        SequencedMap<String, Linear> heads = new LinkedHashMap<>();
        heads.put("small", linear(1, 1));
        heads.put("large", linear(1, 2));
        try (Named named = new Named(heads)) {
            assertThat(named.stateDict().keySet())
                    .containsExactly(
                            "heads.small.weight",
                            "heads.small.bias",
                            "heads.large.weight",
                            "heads.large.bias");
        }
    }

    @Test
    void modulesInCollectionsWithoutOrderAreRefused() {
        try (Linear head = linear(1, 1)) {
            assertThatThrownBy(() -> new Unordered(Map.of("a", head)).parameters())
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessage(
                            "heads: modules in a collection without an order (expected: a"
                                    + " SequencedMap, so that their keys keep their order)");
            assertThatThrownBy(() -> new Loose(Set.of(head)).parameters())
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageContaining("expected: a List");
        }
    }

    @Test
    void lenientLoadingLoadsWhatPairsUpAndTellsTheRest() {
        try (Linear layer = linear(2, 1)) {
            float[] bias = layer.stateDict().get("bias").toFloatArray();
            Map<String, Tensor> state =
                    Map.of(
                            "weight", Tensor.of(new float[] {5, 6}, Shape.of(1, 2)),
                            "head.weight", Tensor.zeros(Shape.of(1)));
            IncompatibleKeys keys = layer.loadMatchingKeys(state);
            assertThat(keys.missingKeys()).containsExactly("bias");
            assertThat(keys.unexpectedKeys()).containsExactly("head.weight");
            assertThat(keys.isEmpty()).isFalse();
            assertThat(layer.stateDict().get("weight").toFloatArray()).containsExactly(5, 6);
            assertThat(layer.stateDict().get("bias").toFloatArray()).isEqualTo(bias);
            assertThat(layer.loadMatchingKeys(layer.stateDict()).isEmpty()).isTrue();
        }
    }

    @Test
    void lenientLoadingRefusesDifferingShapesAndChangesNothing() {
        try (Linear layer = linear(2, 1)) {
            float[] before = layer.stateDict().get("bias").toFloatArray();
            Map<String, Tensor> state =
                    Map.of(
                            "weight", Tensor.zeros(Shape.of(1, 3)),
                            "bias", Tensor.full(Shape.of(1), 9));
            assertThatThrownBy(() -> layer.loadMatchingKeys(state))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessage(
                            "state does not fit Linear: weight: shape [1, 3] (expected: [1, 2])");
            assertThat(layer.stateDict().get("bias").toFloatArray()).isEqualTo(before);
        }
    }

    @Test
    void lenientLoadingOfNothingIsRefused() {
        try (Linear layer = linear(2, 1)) {
            Map<String, Tensor> state = Map.of("head.bias", Tensor.zeros(Shape.of(1)));
            assertThatThrownBy(() -> layer.loadMatchingKeys(state))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessage(
                            "state does not fit Linear: no key in common; missing keys [bias,"
                                    + " weight]; unexpected keys [head.bias]");
        }
    }

    @Test
    void manyFaultsAreCounted() {
        try (Sequential network = network()) {
            assertThatThrownBy(() -> network.loadStateDict(Map.of()))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessage(
                            "state does not fit Sequential: missing keys [0.bias, 0.weight, 1.bias,"
                                    + " 1.num_batches_tracked, 1.running_mean, 1.running_var,"
                                    + " 1.weight, 3.bias, … 1 more]");
        }
    }

    /// Strides by hand: `[2, 3, 5, 5]` with channels innermost is `[75, 1, 15, 3]`.
    @Test
    void channelsLastTouchesWeightsOfConvolutionsOnlyAndKeepsValues() {
        try (Generator generator = Generator.of(3);
                Sequential network =
                        Sequential.of(
                                Conv2d.of(Conv2d.Options.of(3, 2, 5), generator),
                                BatchNorm2d.of(2))) {
            float[] before = network.parameters().get("0.weight").toFloatArray();
            network.to(MemoryFormat.CHANNELS_LAST);
            Tensor weight = network.parameters().get("0.weight");
            assertThat(weight.strides()).containsExactly(75, 1, 15, 3);
            assertThat(weight.requiresGrad()).isTrue();
            assertThat(weight.toFloatArray()).isEqualTo(before);
            network.to(DType.FLOAT64);
            assertThat(network.parameters().get("0.weight").strides())
                    .containsExactly(75, 1, 15, 3);
            network.to(MemoryFormat.CONTIGUOUS);
            assertThat(network.parameters().get("0.weight").strides())
                    .containsExactly(75, 25, 5, 1);
            network.to(MemoryFormat.CHANNELS_LAST_3D);
            assertThat(network.parameters().get("0.weight").strides())
                    .containsExactly(75, 25, 5, 1);
        }
    }

    @Test
    void preserveIsNoFormatToConvertTo() {
        try (Linear layer = linear(1, 1)) {
            assertThatThrownBy(() -> layer.to(MemoryFormat.PRESERVE))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessage(
                            "format: PRESERVE (expected: CONTIGUOUS, CHANNELS_LAST or"
                                    + " CHANNELS_LAST_3D)");
        }
    }

    @Test
    void summaryListsTheLeavesAndTheSums() {
        Layer twice = x -> x.add(x);
        try (Sequential network =
                Sequential.of(linear(2, 3), BatchNorm1d.of(3), new Relu(), twice)) {
            network.layers().get(0).requiresGrad(false);
            assertThat(network.summary())
                    .isEqualTo(
                            """
                            key  layer        shapes      parameters  trained
                            0    Linear       [3, 2] [3]           9  no
                            1    BatchNorm1d  [3] [3]              6  yes
                            2    Relu
                            3    Layer
                            parameters: 15 (trained: 6, frozen: 9)
                            buffers: 7
                            bytes: 92
                            """);
        }
    }

    @Test
    void summaryGivesARecordsOwnParametersARow() {
        Parameter gain = Parameter.trained("gain", () -> Tensor.full(Shape.of(1), 2));
        try (Scaled scaled = new Scaled(gain, linear(40, 50))) {
            assertThat(scaled.summary())
                    .contains(".     Scaled  [1]                     1  yes\n")
                    .contains("body  Linear  [50, 40] [50]       2,050  yes\n");
        }
    }

    @Test
    void listsInsideOptionalsAreParts() {
        record Deep(Optional<List<Linear>> blocks) implements Module {}
        try (Deep deep = new Deep(Optional.of(List.of(linear(1, 1), linear(1, 1))))) {
            assertThat(deep.parameters().keySet())
                    .containsExactly(
                            "blocks.0.weight", "blocks.0.bias", "blocks.1.weight", "blocks.1.bias");
        }
    }

    @Test
    void noGradientModeDoesNotFreezeWhatIsBuiltInIt() {
        Sequential[] made = new Sequential[1];
        Autograd.noGrad(() -> made[0] = network());
        try (Sequential network = made[0]) {
            assertThat(network.parameters()).hasSize(6);
        }
    }
}
