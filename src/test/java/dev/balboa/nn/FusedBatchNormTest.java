package dev.balboa.nn;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.balboa.autograd.Autograd;
import dev.balboa.autograd.GradOptions;
import dev.balboa.tensor.DType;
import dev.balboa.tensor.Generator;
import dev.balboa.tensor.MemoryFormat;
import dev.balboa.tensor.Random;
import dev.balboa.tensor.Scope;
import dev.balboa.tensor.Shape;
import dev.balboa.tensor.Tensor;
import dev.balboa.tensor.Threads;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.DoubleUnaryOperator;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/// Batch norm, residual and ReLU as one operation. Oracle: libtorch's three operators in float64 on
/// the same numbers, which take the composed way.
class FusedBatchNormTest {

    /// What one pass over a layer gives: the output, the running values, and all gradients.
    private record Pass(List<double[]> values, double[] running) {}

    private static Tensor images(Shape shape, long seed, double shift) {
        return Random.randn(shape, Generator.of(seed))
                .mul(2)
                .add(shift)
                .contiguous(MemoryFormat.CHANNELS_LAST);
    }

    /// Output, then the gradients by input, residual (if there is one), scale and shift of
    /// `Σ weights · out`.
    private static Pass pass(Shape shape, boolean residual, DType dtype, DType layer) {
        try (Scope _ = Scope.open();
                BatchNorm2d norm = BatchNorm2d.of((int) shape.get(1))) {
            norm.to(layer);
            List<Tensor> slots = new ArrayList<>(norm.parameters().values());
            slots.get(0).detach().copy_(Tensor.linspace(0.5, 1.5, shape.get(1)));
            slots.get(1).detach().copy_(Tensor.linspace(-0.3, 0.4, shape.get(1)));
            Tensor x = images(shape, 1, 5).to(DType.BFLOAT16).to(dtype).requiresGrad_(true);
            Tensor added = images(shape, 2, 0).to(DType.BFLOAT16).to(dtype).requiresGrad_(true);
            Tensor weights = images(shape, 3, 0).to(DType.BFLOAT16).to(dtype);
            Tensor out = residual ? norm.forwardRelu(x, added) : norm.forwardRelu(x);
            out.mul(weights).sum().backward();
            List<double[]> values = new ArrayList<>();
            values.add(out.to(DType.FLOAT64).contiguous().toDoubleArray());
            values.add(x.grad().to(DType.FLOAT64).contiguous().toDoubleArray());
            if (residual) {
                values.add(added.grad().to(DType.FLOAT64).contiguous().toDoubleArray());
            }
            slots.forEach(slot -> values.add(slot.grad().to(DType.FLOAT64).toDoubleArray()));
            double[] running =
                    Stream.of("running_mean", "running_var")
                            .flatMapToDouble(
                                    key ->
                                            Arrays.stream(
                                                    norm.stateDict()
                                                            .get(key)
                                                            .to(DType.FLOAT64)
                                                            .toDoubleArray()))
                            .toArray();
            return new Pass(values, running);
        }
    }

    /// As AssertJ's own comparison, which takes a minute for the largest of the shapes.
    private static void assertClose(
            String what, double[] actual, double[] wanted, DoubleUnaryOperator tolerance) {
        assertThat(actual).as(what).hasSameSizeAs(wanted);
        int[] apart =
                IntStream.range(0, wanted.length)
                        .filter(
                                i ->
                                        !(Math.abs(actual[i] - wanted[i])
                                                <= tolerance.applyAsDouble(wanted[i])))
                        .limit(5)
                        .toArray();
        assertThat(apart)
                .as(
                        () ->
                                "%s: places that differ, the first %s for %s"
                                        .formatted(what, actual[apart[0]], wanted[apart[0]]))
                .isEmpty();
    }

    // one pixel row and column, channels below, at and above a vector, and values in several chunks
    private static Stream<Arguments> shapes() {
        return Stream.of(
                        Shape.of(2, 1, 1, 1),
                        Shape.of(2, 3, 1, 1),
                        Shape.of(3, 5, 7, 3),
                        Shape.of(4, 16, 9, 9),
                        Shape.of(5, 64, 33, 31),
                        Shape.of(2, 257, 5, 5),
                        Shape.of(2, 20_000, 2, 1))
                .flatMap(shape -> Stream.of(true, false).map(r -> Arguments.of(shape, r)));
    }

    @ParameterizedTest
    @MethodSource("shapes")
    void valuesGradientsAndRunningValuesAreThoseOfTheThreeOperators(Shape shape, boolean residual) {
        Pass expected = pass(shape, residual, DType.FLOAT64, DType.FLOAT64);
        Pass actual = pass(shape, residual, DType.FLOAT32, DType.FLOAT32);
        for (int i = 0; i < expected.values.size(); i++) {
            double[] wanted = expected.values.get(i);
            double largest = Arrays.stream(wanted).map(Math::abs).max().orElseThrow();
            double tolerance = 2e-5 * Math.max(1, largest);
            assertClose("value " + i, actual.values.get(i), wanted, _ -> tolerance);
        }
        assertThat(actual.running).containsExactly(expected.running, within(1e-4));
    }

    @ParameterizedTest
    @MethodSource("shapes")
    void bfloat16IsRoundedOnceAtTheEnd(Shape shape, boolean residual) {
        Pass expected = pass(shape, residual, DType.FLOAT64, DType.FLOAT64);
        Pass actual = pass(shape, residual, DType.BFLOAT16, DType.FLOAT32);
        // eight bits: half a unit in the last place, and what float32 adds
        assertClose(
                "output",
                actual.values.getFirst(),
                expected.values.getFirst(),
                value -> Math.abs(value) / 256 + 1e-4);
    }

    @Test
    void nothingDependsOnTheNumberOfThreads() {
        Shape shape = Shape.of(5, 64, 33, 31);
        int before = Threads.get();
        try {
            Threads.set(1);
            Pass alone = pass(shape, true, DType.FLOAT32, DType.FLOAT32);
            Threads.set(3);
            Pass together = pass(shape, true, DType.FLOAT32, DType.FLOAT32);
            for (int i = 0; i < alone.values.size(); i++) {
                assertThat(together.values.get(i)).isEqualTo(alone.values.get(i));
            }
            assertThat(together.running).isEqualTo(alone.running);
        } finally {
            Threads.set(before);
        }
    }

    /// The variance of 10,000 ± 1 is 1; sums of squares in float32 would have lost it.
    @Test
    void aMeanFarFromZeroCostsNoPrecision() {
        try (Scope _ = Scope.open();
                BatchNorm2d norm = BatchNorm2d.of(2)) {
            Tensor signs =
                    Tensor.arange(2 * 2 * 64 * 64)
                            .remainder(2)
                            .mul(2)
                            .sub(1)
                            .to(DType.FLOAT32)
                            .reshape(2, 2, 64, 64)
                            .contiguous(MemoryFormat.CHANNELS_LAST);
            Tensor out = norm.forwardRelu(signs.add(10_000));
            double[] expected = signs.clamp(0.0, 1.0).contiguous().toDoubleArray();
            assertThat(out.contiguous().toDoubleArray()).containsExactly(expected, within(2e-3));
        }
    }

    @Test
    void whatIsNotANumberStaysNotANumber() {
        try (Scope _ = Scope.open();
                BatchNorm2d norm = BatchNorm2d.of(2)) {
            Tensor x = images(Shape.of(2, 2, 3, 3), 1, 0);
            x.narrow(0, 0, 1).narrow(1, 1, 1).fill_(Double.NaN);
            Tensor out = norm.forwardRelu(x);
            assertThat(out.narrow(1, 0, 1).isnan().any().itemBoolean()).isFalse();
            assertThat(out.narrow(1, 1, 1).isnan().all().itemBoolean()).isTrue();
        }
    }

    @Test
    void gradientsCanBeDifferentiatedAgain() {
        Shape shape = Shape.of(3, 4, 3, 3);
        List<double[]> found = new ArrayList<>();
        for (DType dtype : List.of(DType.FLOAT32, DType.FLOAT64)) {
            try (Scope _ = Scope.open();
                    BatchNorm2d norm = BatchNorm2d.of(4)) {
                norm.to(dtype);
                Tensor x = images(shape, 1, 1).to(dtype).requiresGrad_(true);
                Tensor weights = images(shape, 3, 0).to(dtype);
                Tensor loss = norm.forwardRelu(x).mul(weights).sum();
                Tensor first =
                        Autograd.grad(
                                        List.of(loss),
                                        List.of(x),
                                        List.of(),
                                        GradOptions.CREATE_GRAPH)
                                .getFirst();
                first.mul(first).sum().backward();
                found.add(x.grad().to(DType.FLOAT64).contiguous().toDoubleArray());
            }
        }
        assertThat(found.get(0)).containsExactly(found.get(1), within(5e-3));
    }

    @Test
    void evaluationTakesTheRunningValues() {
        try (Scope _ = Scope.open();
                BatchNorm2d norm = BatchNorm2d.of(3)) {
            norm.eval();
            Tensor x = images(Shape.of(2, 3, 4, 4), 1, 1);
            assertThat(norm.forwardRelu(x, x).toFloatArray())
                    .isEqualTo(norm.forward(x).add(x).relu().toFloatArray());
        }
    }

    @Test
    void oneValuePerChannelAndOtherShapesAreNamed() {
        try (Scope _ = Scope.open();
                BatchNorm2d norm = BatchNorm2d.of(3)) {
            assertThatThrownBy(() -> norm.forwardRelu(Tensor.ones(Shape.of(1, 3, 1, 1))))
                    .hasMessageContaining("one value per channel");
            assertThatThrownBy(() -> norm.forwardRelu(Tensor.ones(Shape.of(2, 3))))
                    .hasMessageContaining("[N, C, H, W]");
            assertThatThrownBy(() -> norm.forwardRelu(Tensor.ones(Shape.of(2, 4, 2, 2))))
                    .hasMessageContaining("4");
        }
    }
}
