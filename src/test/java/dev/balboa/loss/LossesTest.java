package dev.balboa.loss;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.balboa.tensor.DType;
import dev.balboa.tensor.Reduction;
import dev.balboa.tensor.Shape;
import dev.balboa.tensor.Tensor;
import dev.balboa.testkit.GradCheck;
import dev.balboa.testkit.TensorAssert;
import java.util.List;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/// PyTorch's losses on values that can be worked out by hand, against finite differences, and on
/// bad input. Recorded values are in [LossGoldensTest].
class LossesTest {

    private static Tensor a() {
        return Tensor.of(new double[] {0.3, -1.2, 2, 0.7, -0.4, 0.9}, Shape.of(2, 3));
    }

    private static Tensor b() {
        return Tensor.of(new double[] {1.1, 0.2, -0.6, 1.5, 0.8, -2.1}, Shape.of(2, 3));
    }

    private static Tensor c() {
        return Tensor.of(new double[] {-0.7, 1.3, 0.1, 0.2, -1.6, 0.5}, Shape.of(2, 3));
    }

    private static void refused(ThrowingCallable call, String message) {
        assertThatThrownBy(call).isInstanceOf(IllegalArgumentException.class).hasMessage(message);
    }

    @ParameterizedTest
    @EnumSource(Reduction.class)
    void gradientsAgreeWithFiniteDifferences(Reduction r) {
        Tensor classes = Tensor.of(2L, 0L);
        CrossEntropyLoss entropy =
                new CrossEntropyLoss(List.of(0.5, 2.0, 1.0), CrossEntropyLoss.NO_INDEX, 0.1, r);
        GradCheck.check(in -> entropy.apply(in.get(0), classes), a());
        GradCheck.check(in -> entropy.apply(in.get(0), in.get(1)), a(), b().softmax(1));
        GradCheck.check(
                in -> new BceLoss(r).apply(in.get(0), in.get(1)), a().sigmoid(), b().sigmoid());
        GradCheck.check(
                in -> new BceWithLogitsLoss(List.of(2.0), r).apply(in.get(0), in.get(1)),
                a(),
                b().sigmoid());
        GradCheck.check(in -> new MseLoss(r).apply(in.get(0), in.get(1)), a(), b());
        GradCheck.check(in -> new L1Loss(r).apply(in.get(0), in.get(1)), a(), b());
        GradCheck.check(in -> new SmoothL1Loss(0.9, r).apply(in.get(0), in.get(1)), a(), b());
        GradCheck.check(in -> new HuberLoss(0.9, r).apply(in.get(0), in.get(1)), a(), b());
        GradCheck.check(
                in -> new KlDivLoss(false, r).apply(in.get(0), in.get(1)), a(), b().softmax(1));
        GradCheck.check(in -> new KlDivLoss(true, r).apply(in.get(0), in.get(1)), a(), b());
        Tensor sides = Tensor.of(1L, -1L);
        GradCheck.check(
                in -> new CosineEmbeddingLoss(-0.9, r).apply(in.get(0), in.get(1), sides),
                a(),
                b());
        GradCheck.check(
                in ->
                        new TripletMarginLoss(5, 2, 1e-6, true, r)
                                .apply(in.get(0), in.get(1), in.get(2)),
                a(),
                b(),
                c());
    }

    @Test
    void crossEntropyOfEqualLogitsIsTheLogarithmOfTheNumberOfClasses() {
        Tensor logits = Tensor.zeros(Shape.of(2, 4), DType.FLOAT64);
        assertThat(CrossEntropyLoss.defaults().apply(logits, Tensor.of(3L, 0L)).item())
                .isCloseTo(Math.log(4), within(1e-12));
    }

    /// With one logit of log 3 against two of 0 the classes have 3/5, 1/5 and 1/5.
    @Test
    void crossEntropyWeighsSmoothsAndIgnores() {
        Tensor logits =
                Tensor.of(new double[] {Math.log(3), 0, 0, Math.log(3), 0, 0}, Shape.of(2, 3));
        Tensor classes = Tensor.of(0L, 1L);
        double likely = Math.log(5.0 / 3);
        double unlikely = Math.log(5);
        CrossEntropyLoss loss = CrossEntropyLoss.defaults();
        assertThat(loss.withWeight(List.of(1.0, 3.0, 7.0)).apply(logits, classes).item())
                .isCloseTo((likely + 3 * unlikely) / 4, within(1e-12));
        assertThat(loss.withIgnoreIndex(1).apply(logits, classes).item())
                .isCloseTo(likely, within(1e-12));
        double spread = (likely + 2 * unlikely) / 3;
        TensorAssert.assertThat(
                        loss.withLabelSmoothing(0.3)
                                .withReduction(Reduction.NONE)
                                .apply(logits, classes))
                .isCloseTo(0.7 * likely + 0.3 * spread, 0.7 * unlikely + 0.3 * spread);
    }

    @Test
    void crossEntropyOfNothingIsNan() {
        Tensor ignored = Tensor.of(-100L, -100L);
        assertThat(CrossEntropyLoss.defaults().apply(a(), ignored).item()).isNaN();
        assertThat(
                        CrossEntropyLoss.defaults()
                                .apply(
                                        Tensor.zeros(Shape.of(0, 3)),
                                        Tensor.zeros(Shape.of(0), DType.INT64))
                                .item())
                .isNaN();
    }

    @ParameterizedTest
    @ValueSource(longs = {3, -1, -99, Long.MAX_VALUE, Long.MIN_VALUE})
    void aClassOutOfRangeIsNamed(long wrong) {
        refused(
                () -> CrossEntropyLoss.defaults().apply(a(), Tensor.of(0L, wrong)),
                "target: class "
                        + wrong
                        + " (expected: 0 to 2, since input has 3 classes, or the ignored -100)");
    }

    @Test
    void crossEntropyRefusesWhatDoesNotFit() {
        CrossEntropyLoss loss = CrossEntropyLoss.defaults();
        refused(
                () -> loss.apply(a(), Tensor.of(0L, 1L, 2L)),
                "input [2, 3], target [3] (expected: [N, C, ...] and classes [N, ...], [C] and a"
                        + " 0-d class, or probabilities of the input's shape; C >= 1)");
        refused(
                () -> loss.apply(a(), Tensor.of(0, 1)),
                "target: int32 (expected: int64 classes, or probabilities; convert with"
                        + " to(DType.INT64))");
        refused(
                () -> loss.apply(Tensor.of(1L, 2L), Tensor.of(0L)),
                "input: int64 (expected: a floating-point type; convert with"
                        + " to(DType.FLOAT32))");
        refused(
                () -> loss.withWeight(List.of(1.0)).apply(a(), Tensor.of(0L, 1L)),
                "weight: 1 weights (expected: 3, one for each class of input [2, 3])");
        refused(
                () -> loss.withIgnoreIndex(0).apply(a(), b()),
                "ignoreIndex: 0 (expected: negative, since the target is probabilities)");
        refused(
                () -> loss.apply(a(), Tensor.of(1.0, 0.0)),
                "target: float64 [2] (expected: int64 classes [2], converted with"
                        + " to(DType.INT64), or probabilities [2, 3])");
        refused(
                () -> loss.apply(a(), Tensor.of(1f, 0f).unsqueeze(1)),
                "target: float32 [2, 1] (expected: int64 classes [2], converted with"
                        + " to(DType.INT64), or probabilities [2, 3])");
        assertThatThrownBy(
                        () ->
                                loss.apply(
                                        Tensor.zeros(Shape.of(2, 0)),
                                        Tensor.zeros(Shape.of(2), DType.INT64)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageStartingWith("input [2, 0], target [2]");
    }

    @Test
    void bceWithLogitsIsBceOfTheLogisticFunctionAndDoesNotOverflow() {
        Tensor target = b().sigmoid();
        assertThat(BceWithLogitsLoss.defaults().apply(a(), target).item())
                .isCloseTo(BceLoss.defaults().apply(a().sigmoid(), target).item(), within(1e-12));
        Tensor far = Tensor.of(1000f, -1000f);
        TensorAssert.assertThat(
                        new BceWithLogitsLoss(List.of(), Reduction.NONE)
                                .apply(far, Tensor.of(0f, 1f)))
                .isCloseTo(1000, 1000);
    }

    @ParameterizedTest
    @ValueSource(doubles = {-0.1, 1.5, Double.POSITIVE_INFINITY})
    void bceRefusesWhatIsNoProbability(double wrong) {
        double least = Math.min(0.5, wrong);
        double most = Math.max(0.5, wrong);
        refused(
                () -> BceLoss.defaults().apply(Tensor.of(0.5, wrong), Tensor.of(0.0, 1.0)),
                "input: "
                        + least
                        + " to "
                        + most
                        + " (expected: within [0, 1]; for logits use BceWithLogitsLoss)");
    }

    @Test
    void bceRefusesNanAndTakesNothing() {
        assertThatThrownBy(
                        () ->
                                BceLoss.defaults()
                                        .apply(Tensor.of(0.5, Double.NaN), Tensor.of(0.0, 1.0)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageStartingWith("input: NaN to NaN");
        Tensor nothing = Tensor.zeros(Shape.of(0));
        assertThat(BceLoss.defaults().withReduction(Reduction.SUM).apply(nothing, nothing).item())
                .isZero();
    }

    @Test
    void positiveWeightsMustFitTheLastDimension() {
        BceWithLogitsLoss loss = BceWithLogitsLoss.defaults().withPosWeight(List.of(1.0, 2.0));
        refused(
                () -> loss.apply(a(), b().sigmoid()),
                "posWeight: 2 weights for input [2, 3] (expected: one, or one for each position of"
                        + " the last dimension)");
    }

    /// Differences 0, 1 and 3.
    @Test
    void elementwiseLossesFollowTheirFormulas() {
        Tensor x = Tensor.of(1.0, 1.0, 1.0);
        Tensor y = Tensor.of(1.0, 2.0, -2.0);
        assertThat(MseLoss.defaults().apply(x, y).item()).isCloseTo(10.0 / 3, within(1e-12));
        assertThat(L1Loss.defaults().apply(x, y).item()).isCloseTo(4.0 / 3, within(1e-12));
        TensorAssert.assertThat(new SmoothL1Loss(2, Reduction.NONE).apply(x, y))
                .isCloseTo(0, 0.25, 2);
        TensorAssert.assertThat(new HuberLoss(2, Reduction.NONE).apply(x, y)).isCloseTo(0, 0.5, 4);
        TensorAssert.assertThat(new SmoothL1Loss(0, Reduction.NONE).apply(x, y)).isCloseTo(0, 1, 3);
    }

    @Test
    void klDivergenceIsZeroOfEqualDistributionsAndTheSameFromLogarithms() {
        Tensor p = a().softmax(1);
        Tensor q = b().softmax(1);
        KlDivLoss loss = KlDivLoss.defaults().withReduction(Reduction.SUM);
        assertThat(loss.apply(p.log(), p).item()).isCloseTo(0, within(1e-12));
        double[] ps = p.toDoubleArray();
        double[] qs = q.toDoubleArray();
        double divergence = 0;
        for (int i = 0; i < ps.length; i++) {
            divergence += qs[i] * Math.log(qs[i] / ps[i]);
        }
        assertThat(loss.apply(p.log(), q).item()).isCloseTo(divergence, within(1e-12));
        assertThat(loss.withLogTarget(true).apply(p.log(), q.log()).item())
                .isCloseTo(divergence, within(1e-12));
    }

    /// The cosine of (3, 4) and (1, 0) is 0.6.
    @Test
    void cosineEmbeddingPullsAndPushes() {
        Tensor x1 = Tensor.of(new double[] {3, 4, 3, 4, 3, 4}, Shape.of(3, 2));
        Tensor x2 = Tensor.of(new double[] {1, 0, 1, 0, -1, 0}, Shape.of(3, 2));
        TensorAssert.assertThat(
                        new CosineEmbeddingLoss(0.25, Reduction.NONE)
                                .apply(x1, x2, Tensor.of(1L, -1L, -1L)))
                .isCloseTo(0.4, 0.35, 0);
    }

    /// From the anchor 5 to the positive and 1 to the negative.
    @Test
    void tripletMarginComparesDistances() {
        Tensor anchor = Tensor.of(new double[] {0, 0}, Shape.of(1, 2));
        Tensor positive = Tensor.of(new double[] {3, 4}, Shape.of(1, 2));
        Tensor negative = Tensor.of(new double[] {0, 1}, Shape.of(1, 2));
        TripletMarginLoss loss = new TripletMarginLoss(2, 2, 0, false, Reduction.MEAN);
        assertThat(loss.apply(anchor, positive, negative).item()).isCloseTo(6, within(1e-12));
        assertThat(loss.apply(anchor, negative, positive).item()).isZero();
        // the negative at (3, 4.5) is 5.41 from the anchor, but 0.5 from the positive
        Tensor near = Tensor.of(new double[] {3, 4.5}, Shape.of(1, 2));
        assertThat(loss.withSwap(true).apply(anchor, positive, near).item())
                .isCloseTo(5 - 0.5 + 2, within(1e-12));
    }

    @Test
    void shapesAndTypesThatDifferAreNamed() {
        Tensor row = Tensor.of(1.0, 2.0, 3.0);
        String message =
                "input [2, 3], target [3] (expected: the same shape; expand the smaller one)";
        refused(() -> MseLoss.defaults().apply(a(), row), message);
        refused(() -> L1Loss.defaults().apply(a(), row), message);
        refused(() -> SmoothL1Loss.defaults().apply(a(), row), message);
        refused(() -> HuberLoss.defaults().apply(a(), row), message);
        refused(() -> KlDivLoss.defaults().apply(a(), row), message);
        refused(() -> BceLoss.defaults().apply(a().sigmoid(), row), message);
        refused(() -> BceWithLogitsLoss.defaults().apply(a(), row), message);
        refused(
                () -> TripletMarginLoss.defaults().apply(a(), b(), row),
                "anchor [2, 3], negative [3] (expected: the same shape; expand the smaller one)");
        refused(
                () -> MseLoss.defaults().apply(a(), Tensor.zeros(Shape.of(2, 3), DType.INT64)),
                "target: int64 (expected: a floating-point type; convert with"
                        + " to(DType.FLOAT32))");
        Tensor cube = Tensor.zeros(Shape.of(1, 2, 3));
        refused(
                () -> TripletMarginLoss.defaults().apply(cube, cube, cube),
                "anchor: [1, 2, 3] (expected: [N, D] or [D])");
    }

    @Test
    void cosineEmbeddingRefusesOtherTargets() {
        CosineEmbeddingLoss loss = CosineEmbeddingLoss.defaults();
        refused(
                () -> loss.apply(a(), b(), Tensor.of(1L, 0L)),
                "target: a value other than 1 and -1 (expected: 1 for rows that belong together,"
                        + " -1 for others)");
        refused(
                () -> loss.apply(a(), b(), Tensor.of(1L)),
                "x1 [2, 3], target [1] (expected: [N, D] and [N], or [D] and 0-d)");
    }

    @Test
    void settingsOutOfRangeAreRefused() {
        refused(() -> HuberLoss.defaults().withDelta(0), "delta: 0.0 (expected: > 0)");
        refused(() -> SmoothL1Loss.defaults().withBeta(-1), "beta: -1.0 (expected: >= 0)");
        refused(
                () -> CosineEmbeddingLoss.defaults().withMargin(2),
                "margin: 2.0 (expected: within [-1.0, 1.0])");
        refused(() -> TripletMarginLoss.defaults().withMargin(0), "margin: 0.0 (expected: > 0)");
        refused(() -> TripletMarginLoss.defaults().withP(Double.NaN), "p: NaN (expected: > 0)");
        refused(() -> TripletMarginLoss.defaults().withEps(-1), "eps: -1.0 (expected: >= 0)");
        refused(
                () -> CrossEntropyLoss.defaults().withLabelSmoothing(1.5),
                "labelSmoothing: 1.5 (expected: within [0.0, 1.0])");
        refused(
                () -> CrossEntropyLoss.defaults().withWeight(List.of(1.0, -2.0)),
                "weight: [1.0, -2.0] (expected: finite values >= 0)");
        assertThatThrownBy(() -> new MseLoss(null))
                .isInstanceOf(NullPointerException.class)
                .hasMessage("reduction");
    }
}
