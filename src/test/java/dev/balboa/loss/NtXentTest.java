package dev.balboa.loss;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.balboa.autograd.Autocast;
import dev.balboa.tensor.DType;
import dev.balboa.tensor.Generator;
import dev.balboa.tensor.Random;
import dev.balboa.tensor.Shape;
import dev.balboa.tensor.Tensor;
import dev.balboa.testkit.GradCheck;
import dev.balboa.testkit.TensorAssert;
import java.util.Arrays;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/// Oracles: equation 1 of the paper as a loop in double precision, which shares neither the mask
/// nor the softmax with the loss; values known in closed form; the symmetries of the formula;
/// finite differences. A recording of PyTorch is in `LossGoldensTest`.
class NtXentTest {

    private static final int D = 5;

    private static Tensor random(long n, long seed) {
        try (Generator generator = Generator.of(seed)) {
            return Random.randn(Shape.of(n, D), generator).to(DType.FLOAT64);
        }
    }

    private static Tensor rows(double... values) {
        return Tensor.of(values, Shape.of(values.length / 2, 2));
    }

    /// The paper's formula, term by term.
    private static double slow(double[][] z, double temperature) {
        int count = z.length;
        double sum = 0;
        for (int i = 0; i < count; i++) {
            int partner = (i + count / 2) % count;
            double denominator = 0;
            for (int k = 0; k < count; k++) {
                if (k != i) {
                    denominator += Math.exp(cosine(z[i], z[k]) / temperature);
                }
            }
            sum -= Math.log(Math.exp(cosine(z[i], z[partner]) / temperature) / denominator);
        }
        return sum / count;
    }

    private static double cosine(double[] a, double[] b) {
        double dot = 0;
        double aa = 0;
        double bb = 0;
        for (int d = 0; d < a.length; d++) {
            dot += a[d] * b[d];
            aa += a[d] * a[d];
            bb += b[d] * b[d];
        }
        return dot / Math.sqrt(aa * bb);
    }

    private static double[][] table(Tensor z0, Tensor z1) {
        double[][] table = new double[(int) (2 * z0.size(0))][];
        int row = 0;
        for (Tensor z : new Tensor[] {z0, z1}) {
            double[] flat = z.toDoubleArray();
            for (int i = 0; i < flat.length; i += D) {
                table[row++] = Arrays.copyOfRange(flat, i, i + D);
            }
        }
        return table;
    }

    @ParameterizedTest
    @CsvSource({"2, 0.5", "7, 0.5", "7, 0.07", "16, 2", "3, 0.01"})
    void isThePapersFormula(int n, double temperature) {
        Tensor z0 = random(n, 1);
        Tensor z1 = random(n, 2);
        double expected = slow(table(z0, z1), temperature);
        NtXent loss = new NtXent(temperature);
        assertThat(loss.apply(z0, z1).item())
                .isCloseTo(expected, within(1e-12 * (1 + 1 / temperature)));
        Tensor single = loss.apply(z0.to(DType.FLOAT32), z1.to(DType.FLOAT32));
        TensorAssert.assertThat(single).hasDType(DType.FLOAT32).hasShape();
        assertThat(single.item()).isCloseTo(expected, within(1e-6 * (1 + 1 / temperature)));
    }

    @Test
    void defaultTemperatureIsLightlys() {
        assertThat(NtXent.defaults().temperature()).isEqualTo(0.5);
    }

    @Test
    void equalRowsGiveTheLogarithmOfTheNumberOfOthers() {
        Tensor z = Tensor.ones(Shape.of(6, D), DType.FLOAT64);
        assertThat(NtXent.defaults().apply(z, z).item()).isCloseTo(Math.log(11), within(1e-12));
    }

    @Test
    void aSinglePairHasNothingToBeToldFromAndIsRefused() {
        assertThatThrownBy(() -> NtXent.defaults().apply(rows(1, 2), rows(-3, 1)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("z0 [1, 2], z1 [1, 2] (expected: the same shape [N, D], N >= 2)");
    }

    @Test
    void doesNotDependOnThePositiveScaleOfARow() {
        Tensor z0 = random(4, 1);
        Tensor z1 = random(4, 2);
        Tensor scale = Tensor.of(new double[] {100, 0.01, 3, 1e-6}, Shape.of(4, 1));
        assertThat(NtXent.defaults().apply(z0.mul(scale), z1).item())
                .isCloseTo(NtXent.defaults().apply(z0, z1).item(), within(1e-12));
    }

    @Test
    void doesNotDependOnTheOrderOfPairsOrViews() {
        Tensor z0 = random(5, 1);
        Tensor z1 = random(5, 2);
        Tensor order = Tensor.of(3L, 0L, 4L, 1L, 2L);
        double expected = NtXent.defaults().apply(z0, z1).item();
        assertThat(
                        NtXent.defaults()
                                .apply(z0.indexSelect(0, order), z1.indexSelect(0, order))
                                .item())
                .isCloseTo(expected, within(1e-12));
        assertThat(NtXent.defaults().apply(z1, z0).item()).isCloseTo(expected, within(1e-12));
        // but on which rows are partners it does
        assertThat(NtXent.defaults().apply(z0, z1.indexSelect(0, order)).item())
                .isNotCloseTo(expected, within(1e-3));
    }

    @ParameterizedTest
    @ValueSource(doubles = {0.5, 0.1})
    void gradientsAgreeWithFiniteDifferencesTwice(double temperature) {
        GradCheck.checkTwice(
                in -> new NtXent(temperature).apply(in.get(0), in.get(1)),
                random(3, 1),
                random(3, 2));
    }

    /// At temperature 1e-4 the logits reach 1e4 and their exponentials overflow float64; here the
    /// partner is a right angle away and another image in the same place, so the loss is the gap.
    @ParameterizedTest
    @CsvSource({"1e-4", "1e-8"})
    void noExponentialOverflowsAtASmallTemperature(double temperature) {
        Tensor z0 = rows(1, 0, 1, 0).to(DType.FLOAT32).requiresGrad_(true);
        Tensor z1 = rows(0, 1, 0, 1).to(DType.FLOAT32).requiresGrad_(true);
        Tensor loss = new NtXent(temperature).apply(z0, z1);
        loss.backward();
        assertThat(loss.item() * temperature).isCloseTo(1, within(1e-6));
        assertThat(z0.grad().isfinite().all().itemBoolean()).isTrue();
        assertThat(z1.grad().isfinite().all().itemBoolean()).isTrue();
    }

    @Test
    void aZeroRowIsAtRightAnglesToAllAndHasAFiniteGradient() {
        Tensor z0 = rows(0, 0, 1, 0).requiresGrad_(true);
        Tensor z1 = rows(1, 0, 0, 1);
        Tensor loss = new NtXent(1).apply(z0, z1);
        loss.backward();
        // cosines by hand: rows z = (0,0) (1,0) (1,0) (0,1), partners 0-2 and 1-3
        double first = Math.log(3);
        double second = Math.log(1 + Math.E + 1);
        double third = Math.log(1 + Math.E + 1);
        double fourth = Math.log(3);
        assertThat(loss.item()).isCloseTo((first + second + third + fourth) / 4, within(1e-12));
        assertThat(z0.grad().isfinite().all().itemBoolean()).isTrue();
    }

    @Test
    void nanMakesTheLossNan() {
        assertThat(NtXent.defaults().apply(rows(1, 2, Double.NaN, 0), rows(1, 2, 3, 4)).item())
                .isNaN();
    }

    @ParameterizedTest
    @CsvSource({"FLOAT16, 4e-3", "BFLOAT16, 3e-2"})
    void smallTypesAreComputedInFloat32(DType dtype, double tolerance) {
        Tensor z0 = random(6, 1);
        Tensor z1 = random(6, 2);
        Tensor loss = NtXent.defaults().apply(z0.to(dtype), z1.to(dtype));
        TensorAssert.assertThat(loss).hasDType(DType.FLOAT32);
        // what is left is the rounding of the rows themselves
        assertThat(loss.item())
                .isCloseTo(NtXent.defaults().apply(z0, z1).item(), within(tolerance));
        Tensor zero = Tensor.zeros(Shape.of(2, D), dtype);
        assertThat(NtXent.defaults().apply(zero, zero).item()).isCloseTo(Math.log(3), within(1e-6));
    }

    @Test
    void autocastDoesNotReachTheSimilarities() {
        Tensor z0 = random(6, 1).to(DType.FLOAT32);
        Tensor z1 = random(6, 2).to(DType.FLOAT32);
        double expected = new NtXent(0.01).apply(z0, z1).item();
        Autocast.cpu(DType.BFLOAT16)
                .run(
                        () -> {
                            assertThat(z0.matmul(z1.t()).dtype()).isEqualTo(DType.BFLOAT16);
                            assertThat(new NtXent(0.01).apply(z0, z1).item()).isEqualTo(expected);
                            assertThat(z0.matmul(z1.t()).dtype()).isEqualTo(DType.BFLOAT16);
                        });
    }

    @Test
    void worksOnAVirtualThread() throws InterruptedException {
        double[] z = {1, 0, 0, 1};
        AtomicReference<Object> result = new AtomicReference<>();
        Thread.ofVirtual()
                .start(
                        () -> {
                            try (Tensor z0 = rows(z);
                                    Tensor loss = NtXent.defaults().apply(z0, z0)) {
                                result.set(loss.item());
                            } catch (RuntimeException e) {
                                result.set(e);
                            }
                        })
                .join();
        assertThat(result.get()).isEqualTo(NtXent.defaults().apply(rows(z), rows(z)).item());
    }

    @Test
    void accuracyIsTheShareOfRowsNearestToTheirPartner() {
        Tensor z0 = rows(1, 0, 0, 1);
        assertThat(NtXent.accuracy(z0, rows(1, 0.1, 0.1, 1)).item()).isEqualTo(1);
        assertThat(NtXent.accuracy(z0, rows(0, 1, 1, 0)).item()).isZero();
        // at 0 and 90 | 5.7 and 11.3 degrees: the first and the second are nearest to their
        // partners, the third (5.6 from the fourth) and the fourth are nearest to each other
        assertThat(NtXent.accuracy(z0, rows(1, 0.1, 1, 0.2)).item()).isEqualTo(0.5);
    }

    @Test
    void accuracyOfCollapsedRowsIsZeroAndOfOnePairOne() {
        Tensor equal = rows(1, 0, 1, 0, 1, 0);
        assertThat(NtXent.accuracy(equal, equal).item()).isZero();
        assertThat(NtXent.accuracy(rows(1, 0), rows(-1, 0)).item()).isEqualTo(1);
    }

    @Test
    void accuracyAgreesWithASearchRowByRow() {
        Tensor z0 = random(20, 1);
        Tensor z1 = z0.add(random(20, 2).mul(0.7));
        double[][] z = table(z0, z1);
        int right = 0;
        for (int i = 0; i < z.length; i++) {
            int best = -1;
            for (int k = 0; k < z.length; k++) {
                if (k != i && (best < 0 || cosine(z[i], z[k]) > cosine(z[i], z[best]))) {
                    best = k;
                }
            }
            right += best == (i + 20) % 40 ? 1 : 0;
        }
        assertThat(right).isBetween(5, 35);
        assertThat(NtXent.accuracy(z0, z1).item()).isCloseTo(right / 40.0, within(1e-12));
    }

    @Test
    void accuracyTakesNoPartInDifferentiation() {
        Tensor z0 = random(3, 1).requiresGrad_(true);
        assertThat(NtXent.accuracy(z0, random(3, 2)).requiresGrad()).isFalse();
    }

    @Test
    void shapesThatDoNotFitAreNamed() {
        assertThatThrownBy(() -> NtXent.defaults().apply(rows(1, 2), rows(1, 2, 3, 4)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("z0 [1, 2], z1 [2, 2] (expected: the same shape [N, D], N >= 2)");
        Tensor flat = Tensor.of(1.0, 2.0);
        assertThatThrownBy(() -> NtXent.defaults().apply(flat, flat))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageStartingWith("z0 [2], z1 [2]");
        Tensor empty = Tensor.zeros(Shape.of(0, 2));
        assertThatThrownBy(() -> NtXent.defaults().apply(empty, empty))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageStartingWith("z0 [0, 2], z1 [0, 2]");
        assertThatThrownBy(() -> NtXent.accuracy(flat, flat))
                .isInstanceOf(IllegalArgumentException.class);
    }

    @ParameterizedTest
    @ValueSource(doubles = {0, -0.5, 1e-9, Double.NaN, Double.POSITIVE_INFINITY})
    void temperaturesOutOfRangeAreRefused(double temperature) {
        assertThatThrownBy(() -> new NtXent(temperature))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage(
                        "temperature: "
                                + temperature
                                + " (expected: >= 1.0E-8, usually 0.07 to 0.5)");
    }
}
