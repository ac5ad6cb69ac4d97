package dev.balboa.loss;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import dev.balboa.tensor.DType;
import dev.balboa.tensor.Shape;
import dev.balboa.tensor.Tensor;
import dev.balboa.testkit.GradCheck;
import dev.balboa.testkit.Goldens;
import java.util.Locale;
import java.util.Optional;
import java.util.function.IntToDoubleFunction;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/// The losses of `torch.nn`. Oracle: PyTorch's values and gradients (`loss_goldens.py`, whose
/// formulas for the inputs are repeated here), and finite differences for what is composed of
/// several operators.
class LossGoldenTest {

    private static final double[] WEIGHTS = {0.5, 1, 1.5, 2, 2.5};

    static Stream<Arguments> cases() {
        return Stream.of(
                        "mse",
                        "l1",
                        "smooth l1",
                        "huber",
                        "bce",
                        "bce logits",
                        "kl",
                        "kl log",
                        "cross entropy",
                        "cross entropy options",
                        "cosine embedding",
                        "triplet",
                        "triplet swap")
                .flatMap(
                        name ->
                                Stream.of(Reduction.NONE, Reduction.MEAN, Reduction.SUM)
                                        .flatMap(
                                                r ->
                                                        Stream.of(DType.FLOAT64, DType.FLOAT32)
                                                                .map(
                                                                        d ->
                                                                                Arguments.of(
                                                                                        name, r,
                                                                                        d))));
    }

    @ParameterizedTest
    @MethodSource("cases")
    void valuesAndGradientsAreThoseOfPyTorch(String name, Reduction reduction, DType dtype) {
        String key = "%s %s, %s".formatted(name, reduction.name().toLowerCase(Locale.ROOT), dtype);
        check(Goldens.json("losses.json").get(key), name, reduction, dtype);
    }

    @Test
    void theMeanOverTheBatchIsPyTorchs() {
        JsonNode golden = Goldens.json("losses.json").get("kl batch mean, float64");
        check(golden, "kl", Reduction.BATCH_MEAN, DType.FLOAT64);
    }

    private static void check(JsonNode golden, String name, Reduction reduction, DType dtype) {
        double tolerance = dtype == DType.FLOAT64 ? 1e-12 : 3e-6;
        Tensor first = first(name, dtype).detach().requiresGrad_(true);
        Tensor value = apply(name, reduction, first, dtype);
        value.sum().backward();
        assertThat(doubles(value)).containsExactly(doubles(golden.get("value")), within(tolerance));
        assertThat(doubles(first.grad()))
                .containsExactly(doubles(golden.get("grad")), within(tolerance));
    }

    private static Tensor first(String name, DType dtype) {
        return switch (name) {
            case "bce" -> x(dtype).sigmoid();
            case "kl", "kl log" -> x(dtype).logSoftmax(1);
            default -> x(dtype);
        };
    }

    private static Tensor apply(String name, Reduction reduction, Tensor first, DType dtype) {
        Tensor y = y(dtype);
        Tensor weights = Tensor.of(WEIGHTS).to(dtype);
        return switch (name) {
            case "mse" -> new MeanSquaredError(reduction).apply(first, y);
            case "l1" -> new L1(reduction).apply(first, y);
            case "smooth l1" -> new SmoothL1(0.4, reduction).apply(first, y);
            case "huber" -> new Huber(0.4, reduction).apply(first, y);
            case "bce" -> new BinaryCrossEntropy(reduction).apply(first, y.sigmoid());
            case "bce logits" ->
                    new BinaryCrossEntropyWithLogits(Optional.of(weights), reduction)
                            .apply(first, y.sigmoid());
            case "kl" -> new KlDivergence(false, reduction).apply(first, y.softmax(1));
            case "kl log" -> new KlDivergence(true, reduction).apply(first, y.softmax(1).log());
            case "cross entropy" ->
                    new CrossEntropy(0, -100, Optional.empty(), reduction)
                            .apply(first, Tensor.of(3L, 0, -100, 4));
            case "cross entropy options" ->
                    new CrossEntropy(0.1, 0, Optional.of(weights), reduction)
                            .apply(first, Tensor.of(3L, 0, 1, 4));
            case "cosine embedding" ->
                    new CosineEmbedding(-0.2, reduction)
                            .apply(first, y, Tensor.of(1.0, -1, 1, -1).to(dtype));
            case "triplet" -> new TripletMargin(1, 2, false, reduction).apply(first, y, z(dtype));
            case "triplet swap" ->
                    new TripletMargin(2, 3, true, reduction).apply(first, y, z(dtype));
            default -> throw new IllegalArgumentException(name);
        };
    }

    @Test
    void composedGradientsAgreeWithFiniteDifferences() {
        Tensor x = x(DType.FLOAT64);
        Tensor y = y(DType.FLOAT64);
        GradCheck.check(
                in ->
                        new CosineEmbedding(0.1, Reduction.MEAN)
                                .apply(in.get(0), in.get(1), Tensor.of(1.0, -1, 1, -1)),
                x,
                y);
        GradCheck.check(
                in -> TripletMargin.defaults().apply(in.get(0), in.get(1), in.get(2)),
                x,
                y,
                z(DType.FLOAT64));
    }

    @Test
    void aClassOutOfRangeIsNamedBeforeTheOperatorSeesIt() {
        Tensor logits = x(DType.FLOAT32);
        for (long wrong : new long[] {5, -1, Long.MAX_VALUE}) {
            Tensor target = Tensor.of(3L, wrong, -100, 4);
            assertThatThrownBy(() -> CrossEntropy.defaults().apply(logits, target))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessage(
                            "target: class %d (expected: 0 to 4, or -100 to be ignored)"
                                    .formatted(wrong));
        }
    }

    @Test
    void shapesThatDoNotFitAreNamed() {
        Tensor x = x(DType.FLOAT32);
        Tensor row = Tensor.zeros(Shape.of(5));
        assertThatThrownBy(() -> MeanSquaredError.defaults().apply(x, row))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("input [4, 5], target [5] (expected: the same shape)");
        assertThatThrownBy(() -> CrossEntropy.defaults().apply(x, x))
                .hasMessage("input [4, 5], target [4, 5] (expected: [N, C, …] and [N, …])");
        assertThatThrownBy(
                        () ->
                                new CrossEntropy(
                                                0,
                                                -100,
                                                Optional.of(Tensor.ones(Shape.of(4))),
                                                Reduction.MEAN)
                                        .apply(x, Tensor.of(1L, 2, 3, 4)))
                .hasMessage("weights: [4] (expected: [5], one per class)");
        assertThatThrownBy(() -> TripletMargin.defaults().apply(row, row, row))
                .hasMessage("anchor: [5] (expected: [N, D])");
        assertThatThrownBy(() -> CosineEmbedding.defaults().apply(x, x, row))
                .hasMessage("x1 [4, 5], target [5] (expected: [N, D] and [N])");
    }

    @Test
    void settingsOutOfRangeAreNamed() {
        assertThatThrownBy(() -> CrossEntropy.defaults().withLabelSmoothing(1.5))
                .hasMessage("labelSmoothing: 1.5 (expected: within [0, 1])");
        assertThatThrownBy(() -> new SmoothL1(-1, Reduction.MEAN))
                .hasMessage("beta: -1.0 (expected: >= 0)");
        assertThatThrownBy(() -> new Huber(0, Reduction.MEAN))
                .hasMessage("delta: 0.0 (expected: > 0)");
        assertThatThrownBy(() -> new TripletMargin(0, 2, false, Reduction.MEAN))
                .hasMessage("margin: 0.0 (expected: > 0)");
        assertThatThrownBy(() -> new CosineEmbedding(2, Reduction.MEAN))
                .hasMessage("margin: 2.0 (expected: within [-1, 1])");
    }

    private static Tensor x(DType dtype) {
        return formula(i -> Math.sin(0.7 * i + 1), dtype);
    }

    private static Tensor y(DType dtype) {
        return formula(i -> Math.cos(1.1 * i), dtype);
    }

    private static Tensor z(DType dtype) {
        return formula(i -> Math.sin(0.3 * i + 2), dtype);
    }

    private static Tensor formula(IntToDoubleFunction element, DType dtype) {
        double[] values = IntStream.range(0, 20).mapToDouble(element::applyAsDouble).toArray();
        return Tensor.of(values, Shape.of(4, 5)).to(dtype);
    }

    private static double[] doubles(Tensor tensor) {
        return tensor.detach().to(DType.FLOAT64).flatten(0, -1).toDoubleArray();
    }

    private static double[] doubles(JsonNode list) {
        double[] values = new double[list.size()];
        for (int i = 0; i < values.length; i++) {
            values[i] = list.get(i).doubleValue();
        }
        return values;
    }
}
