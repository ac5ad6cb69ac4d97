package dev.balboa.loss;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.balboa.tensor.DType;
import dev.balboa.tensor.Generator;
import dev.balboa.tensor.Operator;
import dev.balboa.tensor.Random;
import dev.balboa.tensor.Scope;
import dev.balboa.tensor.Shape;
import dev.balboa.tensor.Tensor;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/// `balboa::pair_logsumexp` and `balboa::query_logsumexp` on what no loss gives them: a single row
/// and none, rows that are not normalised and hold what is no number, arguments in any memory
/// layout. Oracle: the matrix of scores by libtorch's operators, PyTorch's `logsumexp` and
// autograd.
class ContrastiveKernelTest {

    /// Scores have a bound that the kernel makes use of at the first temperature, and none at the
    /// second.
    private static final double[] TEMPERATURES = {2, 0.005};

    private interface Form {
        Tensor lse(List<Tensor> inputs, double temperature);
    }

    private static Tensor pairs(List<Tensor> in, double temperature) {
        double[] t = {temperature};
        return Operator.of("balboa::pair_logsumexp")
                .call(in.get(0), in.get(1), in.get(2), t, true, in.get(0).size(0) / 2, false);
    }

    private static Tensor queries(List<Tensor> in, double temperature) {
        double[] t = {temperature};
        return Operator.of("balboa::query_logsumexp").call(in.get(0), in.get(1), t, true, false);
    }

    private static Tensor matrixOfPairs(List<Tensor> in, double temperature) {
        Tensor rows = in.get(0);
        Tensor places = Tensor.arange(rows.size(0));
        Tensor apart = places.sub(places.unsqueeze(1)).abs();
        long partner = rows.size(0) / 2;
        return rows.mul(in.get(1))
                .matmul(rows.t())
                .div(temperature)
                .add(in.get(2))
                .maskedFill(apart.eq(0).logicalOr(apart.eq(partner)), Double.NEGATIVE_INFINITY)
                .logsumexp(false, 1);
    }

    private static Tensor matrixOfQueries(List<Tensor> in, double temperature) {
        return in.get(0).matmul(in.get(1).t()).div(temperature).logsumexp(false, 1);
    }

    private static Tensor random(DType type, int seed, long... shape) {
        try (Generator generator = Generator.of(seed)) {
            return Random.randn(Shape.of(shape), generator).to(type);
        }
    }

    /// Rows, metric and bias.
    private static List<Tensor> pairInputs(DType type, long rows, long width) {
        return List.of(
                random(type, 1, rows, width).mul(0.3),
                random(type, 2, width),
                random(type, 3, rows));
    }

    private record Result(double[] lse, List<double[]> gradients) {

        static Result of(Form form, List<Tensor> inputs, double temperature) {
            List<Tensor> leaves = inputs.stream().map(t -> t.detach().requiresGrad_(true)).toList();
            Tensor lse = form.lse(leaves, temperature);
            // a gradient that is one number, expanded
            lse.sum().mul(1.3).backward();
            return new Result(
                    doubles(lse.detach()), leaves.stream().map(t -> doubles(t.grad())).toList());
        }

        private static double[] doubles(Tensor tensor) {
            return tensor.to(DType.FLOAT64).contiguous().reshape(-1).toDoubleArray();
        }

        void requireLike(Result expected, double tolerance) {
            requireLike("log-sum-exp", lse, expected.lse, tolerance);
            for (int i = 0; i < gradients.size(); i++) {
                requireLike(
                        "gradient " + i, gradients.get(i), expected.gradients.get(i), tolerance);
            }
        }

        static void requireSpoiltLike(
                String name, double[] actual, double[] expected, double tolerance) {
            double[] kept = expected.clone();
            for (int i = 0; i < kept.length; i++) {
                kept[i] = Double.isFinite(expected[i]) ? expected[i] : actual[i];
            }
            requireLike(name, actual, kept, tolerance);
            assertThat(Arrays.stream(actual).allMatch(Double::isFinite))
                    .as("%s is made of numbers", name)
                    .isEqualTo(Arrays.stream(expected).allMatch(Double::isFinite));
        }

        private static void requireLike(
                String name, double[] actual, double[] expected, double tolerance) {
            double most =
                    Arrays.stream(expected).map(Math::abs).filter(Double::isFinite).max().orElse(0);
            assertThat(actual).as(name).hasSameSizeAs(expected);
            for (int i = 0; i < actual.length; i++) {
                if (Double.isFinite(expected[i])) {
                    assertThat(actual[i])
                            .as("%s [%d]", name, i)
                            .isCloseTo(expected[i], within(tolerance * Math.max(1, most)));
                } else {
                    assertThat(actual[i])
                            .as("%s [%d]", name, i)
                            .isEqualTo(Double.valueOf(expected[i]));
                }
            }
        }
    }

    // none, one, two that are partners, around one tile and two, several
    @ParameterizedTest
    @ValueSource(ints = {0, 1, 2, 3, 63, 64, 65, 127, 129, 257, 600})
    void pairsOfAnyNumberAreTheMatrix(int rows) {
        for (double temperature : TEMPERATURES) {
            for (int width : new int[] {1, 16, 19, 33, 100}) {
                List<Tensor> exact = pairInputs(DType.FLOAT64, rows, width);
                Result expected =
                        Result.of(ContrastiveKernelTest::matrixOfPairs, exact, temperature);
                Result.of(ContrastiveKernelTest::pairs, exact, temperature)
                        .requireLike(expected, 1e-11);
                List<Tensor> rounded = exact.stream().map(t -> t.to(DType.FLOAT32)).toList();
                Result.of(ContrastiveKernelTest::pairs, rounded, temperature)
                        .requireLike(expected, temperature < 1 ? 1e-3 : 1e-5);
            }
        }
    }

    // no queries, no keys, neither, one of each, around tiles
    @ParameterizedTest
    @CsvSource({"0,5", "5,0", "0,0", "1,1", "1,300", "300,1", "63,65", "130,257", "257,64"})
    void queriesAndKeysOfAnyNumberAreTheMatrix(int queries, int keys) {
        for (double temperature : TEMPERATURES) {
            List<Tensor> exact =
                    List.of(
                            random(DType.FLOAT64, 1, queries, 7).mul(0.3),
                            random(DType.FLOAT64, 2, keys, 7));
            Result expected = Result.of(ContrastiveKernelTest::matrixOfQueries, exact, temperature);
            Result.of(ContrastiveKernelTest::queries, exact, temperature)
                    .requireLike(expected, 1e-11);
        }
    }

    @Test
    void rowsOfNoColumnAreAllAlike() {
        List<Tensor> in = pairInputs(DType.FLOAT64, 6, 0);
        Result.of(ContrastiveKernelTest::pairs, in, 1)
                .requireLike(Result.of(ContrastiveKernelTest::matrixOfPairs, in, 1), 1e-12);
    }

    /// Forward everywhere. Backward the numbers are those of PyTorch where it has numbers, and
    /// where it has none, the gradient has some that are none: PyTorch's logsumexp subtracts
    /// infinities of which the kernel knows that their share is nothing.
    @ParameterizedTest
    @ValueSource(doubles = {Double.NaN, Double.POSITIVE_INFINITY, Double.NEGATIVE_INFINITY})
    void whatIsNoNumberGoesWhereThroughOperatorsItGoes(double bad) {
        // no loss has another bias than a number, or minus infinity for a column that is left out
        int inputs = bad == Double.NEGATIVE_INFINITY ? 3 : 2;
        for (DType type : List.of(DType.FLOAT32, DType.FLOAT64)) {
            double tolerance = type == DType.FLOAT64 ? 1e-11 : 2e-3;
            for (double temperature : TEMPERATURES) {
                for (int size : new int[] {5, 70, 300}) {
                    for (int where = 0; where < inputs; where++) {
                        List<Tensor> in = pairInputs(type, size, 9);
                        Tensor spoilt = in.get(where);
                        spoilt.reshape(-1).narrow(0, spoilt.numel() - 2, 1).fill_(bad);
                        Result result = Result.of(ContrastiveKernelTest::pairs, in, temperature);
                        Result expected =
                                Result.of(ContrastiveKernelTest::matrixOfPairs, in, temperature);
                        Result.requireLike("log-sum-exp", result.lse, expected.lse, tolerance);
                        for (int i = 0; i < 3; i++) {
                            Result.requireSpoiltLike(
                                    "gradient " + i,
                                    result.gradients.get(i),
                                    expected.gradients.get(i),
                                    tolerance);
                        }
                    }
                }
            }
        }
    }

    /// Many scores of minus infinity before those that count, which are far below 0.
    @Test
    void minusInfinityIsNoMaximum() {
        Tensor queries = Tensor.ones(Shape.of(3, 2), DType.FLOAT64);
        Tensor keys = Tensor.full(Shape.of(700, 2), -400, DType.FLOAT64);
        keys.narrow(0, 0, 600).fill_(Double.NEGATIVE_INFINITY);
        for (DType type : List.of(DType.FLOAT32, DType.FLOAT64)) {
            Tensor lse = queries(List.of(queries.to(type), keys.to(type)), 1);
            assertThat(lse.to(DType.FLOAT64).toDoubleArray())
                    .containsOnly(new double[] {-800 + Math.log(100)}, within(1e-4));
        }
        keys.narrow(0, 0, 700).fill_(Double.NEGATIVE_INFINITY);
        assertThat(queries(List.of(queries, keys), 1).toDoubleArray())
                .containsOnly(Double.NEGATIVE_INFINITY);
        keys.narrow(0, 650, 2).fill_(Double.POSITIVE_INFINITY);
        assertThat(queries(List.of(queries, keys), 1).toDoubleArray())
                .containsOnly(Double.POSITIVE_INFINITY);
    }

    @Test
    void argumentsMayLieInAnyOrderInMemory() {
        Tensor rows =
                random(DType.FLOAT64, 4, 40, 400).t().slice(0, 1L, null, 3).slice(1, 0L, 40L, 2);
        Tensor metric = random(DType.FLOAT64, 5, 60).slice(0, 0L, null, 3);
        Tensor bias = random(DType.FLOAT64, 6, 1).expand(rows.size(0));
        List<Tensor> strided = List.of(rows, metric, bias);
        assertThat(strided).noneMatch(Tensor::isContiguous);
        List<Tensor> dense = strided.stream().map(Tensor::contiguous).toList();
        for (double temperature : TEMPERATURES) {
            assertSameBits(ContrastiveKernelTest::pairs, strided, dense, temperature);
            assertSameBits(
                    ContrastiveKernelTest::queries,
                    List.of(rows, rows.flip(0).t().contiguous().t()),
                    List.of(dense.get(0), rows.flip(0).contiguous()),
                    temperature);
        }
    }

    private static void assertSameBits(
            Form form, List<Tensor> inputs, List<Tensor> others, double temperature) {
        Result result = Result.of(form, inputs, temperature);
        Result other = Result.of(form, others, temperature);
        assertThat(result.lse).containsExactly(other.lse);
        for (int i = 0; i < inputs.size(); i++) {
            assertThat(result.gradients.get(i)).containsExactly(other.gradients.get(i));
        }
    }

    @Test
    void threadsThatComputeAtOnceGetTheBitsOfOneAlone() throws Exception {
        List<Tensor> pairs = pairInputs(DType.FLOAT32, 300, 20);
        List<Tensor> queries = List.of(pairs.get(0), random(DType.FLOAT32, 7, 500, 20));
        List<Result> alone = results(pairs, queries);
        Callable<Void> task =
                () -> {
                    for (int round = 0; round < 15; round++) {
                        try (Scope _ = Scope.open()) {
                            List<Result> again = results(pairs, queries);
                            for (int i = 0; i < alone.size(); i++) {
                                assertThat(again.get(i).lse).containsExactly(alone.get(i).lse);
                                assertThat(again.get(i).gradients.getFirst())
                                        .containsExactly(alone.get(i).gradients.getFirst());
                            }
                        }
                    }
                    return null;
                };
        try (ExecutorService threads = Executors.newFixedThreadPool(2)) {
            for (Future<Void> done : threads.invokeAll(List.of(task, task))) {
                done.get();
            }
        }
    }

    private static List<Result> results(List<Tensor> pairs, List<Tensor> queries) {
        List<Result> results = new ArrayList<>();
        for (double temperature : TEMPERATURES) {
            results.add(Result.of(ContrastiveKernelTest::pairs, pairs, temperature));
            results.add(Result.of(ContrastiveKernelTest::queries, queries, temperature));
        }
        return results;
    }
}
