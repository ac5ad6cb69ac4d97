package dev.balboa.loss;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.balboa.autograd.Autograd;
import dev.balboa.tensor.DType;
import dev.balboa.tensor.Functional;
import dev.balboa.tensor.Generator;
import dev.balboa.tensor.Operator;
import dev.balboa.tensor.Random;
import dev.balboa.tensor.Shape;
import dev.balboa.tensor.Tensor;
import dev.balboa.tensor.Threads;
import dev.balboa.testkit.GradCheck;
import java.util.Arrays;
import java.util.List;
import java.util.function.Function;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/// `balboa::unit_rows` and `balboa::partner_products`. Oracles: PyTorch's `normalize`, products and
/// sums by libtorch's operators, both with autograd's gradients; finite differences.
class RowOperatorsTest {

    private static final double LEAST = 1e-12;

    private static Tensor random(DType type, int seed, long... shape) {
        try (Generator generator = Generator.of(seed)) {
            return Random.randn(Shape.of(shape), generator).to(type);
        }
    }

    private static Tensor unit(List<Tensor> in) {
        return Operator.of("balboa::unit_rows")
                .call(in.get(0), in.size() > 1 ? in.get(1) : null, LEAST);
    }

    private static Tensor normalize(List<Tensor> in) {
        return Functional.normalize(Tensor.cat(in, 0), 2, 1, LEAST);
    }

    private static Tensor partners(List<Tensor> in, long partner) {
        return Operator.of("balboa::partner_products")
                .call(in.get(0), in.size() > 1 ? in.get(1) : null, partner);
    }

    private static Tensor products(List<Tensor> in, long partner) {
        Tensor rows = in.get(0);
        long count = rows.size(0) - partner;
        Tensor weighted = in.size() > 1 ? rows.mul(in.get(1)) : rows;
        return weighted.narrow(0, 0, count).mul(rows.narrow(0, partner, count)).sum(false, 1);
    }

    /// The result and the gradients of a sum with weights that differ.
    private static List<double[]> results(Function<List<Tensor>, Tensor> f, List<Tensor> inputs) {
        List<Tensor> leaves = inputs.stream().map(t -> t.detach().requiresGrad_(true)).toList();
        Tensor result = f.apply(leaves);
        Tensor weights = random(result.dtype(), 9, result.shape().toArray());
        List<Tensor> gradients = Autograd.grad(result.mul(weights).sum(), leaves);
        return Stream.concat(Stream.of(result.detach()), gradients.stream())
                .map(t -> t.to(DType.FLOAT64).reshape(-1).toDoubleArray())
                .toList();
    }

    private static void requireAlike(
            Function<List<Tensor>, Tensor> ours,
            Function<List<Tensor>, Tensor> operators,
            List<Tensor> exact) {
        List<double[]> expected = results(operators, exact);
        List<double[]> found = results(ours, exact);
        List<double[]> rounded =
                results(ours, exact.stream().map(t -> t.to(DType.FLOAT32)).toList());
        for (int i = 0; i < expected.size(); i++) {
            double most = Arrays.stream(expected.get(i)).map(Math::abs).max().orElse(0);
            assertThat(found.get(i)).containsExactly(expected.get(i), within(1e-13 * (1 + most)));
            assertThat(rounded.get(i)).containsExactly(expected.get(i), within(2e-6 * (1 + most)));
        }
    }

    // none, one, what fills no vector, what several threads take
    @ParameterizedTest
    @CsvSource({"0, 3", "1, 1", "5, 0", "2, 17", "33, 128", "700, 65"})
    void unitRowsAreThoseOfNormalize(int rows, int width) {
        requireAlike(
                RowOperatorsTest::unit,
                RowOperatorsTest::normalize,
                List.of(random(DType.FLOAT64, 1, rows, width).mul(3)));
        requireAlike(
                RowOperatorsTest::unit,
                RowOperatorsTest::normalize,
                List.of(
                        random(DType.FLOAT64, 1, rows, width).mul(3),
                        random(DType.FLOAT64, 2, 7, width)));
    }

    @Test
    void aPartThatWantsNoGradientHasNone() {
        Tensor rows = random(DType.FLOAT64, 1, 3, 4).requiresGrad_(true);
        Tensor below = random(DType.FLOAT64, 2, 5, 4);
        unit(List.of(below, rows)).select(0, 5).sum().backward();
        Tensor expected = random(DType.FLOAT64, 1, 3, 4).requiresGrad_(true);
        normalize(List.of(below, expected)).select(0, 5).sum().backward();
        assertThat(rows.grad().reshape(-1).toDoubleArray())
                .containsExactly(expected.grad().reshape(-1).toDoubleArray(), within(1e-13));
    }

    @Test
    void unitRowsHaveTheGradientsOfFiniteDifferencesTwice() {
        GradCheck.checkTwice(RowOperatorsTest::unit, random(DType.FLOAT64, 2, 4, 3));
        GradCheck.checkTwice(
                RowOperatorsTest::unit,
                random(DType.FLOAT64, 2, 2, 3),
                random(DType.FLOAT64, 3, 1, 3));
    }

    /// A row of zeros stays one and is divided by the least norm in backward, as PyTorch does;
    /// what is no number goes where it goes there.
    @ParameterizedTest
    @ValueSource(
            doubles = {0, 1e-14, Double.NaN, Double.POSITIVE_INFINITY, Double.NEGATIVE_INFINITY})
    void aRowThatHasNoDirectionIsAsInNormalize(double value) {
        Tensor rows = random(DType.FLOAT64, 3, 3, 20);
        if (Math.abs(value) < 1) rows.select(0, 1).fill_(value);
        rows.select(0, 1).narrow(0, 4, 1).fill_(value);
        List<double[]> found = results(RowOperatorsTest::unit, List.of(rows));
        List<double[]> expected = results(RowOperatorsTest::normalize, List.of(rows));
        for (int i = 0; i < 2; i++) {
            for (int j = 0; j < rows.numel(); j++) {
                double theirs = expected.get(i)[j];
                double ours = found.get(i)[j];
                double size = Double.isFinite(theirs) ? Math.max(1, Math.abs(theirs)) : 1;
                assertThat(ours)
                        .as("result %d [%d]", i, j)
                        .matches(
                                v ->
                                        v == theirs
                                                || Double.isNaN(v) && Double.isNaN(theirs)
                                                || Math.abs(v - theirs) < 1e-12 * size);
            }
        }
    }

    // each with itself, neighbours, the two views, the last two, none
    @ParameterizedTest
    @CsvSource({
        "6, 5, 0",
        "6, 5, 1",
        "6, 5, 3",
        "6, 5, 5",
        "6, 5, 6",
        "1, 3, 0",
        "0, 3, 0",
        "4, 0, 2",
        "700, 65, 350",
        "900, 3, 300"
    })
    void partnerProductsAreThoseOfOperators(int rows, int width, int partner) {
        Tensor z = random(DType.FLOAT64, 4, rows, width);
        Tensor metric = random(DType.FLOAT64, 5, width);
        requireAlike(in -> partners(in, partner), in -> products(in, partner), List.of(z));
        requireAlike(in -> partners(in, partner), in -> products(in, partner), List.of(z, metric));
    }

    @Test
    void partnerProductsHaveTheGradientsOfFiniteDifferencesTwice() {
        Tensor z = random(DType.FLOAT64, 6, 5, 3);
        GradCheck.checkTwice(in -> partners(in, 2), z);
        GradCheck.checkTwice(in -> partners(in, 0), z, random(DType.FLOAT64, 7, 3));
    }

    @Test
    void aRowThatIsNoNumberReachesItsPartnerOnly() {
        Tensor rows = random(DType.FLOAT32, 8, 4, 20);
        rows.select(0, 1).narrow(0, 3, 1).fill_(Double.NaN);
        double[] products = partners(List.of(rows), 2).to(DType.FLOAT64).toDoubleArray();
        assertThat(products[1]).isNaN();
        assertThat(products[0]).isFinite();

        Tensor infinite = random(DType.FLOAT64, 8, 4, 20);
        infinite.select(0, 1).narrow(0, 3, 1).fill_(Double.POSITIVE_INFINITY);
        double[] gradient = results(in -> partners(in, 2), List.of(infinite)).getLast();
        double[] operators = results(in -> products(in, 2), List.of(infinite)).getLast();
        assertThat(gradient).containsExactly(operators, within(1e-12));
        assertThat(gradient[3 * 20 + 3]).as("of its partner").isInfinite();
    }

    @Test
    void rowsMayLieInAnyOrderInMemory() {
        Tensor rows = random(DType.FLOAT64, 10, 30, 41).t().slice(0, 1L, null, 2);
        Tensor metric = random(DType.FLOAT64, 11, 60).slice(0, 0L, null, 2);
        List<Tensor> strided = List.of(rows, metric);
        List<Tensor> dense = List.of(rows.contiguous(), metric.contiguous());
        List<double[]> found = results(in -> partners(in, 4), strided);
        List<double[]> expected = results(in -> partners(in, 4), dense);
        for (int i = 0; i < 3; i++) assertThat(found.get(i)).containsExactly(expected.get(i));
        assertThat(results(RowOperatorsTest::unit, strided.subList(0, 1)).getLast())
                .containsExactly(results(RowOperatorsTest::unit, dense.subList(0, 1)).getLast());
    }

    @Test
    void noBitDependsOnTheNumberOfThreads() {
        List<Tensor> in =
                List.of(random(DType.FLOAT32, 12, 3000, 33), random(DType.FLOAT32, 13, 33));
        int before = Threads.get();
        try {
            Threads.set(1);
            List<double[]> one =
                    results(i -> partners(List.of(unit(i.subList(0, 1)), i.get(1)), 7), in);
            Threads.set(3);
            List<double[]> three =
                    results(i -> partners(List.of(unit(i.subList(0, 1)), i.get(1)), 7), in);
            for (int i = 0; i < 3; i++) assertThat(three.get(i)).containsExactly(one.get(i));
        } finally {
            Threads.set(before);
        }
    }

    @Test
    void mistakesAreNamed() {
        Tensor rows = random(DType.FLOAT32, 14, 4, 3);
        assertThatThrownBy(() -> unit(List.of(rows.reshape(-1))))
                .hasMessageContaining("rows: [12]");
        assertThatThrownBy(() -> unit(List.of(rows.to(DType.INT64)))).hasMessageContaining("rows:");
        assertThatThrownBy(() -> unit(List.of(rows, random(DType.FLOAT32, 1, 4, 2))))
                .hasMessageContaining("below:");
        assertThatThrownBy(() -> unit(List.of(rows, random(DType.FLOAT64, 1, 4, 3))))
                .hasMessageContaining("below:");
        assertThatThrownBy(() -> partners(List.of(rows), 5)).hasMessageContaining("partner: 5");
        assertThatThrownBy(() -> partners(List.of(rows, random(DType.FLOAT32, 1, 4)), 2))
                .hasMessageContaining("metric:");
        assertThatThrownBy(() -> partners(List.of(rows, random(DType.FLOAT64, 1, 3)), 2))
                .hasMessageContaining("metric:");
    }
}
