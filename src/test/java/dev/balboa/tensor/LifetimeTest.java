package dev.balboa.tensor;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.balboa.testkit.WithoutScope;
import java.lang.foreign.Arena;
import java.util.List;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.junit.jupiter.api.Named;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// Close, and use after it. Oracles: the documented message, and the native counter of live
/// tensors.
@WithoutScope
class LifetimeTest {
    static Stream<Named<Consumer<Tensor>>> uses() {
        return Stream.of(
                use("neg", Tensor::neg),
                use("add", t -> t.add(1.0)),
                use("mul left", t -> with(other -> t.mul(other))),
                use("mul right", t -> with(other -> other.mul(t))),
                use("add_ right", t -> with(other -> other.add_(t))),
                use("abs", Tensor::abs),
                use("copy_", t -> with(other -> other.copy_(t))),
                use("matmul", t -> t.matmul(t)),
                use("cat", t -> Tensor.cat(List.of(t), 0)),
                use("where", t -> Tensor.where(t, t, t)),
                use("get", t -> t.get(Index.at(0))),
                use("set", t -> t.set(1, Index.at(0))),
                use("to", t -> t.to(DType.FLOAT64)),
                use("operator", t -> Operator.of("aten::abs").call(t)),
                use("operator with a list", t -> Operator.of("aten::cat").call(List.of(t))),
                use("shape", Tensor::shape),
                use("strides", Tensor::strides),
                use("dim", Tensor::dim),
                use("size", t -> t.size(0)),
                use("numel", Tensor::numel),
                use("dtype", Tensor::dtype),
                use("device", Tensor::device),
                use("isContiguous", Tensor::isContiguous),
                use("requiresGrad", Tensor::requiresGrad),
                use("requiresGrad_", t -> t.requiresGrad_(true)),
                use("isLeaf", Tensor::isLeaf),
                use("grad", Tensor::grad),
                use("zeroGrad", Tensor::zeroGrad),
                use("detach", Tensor::detach),
                use("backward", Tensor::backward),
                use("registerHook", t -> t.registerHook(gradient -> gradient)),
                use("item", Tensor::item),
                use("itemLong", Tensor::itemLong),
                use("toFloatArray", Tensor::toFloatArray),
                use("asSegment", t -> t.asSegment(Arena.global())));
    }

    private static Named<Consumer<Tensor>> use(String name, Consumer<Tensor> use) {
        return Named.of(name, use);
    }

    private static void with(Consumer<Tensor> body) {
        try (Tensor other = Tensor.of(5f, 6f)) {
            body.accept(other);
        }
    }

    @ParameterizedTest
    @MethodSource("uses")
    void everyUseAfterCloseIsRefused(Consumer<Tensor> use) {
        Tensor tensor = Tensor.of(1f, 2f);
        tensor.close();
        assertThatThrownBy(() -> use.accept(tensor))
                .isInstanceOf(IllegalStateException.class)
                .hasMessage(
                        "this tensor is closed: it was closed itself or with its scope (Scope.keep moves one out); start with -Dbalboa.debug=true to see where it was closed");
    }

    @ParameterizedTest
    @MethodSource("uses")
    void aRefusedUseLeavesNoTensorBehind(Consumer<Tensor> use) {
        Tensor tensor = Tensor.of(1f, 2f);
        tensor.close();
        long before = Memory.liveTensors();
        assertThatThrownBy(() -> use.accept(tensor)).isInstanceOf(IllegalStateException.class);
        assertThat(Memory.liveTensors()).isEqualTo(before);
    }

    @Test
    void aClosedTensorStillPrints() {
        Tensor tensor = Tensor.of(1f, 2f);
        tensor.close();
        assertThat(tensor.toString()).contains("closed");
    }

    @Test
    void closingTwiceFreesOnce() {
        try (Tensor other = Tensor.of(1f)) {
            long before = Memory.liveTensors();
            Tensor tensor = Tensor.of(2f);
            tensor.close();
            tensor.close();
            assertThat(Memory.liveTensors()).isEqualTo(before);
            assertThat(other.item()).isEqualTo(1);
        }
    }

    @Test
    void closeEndsTheHandleAndIsClosedSaysSo() {
        Tensor tensor = Tensor.of(1f);
        assertThat(tensor.isClosed()).isFalse();
        tensor.close();
        assertThat(tensor.isClosed()).isTrue();
    }

    @Test
    void aViewKeepsTheMemoryOfItsClosedBase() {
        Tensor base = Tensor.of(1f, 2f, 3f);
        Tensor view = base.narrow(0, 1, 2);
        base.close();
        assertThat(view.toFloatArray()).containsExactly(2, 3);
        view.close();
    }

    @Test
    void aDetachedHandleSharesItsMemory() {
        try (Tensor tensor = Tensor.of(1f, 2f);
                Tensor detached = tensor.detach()) {
            detached.fill_(9);
            assertThat(tensor.toFloatArray()).containsExactly(9, 9);
        }
    }

    @Test
    void inPlaceOperationsReturnTheSameHandle() {
        try (Tensor tensor = Tensor.of(1f, 2f)) {
            long before = Memory.liveTensors();
            assertThat(tensor.abs_()).isSameAs(tensor);
            assertThat(Memory.liveTensors()).isEqualTo(before);
        }
    }

    @Test
    void anInPlaceOperatorThroughTheBoxedDoorLeavesOneHandleToClose() {
        try (Tensor tensor = Tensor.of(-1f, 2f)) {
            long before = Memory.liveTensors();
            try (Tensor result = Operator.of("aten::abs_").call(tensor)) {
                assertThat(result.toFloatArray()).containsExactly(1, 2);
            }
            assertThat(tensor.toFloatArray()).containsExactly(1, 2);
            assertThat(Memory.liveTensors()).isEqualTo(before);
        }
    }

    @Test
    void everyTensorOfAListIsAHandleOfItsOwn() {
        try (Tensor tensor = Tensor.of(1f, 2f)) {
            long before = Memory.liveTensors();
            List<Tensor> parts = tensor.split(1, 0);
            assertThat(Memory.liveTensors()).isEqualTo(before + 2);
            parts.forEach(Tensor::close);
            assertThat(Memory.liveTensors()).isEqualTo(before);
        }
    }

    @Test
    void readingAnArrayLeavesNoTemporaryBehind() {
        try (Tensor tensor = Tensor.of(1f, 2f, 3f, 4f);
                Tensor square = tensor.reshape(2, 2);
                Tensor transposed = square.t()) {
            long before = Memory.liveTensors();
            transposed.toDoubleArray();
            assertThat(Memory.liveTensors()).isEqualTo(before);
        }
    }
}
