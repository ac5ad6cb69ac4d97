package dev.balboa.nn;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.balboa.tensor.DType;
import dev.balboa.tensor.Generator;
import dev.balboa.tensor.Scope;
import dev.balboa.tensor.Shape;
import dev.balboa.tensor.Tensor;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
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
}
