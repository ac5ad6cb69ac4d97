package dev.balboa.eval;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import dev.balboa.tensor.DType;
import dev.balboa.tensor.Generator;
import dev.balboa.tensor.Random;
import dev.balboa.tensor.Shape;
import dev.balboa.tensor.Tensor;
import dev.balboa.testkit.Goldens;
import dev.balboa.testkit.TensorAssert;
import java.util.List;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// Oracle: the optimum that Newton's method found in NumPy (`probe_goldens.py`); the problem is
/// convex and so has one. Besides: the gradient as a slow loop, a closed form, and invariances.
class LogisticRegressionTest {

    private static final LogisticRegression EXACT =
            LogisticRegression.standard().withTolerance(1e-10);

    static Stream<JsonNode> cases() {
        return StreamSupport.stream(Goldens.json("logistic_regression.json").spliterator(), false);
    }

    /// The rows and classes that `probe_goldens.py` describes.
    static Features problem(int rows, int width, int classes) {
        double[] values = new double[rows * width];
        long[] labels = new long[rows];
        for (int i = 0; i < rows; i++) {
            labels[i] = (i * i + i / 7) % classes;
            for (int d = 0; d < width; d++) {
                values[i * width + d] =
                        Math.sin(0.7 * (i + 1) * (d + 1) + d) * (d + 1)
                                + 3 * d
                                + 0.8 * Math.cos(labels[i] + d);
            }
        }
        return new Features(Tensor.of(values, Shape.of(rows, width)), labels);
    }

    static double[] doubles(JsonNode array) {
        return StreamSupport.stream(array.spliterator(), false)
                .flatMap(
                        n ->
                                n.isArray()
                                        ? StreamSupport.stream(n.spliterator(), false)
                                        : Stream.of(n))
                .mapToDouble(JsonNode::doubleValue)
                .toArray();
    }

    @ParameterizedTest
    @MethodSource("cases")
    void findsTheOptimum(JsonNode golden) {
        int classes = golden.get("classes").intValue();
        Features train =
                problem(golden.get("rows").intValue(), golden.get("width").intValue(), classes);
        LogisticRegression.Fit fit =
                EXACT.withC(golden.get("c").doubleValue())
                        .withStandardize(golden.get("standardize").booleanValue())
                        .fit(train, classes);
        assertThat(fit.converged()).isTrue();
        assertThat(fit.loss()).isCloseTo(golden.get("loss").doubleValue(), within(1e-14));
        TensorAssert.assertThat(fit.classifier().weight())
                .isCloseTo(doubles(golden.get("weight")), 1e-7, 1e-7);
        TensorAssert.assertThat(fit.classifier().bias())
                .isCloseTo(doubles(golden.get("bias")), 1e-7, 1e-7);
    }

    @ParameterizedTest
    @MethodSource("cases")
    void theStandardToleranceIsCloseEnough(JsonNode golden) {
        int classes = golden.get("classes").intValue();
        Features train =
                problem(golden.get("rows").intValue(), golden.get("width").intValue(), classes);
        LogisticRegression.Fit fit =
                LogisticRegression.standard()
                        .withC(golden.get("c").doubleValue())
                        .withStandardize(golden.get("standardize").booleanValue())
                        .fit(train, classes);
        assertThat(fit.converged()).isTrue();
        assertThat(fit.loss()).isCloseTo(golden.get("loss").doubleValue(), within(1e-8));
    }

    /// The gradient at any place against central differences of a double loop over the formula.
    @Test
    void theGradientIsThatOfTheFormula() {
        Features train = problem(20, 3, 4);
        double c = 0.7;
        CrossEntropy objective = CrossEntropy.of(train.values(), train.labels(), 4, c);
        double[] at = new double[16];
        for (int i = 0; i < at.length; i++) {
            at[i] = Math.sin(i + 1) / 3;
        }
        Lbfgs.Evaluation there = objective.at(Tensor.of(at));
        assertThat(there.value()).isCloseTo(slow(train, at, 4, c), within(1e-13));
        double[] gradient = there.gradient().toDoubleArray();
        for (int i = 0; i < at.length; i++) {
            double[] up = at.clone();
            double[] down = at.clone();
            up[i] += 1e-5;
            down[i] -= 1e-5;
            double difference = (slow(train, up, 4, c) - slow(train, down, 4, c)) / 2e-5;
            assertThat(gradient[i]).isCloseTo(difference, within(1e-8));
        }
    }

    private static double slow(Features train, double[] at, int classes, double c) {
        int width = (int) train.values().size(1);
        double[] x = train.values().toDoubleArray();
        double sum = 0;
        for (int i = 0; i < train.labels().length; i++) {
            double all = 0;
            double right = 0;
            for (int k = 0; k < classes; k++) {
                double logit = at[classes * width + k];
                for (int d = 0; d < width; d++) {
                    logit += at[k * width + d] * x[i * width + d];
                }
                all += Math.exp(logit);
                right = k == train.labels()[i] ? logit : right;
            }
            sum += Math.log(all) - right;
        }
        double squares = 0;
        for (int i = 0; i < classes * width; i++) {
            squares += at[i] * at[i];
        }
        int rows = train.labels().length;
        return sum / rows + squares / (2 * c * rows);
    }

    /// Without information in the features, the bias alone gives the frequencies of the classes.
    @Test
    void constantFeaturesGiveTheLogOfTheFrequencies() {
        Features train =
                new Features(Tensor.full(Shape.of(6, 2), 0.1), new long[] {0, 0, 0, 1, 1, 2});
        LinearClassifier learned = EXACT.fit(train, 3).classifier();
        double[] logits = learned.logits(train.values()).toDoubleArray();
        assertThat(logits[0] - logits[1]).isCloseTo(Math.log(3.0 / 2), within(1e-7));
        assertThat(logits[0] - logits[2]).isCloseTo(Math.log(3), within(1e-7));
        TensorAssert.assertThat(learned.weight()).hasValues(new double[6]);
    }

    /// More rows than one block of logits holds: every row twice is the same mean loss, and the
    /// same problem at half the `c`.
    @Test
    void rowsBeyondABlockCount() {
        Features once = problem(5000, 3, 4);
        Tensor values = Tensor.cat(List.of(once.values(), once.values()), 0);
        long[] labels = new long[10_000];
        System.arraycopy(once.labels(), 0, labels, 0, 5000);
        System.arraycopy(once.labels(), 0, labels, 5000, 5000);
        LogisticRegression.Fit one = EXACT.withC(1).fit(once, 4);
        LogisticRegression.Fit two = EXACT.withC(0.5).fit(new Features(values, labels), 4);
        assertThat(two.loss()).isCloseTo(one.loss(), within(1e-12));
        TensorAssert.assertThat(two.classifier().weight())
                .isCloseTo(one.classifier().weight(), 1e-6, 1e-7);
    }

    @Test
    void standardisedTheScaleOfAFeatureDoesNotMatter() {
        Features train = problem(60, 4, 3);
        Tensor factors = Tensor.of(1e-3, 7, 1, 1e4);
        Features scaled = new Features(train.values().mul(factors).add(5.0), train.labels());
        double[] plain = logits(EXACT, train);
        TensorAssert.assertThat(EXACT.fit(scaled, 3).classifier().logits(scaled.values()))
                .isCloseTo(plain, 1e-6, 1e-6);
        TensorAssert.assertThat(
                        EXACT.withStandardize(false)
                                .fit(train, 3)
                                .classifier()
                                .logits(train.values()))
                .satisfies(
                        t -> assertThat(t.toDoubleArray()[0]).isNotCloseTo(plain[0], within(1e-4)));
    }

    private static double[] logits(LogisticRegression probe, Features train) {
        return probe.fit(train, 3).classifier().logits(train.values()).toDoubleArray();
    }

    /// Strongly correlated features of scales from 0.01 to 1000, with the preconditioner and with
    /// the same objective stripped of it.
    @Test
    void badlyConditionedFeaturesTakeFewSteps() {
        try (Generator generator = Generator.of(4)) {
            Tensor scales = Tensor.of(0.01, 0.1, 1, 10, 100, 1000);
            Tensor common = Random.randn(Shape.of(500, 1), DType.FLOAT64, generator);
            Tensor own = Random.randn(Shape.of(500, 6), DType.FLOAT64, generator).mul(0.05);
            Tensor rows = own.add(common).mul(scales);
            CrossEntropy objective = CrossEntropy.of(rows, problem(500, 1, 5).labels(), 5, 10);
            Lbfgs settings = new Lbfgs(10, 3000, 1e-7);
            Lbfgs.Result with = settings.minimize(objective, objective.zeros());
            Lbfgs.Result without = settings.minimize(objective::at, objective.zeros());
            assertThat(with.converged()).isTrue();
            assertThat(with.iterations()).isLessThan(60).isLessThan(without.iterations() / 4);
            assertThat(with.value())
                    .isLessThanOrEqualTo(without.value())
                    .isCloseTo(without.value(), within(1e-3));
        }
    }

    /// At the bound of the Hessian, `P` undoes it: `P (½ ZᵀZ / N + penalty) g = g`.
    @Test
    void thePreconditionerIsTheInverseOfTheBound() {
        Features train = problem(30, 2, 3);
        CrossEntropy objective = CrossEntropy.of(train.values(), train.labels(), 3, 0.5);
        Tensor z =
                Tensor.cat(List.of(train.values(), Tensor.ones(Shape.of(30, 1), DType.FLOAT64)), 1);
        Tensor bound =
                z.t().matmul(z).mul(0.5 / 30).add(Tensor.eye(3).to(DType.FLOAT64).mul(1 / 15.0));
        Tensor g = Tensor.of(1.0, 2, 3, 4, 5, 6, -1, 2, -3); // weights of 3 classes, then biases
        Tensor perClass = Tensor.of(new double[] {1, 2, -1, 3, 4, 2, 5, 6, -3}, Shape.of(3, 3));
        double[] product = perClass.matmul(bound).toDoubleArray();
        Tensor flat =
                Tensor.of(
                        product[0],
                        product[1],
                        product[3],
                        product[4],
                        product[6],
                        product[7],
                        product[2],
                        product[5],
                        product[8]);
        TensorAssert.assertThat(objective.preconditioner().orElseThrow().apply(flat))
                .isCloseTo(g.toDoubleArray(), 1e-10, 1e-10);
    }

    @Test
    void aRepeatedFitIsTheSameToTheBit() {
        try (Generator generator = Generator.of(3)) {
            Tensor rows = Random.randn(Shape.of(500, 16), generator);
            Features train = new Features(rows, problem(500, 1, 5).labels());
            double[] first = EXACT.fit(train, 5).classifier().weight().toDoubleArray();
            double[] second = EXACT.fit(train, 5).classifier().weight().toDoubleArray();
            assertThat(second).isEqualTo(first);
        }
    }

    @Test
    void float32FeaturesAreLearnedOnInFloat64() {
        Features train = problem(60, 4, 3);
        Features single = new Features(train.values().to(DType.FLOAT32), train.labels());
        LogisticRegression.Fit fit = EXACT.fit(single, 3);
        assertThat(fit.classifier().weight().dtype()).isEqualTo(DType.FLOAT64);
        TensorAssert.assertThat(fit.classifier().weight())
                .isCloseTo(EXACT.fit(train, 3).classifier().weight(), 1e-4, 1e-5);
    }

    @Test
    void aFitThatIsCutShortSaysSo() {
        LogisticRegression.Fit fit =
                new LogisticRegression(1, true, 2, 1e-10).fit(problem(60, 4, 3), 3);
        assertThat(fit.iterations()).isEqualTo(2);
        assertThat(fit.converged()).isFalse();
    }

    @Test
    void whatCannotBeLearnedOnIsNamed() {
        Features none = new Features(Tensor.zeros(Shape.of(0, 2)), new long[0]);
        assertThatThrownBy(() -> EXACT.fit(none, 2))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("train: 0 rows (expected: at least 1)");
        Features unlabelled = new Features(Tensor.zeros(Shape.of(2, 2)), new long[] {0, -1});
        assertThatThrownBy(() -> EXACT.fit(unlabelled, 2))
                .hasMessage("train: row 1 has no label (expected: a class >= 0)");
        Features nan = new Features(Tensor.full(Shape.of(1, 2), Double.NaN), new long[1]);
        assertThatThrownBy(() -> EXACT.fit(nan, 2)).hasMessageContaining("train: 2 of 2 values");
        Features third = new Features(Tensor.zeros(Shape.of(1, 2)), new long[] {2});
        assertThatThrownBy(() -> EXACT.fit(third, 2))
                .hasMessage("classes: 2 (expected: >= 3, the largest label and one)");
    }

    @Test
    void settingsOutOfRangeAreNamed() {
        assertThatThrownBy(() -> EXACT.withC(0)).hasMessage("c: 0.0 (expected: > 0)");
        assertThatThrownBy(() -> new LogisticRegression(1, true, 0, 1))
                .hasMessage("maxIterations: 0 (expected: >= 1)");
        assertThatThrownBy(() -> EXACT.withTolerance(Double.NaN))
                .hasMessage("tolerance: NaN (expected: > 0)");
    }
}
