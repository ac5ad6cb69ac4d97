package dev.balboa.autograd;

import static dev.balboa.testkit.TensorAssert.assertThat;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.balboa.tensor.DType;
import dev.balboa.tensor.Functional;
import dev.balboa.tensor.Generator;
import dev.balboa.tensor.Graph;
import dev.balboa.tensor.Memory;
import dev.balboa.tensor.Random;
import dev.balboa.tensor.Scope;
import dev.balboa.tensor.Shape;
import dev.balboa.tensor.Tensor;
import dev.balboa.testkit.GradCheck;
import java.util.ArrayList;
import java.util.List;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// Oracles: the same body without checkpointing, to the bit; finite differences; and the counters
/// of native memory.
class CheckpointingTest {

    private static final int LAYERS = 8;

    private static Tensor filled(double from, long... sizes) {
        double[] values = new double[(int) Shape.of(sizes).numel()];
        for (int i = 0; i < values.length; i++) {
            values[i] = Math.sin(from + i);
        }
        return Tensor.of(values, Shape.of(sizes));
    }

    private static Tensor leaf(double from, long... sizes) {
        return filled(from, sizes).requiresGrad_(true);
    }

    private static UnaryOperator<Tensor> layers(List<Tensor> weights) {
        return x -> {
            Tensor y = x;
            for (Tensor weight : weights) {
                y = y.matmul(weight).tanh();
            }
            return y;
        };
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void gradientsOfInputsAndOfParametersInsideAreThoseWithoutIt(boolean inputRequiresGrad) {
        List<Tensor> weights = List.of(leaf(1, 4, 4), leaf(2, 4, 4));
        Tensor x = filled(3, 3, 4).requiresGrad_(inputRequiresGrad);
        Tensor plain = layers(weights).apply(x);
        plain.square().sum().backward();
        List<Tensor> expected = new ArrayList<>();
        weights.forEach(w -> expected.add(w.grad().copy()));
        Tensor ofInput = inputRequiresGrad ? x.grad().copy() : null;
        weights.forEach(Tensor::zeroGrad);
        x.zeroGrad();

        Tensor checkpointed = Checkpointing.apply(layers(weights), x);
        assertThat(checkpointed).isCloseTo(plain, 0, 0);
        checkpointed.square().sum().backward();
        for (int i = 0; i < weights.size(); i++) {
            assertThat(weights.get(i).grad()).isCloseTo(expected.get(i), 0, 0);
        }
        if (inputRequiresGrad) {
            assertThat(x.grad()).isCloseTo(ofInput, 0, 0);
        } else {
            assertThat(x.grad()).isNull();
        }
    }

    @Test
    void finiteDifferencesAgreeForSeveralInputsAndOutputs() {
        GradCheck.check(
                in -> {
                    List<Tensor> out =
                            Checkpointing.apply(
                                    a -> List.of(a.get(0).mul(a.get(1)).sin(), a.get(0).exp()), in);
                    return out.get(0).add(out.get(1).square());
                },
                filled(1, 2, 3),
                filled(2, 2, 3));
    }

    @Test
    void oneCheckpointInsideAnotherAndOneAfterAnotherAddUp() {
        Tensor w = leaf(1, 3, 3);
        UnaryOperator<Tensor> inner = x -> x.matmul(w).tanh();
        UnaryOperator<Tensor> outer = x -> Checkpointing.apply(inner, x.matmul(w)).sin();
        Tensor x = leaf(2, 2, 3);
        outer.apply(x).sum().backward();
        Tensor expected = w.grad().copy();
        w.zeroGrad();
        Checkpointing.apply(outer, x).sum().backward();
        assertThat(w.grad()).isCloseTo(expected, 1e-14, 1e-14);

        w.zeroGrad();
        inner.apply(inner.apply(x)).sum().backward();
        Tensor twice = w.grad().copy();
        w.zeroGrad();
        Checkpointing.apply(inner, Checkpointing.apply(inner, x)).sum().backward();
        assertThat(w.grad()).isCloseTo(twice, 1e-14, 1e-14);
    }

    @Test
    void anOutputMayBeAnInputOrAViewOfOne() {
        Tensor x = leaf(1, 2, 3);
        Checkpointing.apply(t -> t, x).mul(2).sum().backward();
        assertThat(x.grad()).hasValues(2, 2, 2, 2, 2, 2);
        x.zeroGrad();
        Checkpointing.apply(Tensor::flatten, x).mul(3).sum().backward();
        assertThat(x.grad()).hasValues(3, 3, 3, 3, 3, 3);
    }

    @Test
    void indicesAmongTheOutputsHaveNoGradient() {
        Tensor x = Tensor.of(3.0, 1, 2).requiresGrad_(true);
        List<Tensor> top = Checkpointing.apply(in -> in.getFirst().max(0, false), List.of(x));
        assertThat(top.get(1).itemLong()).isZero();
        assertThat(top.get(1).requiresGrad()).isFalse();
        top.getFirst().backward();
        assertThat(x.grad()).hasValues(1, 0, 0);
    }

    @Test
    void anUnusedOutputAndAnInputWithoutGradAreFine() {
        Tensor x = leaf(1, 2);
        Tensor constant = filled(2, 2);
        List<Tensor> out =
                Checkpointing.apply(
                        in -> List.of(in.get(0).mul(in.get(1)), in.get(0).exp()),
                        List.of(x, constant));
        out.getFirst().sum().backward();
        assertThat(x.grad()).isCloseTo(constant, 0, 0);
        assertThat(constant.grad()).isNull();
    }

    @Test
    void withoutRecordingTheBodyRunsOnceAndLeavesNoGraph() {
        Tensor x = leaf(1, 2);
        int[] runs = {0};
        Tensor y =
                Autograd.noGrad(
                        () ->
                                Checkpointing.apply(
                                        t -> {
                                            runs[0]++;
                                            return t.exp();
                                        },
                                        x));
        assertThat(y.requiresGrad()).isFalse();
        assertThat(runs[0]).isEqualTo(1);
    }

    @Test
    void theSecondRunIsUnderTheAutocastOfTheFirst() {
        Tensor w = Tensor.of(new float[] {1.001f, 2, 3, 4}, Shape.of(2, 2)).requiresGrad_(true);
        Tensor x = Tensor.of(new float[] {1, 2, 3, 4.003f}, Shape.of(2, 2));
        List<DType> types = new ArrayList<>();
        UnaryOperator<Tensor> body =
                t -> {
                    Tensor y = t.mm(w);
                    types.add(y.dtype());
                    return y.mm(w);
                };
        Autocast autocast = Autocast.cpu(DType.BFLOAT16);
        autocast.call(() -> body.apply(x)).sum().backward();
        Tensor expected = w.grad().copy();
        w.zeroGrad();
        autocast.call(() -> Checkpointing.apply(body, x)).sum().backward();
        assertThat(types).containsOnly(DType.BFLOAT16).hasSize(3);
        assertThat(w.grad()).isCloseTo(expected, 0, 0);

        types.clear();
        Tensor full = Checkpointing.apply(body, x).sum();
        autocast.run(full::backward);
        assertThat(types).containsExactly(DType.FLOAT32, DType.FLOAT32);
    }

    @Test
    void underAutocastAWeightThatIsUsedAgainOutsideKeepsItsGradient() {
        Tensor w = Tensor.of(new float[] {1, 2, 3, 4}, Shape.of(2, 2)).requiresGrad_(true);
        Tensor x = Tensor.ones(Shape.of(2, 2));
        Autocast.cpu(DType.BFLOAT16)
                .run(
                        () -> {
                            Tensor inside = Checkpointing.apply(t -> t.mm(w), x);
                            Tensor outside = x.mm(w);
                            inside.sum().add(outside.sum()).backward();
                        });
        assertThat(w.grad()).hasValues(4, 4, 4, 4);
        w.zeroGrad();
        Autocast.cpu(DType.BFLOAT16)
                .call(() -> Checkpointing.apply(t -> t.mm(w), x).sum().add(x.mm(w).sum()))
                .backward();
        assertThat(w.grad()).hasValues(4, 4, 4, 4);
    }

    @Test
    void aBodyThatSeedsItsGeneratorDrawsTheSameTwice() {
        Tensor x = Tensor.ones(Shape.of(64)).requiresGrad_(true);
        Tensor y =
                Checkpointing.apply(
                        t -> {
                            try (Generator generator = Generator.of(7)) {
                                return t.mul(Random.rand(t.shape(), generator).gt(0.5));
                            }
                        },
                        x);
        y.sum().backward();
        assertThat(y.sum().item()).isBetween(1.0, 63.0);
        assertThat(x.grad()).isCloseTo(y.detach(), 0, 0);
    }

    @Test
    void betweenThePassesOnlyInputsAndOutputsStay() {
        int n = 128;
        long bytes = n * n * 8L;
        List<Tensor> weights = new ArrayList<>();
        for (int i = 0; i < LAYERS; i++) {
            weights.add(leaf(i, n, n));
        }
        Tensor x = leaf(9, n, n);
        long plain = heldAfterForward(layers(weights), x);
        long checkpointed = heldAfterForward(t -> Checkpointing.apply(layers(weights), t), x);
        // tanh keeps its result and matmul the result before: one tensor for each layer
        assertThat(plain).isBetween(LAYERS * bytes, (LAYERS + 1) * bytes);
        assertThat(checkpointed).isBetween(bytes, bytes + 1_000);
    }

    /// Bytes that live because of a forward pass of which only the output is kept.
    private static long heldAfterForward(UnaryOperator<Tensor> body, Tensor x) {
        long before = Memory.liveBytes();
        try (Scope outer = Scope.open()) {
            Tensor y;
            try (Scope inner = Scope.open()) {
                y = inner.keep(body.apply(x));
            }
            assertThat(outer.size()).isEqualTo(1);
            return Memory.liveBytes() - before;
        }
    }

    @Test
    void aLongChainInPiecesHasALowerPeakThanInOne() {
        int n = 64;
        List<Tensor> weights = new ArrayList<>();
        for (int i = 0; i < 16; i++) {
            weights.add(leaf(i, n, n));
        }
        Tensor x = leaf(9, 16 * n, n); // activations are 16 times the weights
        long plain = peakOfStep(layers(weights), x, weights);
        long pieces =
                peakOfStep(
                        t -> {
                            Tensor y = t;
                            for (int i = 0; i < 16; i += 4) {
                                y = Checkpointing.apply(layers(weights.subList(i, i + 4)), y);
                            }
                            return y;
                        },
                        x,
                        weights);
        assertThat(pieces).isLessThan(plain * 6 / 10);
    }

    private static long peakOfStep(UnaryOperator<Tensor> body, Tensor x, List<Tensor> weights) {
        weights.forEach(Tensor::zeroGrad);
        x.zeroGrad();
        long before = Memory.liveBytes();
        Memory.resetPeak();
        try (Scope _ = Scope.open()) {
            Tensor loss;
            try (Scope inner = Scope.open()) {
                loss = inner.keep(body.apply(x).sum());
            }
            loss.backward();
        }
        return Memory.peakBytes() - before;
    }

    @Test
    void nothingIsHeldOnceTheGraphIsGone() throws InterruptedException {
        int before = Graph.heldFunctions();
        try (Scope _ = Scope.open()) {
            Tensor x = leaf(1, 2);
            Checkpointing.apply(t -> t.exp(), x).sum().backward();
            Checkpointing.apply(t -> t.exp(), x); // never walked
        }
        for (int i = 0; i < 200 && Graph.heldFunctions() > before; i++) {
            Thread.sleep(10);
        }
        assertThat(Graph.heldFunctions()).isLessThanOrEqualTo(before);
    }

    @Test
    void whatTheBodyThrowsComesOutAsItself() {
        Tensor x = leaf(1, 2);
        int[] runs = {0};
        UnaryOperator<Tensor> second =
                t -> {
                    if (runs[0]++ > 0) throw new IllegalStateException("second run");
                    return t.exp();
                };
        Tensor y = Checkpointing.apply(second, x).sum();
        assertThatThrownBy(y::backward)
                .isInstanceOf(IllegalStateException.class)
                .hasMessage("second run");
        assertThatThrownBy(() -> Checkpointing.apply(t -> null, x))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("the body returned [null]");
    }

    @Test
    void aBodyThatIsNotTheSameTwiceIsRefused() {
        Tensor x = leaf(1, 2);
        int[] runs = {0};
        Tensor y = Checkpointing.apply(t -> runs[0]++ == 0 ? t.exp() : t.sum(), x).sum();
        assertThatThrownBy(y::backward)
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("second run returned shapes [[]] (expected: [[2]]");
        assertThatThrownBy(() -> Checkpointing.apply(in -> List.of(), List.of(x)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("expected: tensors");
    }

    @Test
    void aSecondDerivativeIsRefused() {
        Tensor x = leaf(1, 2);
        Tensor y = Checkpointing.apply(t -> t.exp(), x).sum();
        List<Tensor> outputs = List.of(y);
        List<Tensor> inputs = List.of(x);
        assertThatThrownBy(
                        () -> Autograd.grad(outputs, inputs, List.of(), GradOptions.CREATE_GRAPH))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("createGraph");
    }

    /// The oracle is the same body, drawing from a generator of the same seed, without
    /// checkpointing.
    @Test
    void theSecondRunDrawsTheMasksOfTheFirst() {
        Tensor values = Tensor.arange(64).to(DType.FLOAT64).add(1).reshape(8, 8);
        try (Generator plain = Generator.of(5);
                Generator again = Generator.of(5)) {
            Tensor x = values.copy().requiresGrad_(true);
            Tensor y = values.copy().requiresGrad_(true);
            Tensor expected = Functional.dropout(x, 0.5, true, plain).square();
            Tensor recomputed =
                    Checkpointing.apply(
                            in -> Functional.dropout(in, 0.5, true, again).square(),
                            y,
                            List.of(again));
            assertThat(recomputed.equal(expected)).isTrue();
            Tensor between = Random.rand(Shape.of(4), again);
            expected.sum().backward();
            recomputed.sum().backward();
            assertThat(y.grad().equal(x.grad())).isTrue();
            // what is drawn next is what would have been drawn without the second run
            assertThat(between.equal(Random.rand(Shape.of(4), plain))).isTrue();
            assertThat(Random.rand(Shape.of(4), again).equal(Random.rand(Shape.of(4), plain)))
                    .isTrue();
        }
    }
}
