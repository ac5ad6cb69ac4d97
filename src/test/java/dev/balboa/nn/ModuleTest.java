package dev.balboa.nn;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.balboa.tensor.DType;
import dev.balboa.tensor.Generator;
import dev.balboa.tensor.MemoryFormat;
import dev.balboa.tensor.Scope;
import dev.balboa.tensor.Shape;
import dev.balboa.tensor.Tensor;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SequencedMap;
import org.junit.jupiter.api.Test;

/// Oracle: the keys that PyTorch would give to the same attributes, written out by hand.
class ModuleTest {

    private record Parts(
            Linear first, List<Linear> many, Optional<Linear> maybe, Optional<Linear> not, int size)
            implements Module {}

    private static Linear linear(long in, long out) {
        try (Generator generator = Generator.of(1)) {
            return Linear.of(in, out, generator);
        }
    }

    private static Parts parts() {
        return new Parts(
                linear(2, 3),
                List.of(linear(3, 3), linear(3, 1)),
                Optional.of(linear(1, 1)),
                Optional.empty(),
                7);
    }

    @Test
    void componentNamesAreParameterNames() {
        try (Parts parts = parts()) {
            assertThat(parts.parameters().keySet())
                    .containsExactly(
                            "first.weight",
                            "first.bias",
                            "many.0.weight",
                            "many.0.bias",
                            "many.1.weight",
                            "many.1.bias",
                            "maybe.weight",
                            "maybe.bias");
        }
    }

    @Test
    void sequentialNamesItsChildrenByNumber() {
        try (Sequential chain = Sequential.of(linear(2, 2), new Relu(), linear(2, 1))) {
            assertThat(chain.stateDict().keySet())
                    .containsExactly("0.weight", "0.bias", "2.weight", "2.bias");
        }
    }

    @Test
    void stateDictListsParametersAndBuffersModuleByModule() {
        try (Sequential chain = Sequential.of(BatchNorm1d.of(2), BatchNorm1d.withoutAffine(2))) {
            assertThat(chain.stateDict().keySet())
                    .containsExactly(
                            "0.weight",
                            "0.bias",
                            "0.running_mean",
                            "0.running_var",
                            "0.num_batches_tracked",
                            "1.running_mean",
                            "1.running_var",
                            "1.num_batches_tracked");
            assertThat(chain.parameters().keySet()).containsExactly("0.weight", "0.bias");
            assertThat(chain.buffers()).hasSize(6);
        }
    }

    @Test
    void parametersOutliveTheScopeInWhichTheyWereMade() {
        Linear layer;
        try (Scope _ = Scope.open()) {
            layer = linear(2, 2);
        }
        assertThat(layer.parameters().get("weight").toFloatArray()).hasSize(4);
        layer.close();
        assertThat(layer.parameters().get("weight").isClosed()).isTrue();
    }

    @Test
    void parametersRequireGradientsAndBuffersDoNot() {
        try (BatchNorm1d norm = BatchNorm1d.of(2)) {
            assertThat(norm.parameters().values()).allMatch(Tensor::requiresGrad);
            assertThat(norm.buffers().values()).noneMatch(Tensor::requiresGrad);
        }
    }

    @Test
    void countsTrainedValuesOnly() {
        try (BatchNorm1d norm = BatchNorm1d.of(5);
                Linear layer = linear(3, 2)) {
            assertThat(norm.parameterCount()).isEqualTo(10);
            assertThat(layer.parameterCount()).isEqualTo(8);
        }
    }

    @Test
    void loadingCopiesEveryValue() {
        try (Linear layer = linear(2, 1)) {
            Tensor weight = Tensor.of(new float[] {5, 6}, Shape.of(1, 2));
            layer.loadStateDict(Map.of("weight", weight, "bias", Tensor.of(7f)));
            weight.zero_();
            assertThat(layer.stateDict().get("weight").toFloatArray()).containsExactly(5, 6);
            assertThat(layer.stateDict().get("bias").toFloatArray()).containsExactly(7);
        }
    }

    @Test
    void loadingNamesEveryFaultAndChangesNothing() {
        try (Linear layer = linear(2, 1)) {
            float[] before = layer.stateDict().get("weight").toFloatArray();
            Map<String, Tensor> state = new LinkedHashMap<>();
            state.put("weight", Tensor.zeros(Shape.of(1, 3)));
            state.put("head.weight", Tensor.zeros(Shape.of(1)));
            assertThatThrownBy(() -> layer.loadStateDict(state))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessage(
                            "state does not fit Linear: missing keys [bias]; unexpected keys"
                                    + " [head.weight]; weight: shape [1, 3] (expected: [1, 2])");
            assertThat(layer.stateDict().get("weight").toFloatArray()).isEqualTo(before);
        }
    }

    @Test
    void conversionLeavesIntegerBuffersAlone() {
        try (BatchNorm1d norm = BatchNorm1d.of(2)) {
            norm.to(DType.FLOAT64);
            assertThat(norm.stateDict().get("weight").dtype()).isEqualTo(DType.FLOAT64);
            assertThat(norm.stateDict().get("weight").requiresGrad()).isTrue();
            assertThat(norm.stateDict().get("num_batches_tracked").dtype()).isEqualTo(DType.INT64);
        }
    }

    @Test
    void conversionToIntegersIsRefused() {
        try (Linear layer = linear(1, 1)) {
            assertThatThrownBy(() -> layer.to(DType.INT32))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageContaining("expected: a floating-point type");
        }
    }

    private record Tokens(Parameter scale, SequencedMap<String, Linear> heads, Sequential body)
            implements Module {}

    @Test
    void parametersAndOrderedMapsOfARecordAreParts() {
        SequencedMap<String, Linear> heads = new LinkedHashMap<>();
        heads.put("left", linear(1, 1));
        heads.put("right", linear(1, 1));
        Parameter scale = Parameter.trained("scale", () -> Tensor.ones(Shape.of(2)));
        try (Tokens tokens = new Tokens(scale, heads, Sequential.of(linear(1, 1)))) {
            assertThat(tokens.stateDict().keySet())
                    .containsExactly(
                            "scale",
                            "heads.left.weight",
                            "heads.left.bias",
                            "heads.right.weight",
                            "heads.right.bias",
                            "body.0.weight",
                            "body.0.bias");
        }
    }

    private record Unordered(Map<String, Linear> parts) implements Module {}

    @Test
    void modulesInAMapWithoutAnOrderAreRefused() {
        try (Linear part = linear(1, 1)) {
            Unordered wrong = new Unordered(Map.of("a", part));
            assertThatThrownBy(wrong::stateDict)
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageContaining("parts: modules in a collection without an order");
        }
    }

    @Test
    void frozenPartsStayInTheStateAndLeaveTheParameters() {
        try (Parts parts = parts()) {
            parts.first().forward(Tensor.ones(Shape.of(1, 2))).sum().backward();
            parts.first().requiresGrad(false);
            assertThat(parts.parameters()).doesNotContainKeys("first.weight", "first.bias");
            assertThat(parts.frozenParameters()).containsOnlyKeys("first.weight", "first.bias");
            assertThat(parts.stateDict()).containsKeys("first.weight", "first.bias");
            assertThat(parts.first().slots().getFirst().tensor().grad()).isNull();
            assertThat(parts.parameterCount()).isEqualTo(9 + 12 + 4 + 2);
            assertThat(parts.trainableParameterCount()).isEqualTo(12 + 4 + 2);
            parts.requiresGrad(true);
            assertThat(parts.parameters()).containsKey("first.weight");
            assertThat(parts.frozenParameters()).isEmpty();
        }
    }

    @Test
    void aFrozenParameterStaysFrozenWhenItIsConverted() {
        try (Linear layer = linear(2, 2)) {
            layer.requiresGrad(false);
            layer.to(DType.FLOAT64);
            assertThat(layer.frozenParameters()).hasSize(2);
            assertThat(layer.stateDict().get("weight").dtype()).isEqualTo(DType.FLOAT64);
        }
    }

    @Test
    void aSharedLayerIsTrainedOnceAndSavedUnderBothKeys() {
        Linear shared = linear(1, 1);
        try (Sequential chain = Sequential.of(shared, shared)) {
            assertThat(chain.parameters()).containsOnlyKeys("0.weight", "0.bias");
            assertThat(chain.stateDict()).hasSize(4);
            assertThat(chain.parameterCount()).isEqualTo(2);
        }
    }

    @Test
    void matchingKeysAreLoadedAndTheOthersAreTold() {
        try (Parts parts = parts()) {
            Map<String, Tensor> state = new LinkedHashMap<>();
            state.put("first.weight", Tensor.ones(Shape.of(3, 2)));
            state.put("head.weight", Tensor.ones(Shape.of(1)));
            IncompatibleKeys keys = parts.loadMatchingKeys(state);
            assertThat(keys.unexpectedKeys()).containsExactly("head.weight");
            assertThat(keys.missingKeys()).hasSize(7).contains("first.bias", "maybe.bias");
            assertThat(parts.stateDict().get("first.weight").sum().item()).isEqualTo(6);
            state.put("first.weight", Tensor.ones(Shape.of(2, 2)));
            assertThatThrownBy(() -> parts.loadMatchingKeys(state))
                    .hasMessageContaining("first.weight: shape [2, 2] (expected: [3, 2])");
            assertThatThrownBy(() -> parts.loadMatchingKeys(Map.of("x", Tensor.ones(Shape.of(1)))))
                    .hasMessageContaining("no key in common");
        }
    }

    @Test
    void channelsLastChangesTheLayoutOfConvolutionsOnlyAndNotTheirValues() {
        Conv2d.Options options = Conv2d.Options.of(4, 8, 3);
        try (Generator generator = Generator.of(1);
                Sequential chain =
                        Sequential.of(Conv2d.of(options, generator), BatchNorm2d.of(8))) {
            Tensor x = Tensor.arange(2L * 4 * 5 * 5).reshape(2, 4, 5, 5).to(DType.FLOAT32);
            chain.eval();
            float[] before = chain.forward(x).detach().flatten(0, -1).toFloatArray();
            chain.to(MemoryFormat.CHANNELS_LAST);
            Tensor weight = chain.stateDict().get("0.weight");
            assertThat(weight.strides()).containsExactly(36, 1, 12, 4);
            assertThat(weight.requiresGrad()).isTrue();
            float[] after = chain.forward(x).detach().contiguous().flatten(0, -1).toFloatArray();
            for (int i = 0; i < before.length; i++) {
                assertThat(after[i]).isCloseTo(before[i], within(1e-3f));
            }
            assertThatThrownBy(() -> chain.to(MemoryFormat.PRESERVE))
                    .isInstanceOf(IllegalArgumentException.class);
        }
    }

    @Test
    void theSummaryCountsEveryLayer() {
        try (Sequential chain = Sequential.of(linear(10, 3), BatchNorm1d.of(3), new Relu())) {
            chain.children().get("0").requiresGrad(false);
            List<String> lines = chain.summary().lines().toList();
            assertThat(lines.get(0).split(" {2,}"))
                    .containsExactly("key", "layer", "shapes", "parameters", "trained");
            assertThat(lines.get(1).split(" {2,}"))
                    .containsExactly("0", "Linear", "[3, 10] [3]", "33", "no");
            assertThat(lines.get(2).split(" {2,}"))
                    .containsExactly("1", "BatchNorm1d", "[3] [3]", "6", "yes");
            assertThat(lines.get(3).strip()).startsWith("2").endsWith("Relu");
            assertThat(lines.get(4)).isEqualTo("parameters: 39 (trained: 6, frozen: 33)");
            assertThat(lines.get(5)).isEqualTo("buffers: 7");
            assertThat(lines.get(6)).isEqualTo("bytes: " + (39 * 4 + 6 * 4 + 8));
        }
    }

    private record Scaled(Optional<Parameter> scale, Optional<Parameter> shift) implements Module {}

    @Test
    void anOptionalParameterIsASlotWhereItIsThere() {
        Parameter scale = Parameter.trained("scale", () -> Tensor.of(1f));
        try (Scaled module = new Scaled(Optional.of(scale), Optional.empty())) {
            assertThat(module.parameters()).containsOnlyKeys("scale");
        }
    }

    private record Several(List<Parameter> all) implements Module {}

    private record InAnArray(Linear[] layers) implements Module {
        // records compare arrays by identity, which is what is wanted here
    }

    private record Nested(Optional<List<Object>> parts) implements Module {}

    @Test
    void whatIsNestedInAnOptionalOrAListIsRefusedTheSame() {
        try (Parameter a = Parameter.trained("weight", () -> Tensor.of(1f));
                Generator random = Generator.of(1);
                Linear layer = Linear.of(2, 2, random)) {
            for (Object part :
                    List.of(a, List.of(a), Optional.of(a), Map.of("a", a), new Object[] {a})) {
                Module nested = new Nested(Optional.of(List.of(part)));
                assertThatThrownBy(nested::stateDict)
                        .isInstanceOf(IllegalArgumentException.class)
                        .hasMessageStartingWith("parts: ");
            }
            Module array = new Nested(Optional.of(List.of((Object) new Linear[] {layer})));
            assertThatThrownBy(array::stateDict).hasMessageStartingWith("parts: modules or param");
            assertThat(new Nested(Optional.of(List.of(layer))).stateDict())
                    .containsOnlyKeys("parts.0.weight", "parts.0.bias");
            assertThat(new Nested(Optional.of(List.of("setting"))).stateDict()).isEmpty();
        }
    }

    private record SameName(Parameter a, Parameter b) implements Module {}

    @Test
    void whatWouldBeLostWithoutAWordIsRefused() {
        try (Parameter a = Parameter.trained("weight", () -> Tensor.of(1f));
                Parameter b = Parameter.trained("weight", () -> Tensor.of(2f));
                Generator random = Generator.of(1);
                Linear layer = Linear.of(2, 2, random)) {
            Module several = new Several(List.of(a));
            assertThatThrownBy(several::parameters)
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageStartingWith("all: parameters in a collection");
            Module array = new InAnArray(new Linear[] {layer});
            assertThatThrownBy(array::parameters)
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageStartingWith("layers: modules or parameters in an array");
            Module twins = new SameName(a, b);
            assertThatThrownBy(twins::stateDict)
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageStartingWith("weight: two parameters have this key");
        }
    }
}
