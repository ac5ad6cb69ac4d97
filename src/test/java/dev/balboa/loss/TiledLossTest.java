package dev.balboa.loss;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.balboa.autograd.Autograd;
import dev.balboa.autograd.GradOptions;
import dev.balboa.tensor.DType;
import dev.balboa.tensor.Generator;
import dev.balboa.tensor.Memory;
import dev.balboa.tensor.Operator;
import dev.balboa.tensor.Random;
import dev.balboa.tensor.Scope;
import dev.balboa.tensor.Shape;
import dev.balboa.tensor.Tensor;
import dev.balboa.tensor.Threads;
import dev.balboa.tensor.TorchException;
import dev.balboa.testkit.GradCheck;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.BiFunction;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/// The losses by the kernel of tiles. Oracles: the same losses made of libtorch's operators, which
/// the tests of each loss hold against the paper's loops; gradcheck; closed forms.
class TiledLossTest {

    private static final Map<String, BiFunction<Tensor, Tensor, Tensor>> LOSSES =
            Map.ofEntries(
                    Map.entry("nt-xent", new NtXent(0.2)::apply),
                    Map.entry("nt-xent, cold", new NtXent(0.01)::apply),
                    Map.entry("dcl", new Dcl(0.2, Dcl.Definition.JOINED)::apply),
                    Map.entry("dclw", new DclW(0.2, 0.5, Dcl.Definition.JOINED)::apply),
                    Map.entry("dystress", DyStress.defaults()::apply),
                    Map.entry(
                            "dystress, cold",
                            new DyStress(new TemperatureProfile.Cosine(0.02, 0.3), true)::apply),
                    Map.entry(
                            "dystress, attached",
                            new DyStress(new TemperatureProfile.Cosine(0.1, 0.2), false)::apply),
                    Map.entry(
                            "dystress, shifted and attached",
                            new DyStress(TemperatureProfile.Shifted.published(0.1, 0.2), false)
                                    ::apply),
                    Map.entry("dystress-dcl", DyStressDcl.defaults()::apply),
                    Map.entry(
                            "supcon",
                            (z0, z1) -> SupCon.defaults().apply(z0, z1, classes(z0.size(0)))),
                    Map.entry(
                            "supcon, alone",
                            (z0, z1) ->
                                    new SupCon(0.1, SupCon.Singletons.LEFT_OUT)
                                            .apply(
                                                    z0,
                                                    classes(z0.size(0)).clampMin(1).to(DType.INT64))
                                            .add(z1.mul(z1).sum().mul(0))),
                    Map.entry("aninfonce", TiledLossTest::anisotropic),
                    Map.entry(
                            "hierarchical",
                            (z0, z1) ->
                                    new HierarchicalInfoNce(
                                                    List.of(HierarchicalInfoNce.Level.of(0.1)),
                                                    HierarchicalInfoNce.Importance.ERROR)
                                            .level(0, z0, z1)),
                    Map.entry("infonce", (z0, z1) -> new InfoNce(0.2).apply(z0, z1, queue(z0))),
                    Map.entry(
                            "dystress, queue",
                            (z0, z1) -> DyStress.defaults().apply(z0, z1, queue(z0))));

    private static Tensor classes(long rows) {
        return Tensor.arange(rows).remainder(3).to(DType.INT64);
    }

    /// Negatives that depend on the queries, so that the queue has a gradient too.
    private static Tensor queue(Tensor z) {
        return z.repeat(3, 1).roll(1, 0).mul(1.5).add(0.1);
    }

    /// A metric of both signs that depends on the rows, so that it has a gradient too.
    private static Tensor anisotropic(Tensor z0, Tensor z1) {
        Tensor metric =
                z1.mean(false, 0)
                        .mul(4)
                        .add(2)
                        .sub(Tensor.ones(Shape.of(z0.size(1))).cumsum(0).mul(0.1));
        return AnInfoNce.defaults().apply(z0, z1, metric.to(z0.dtype()));
    }

    private record Result(double loss, double[] grad0, double[] grad1) {

        static Result of(BiFunction<Tensor, Tensor, Tensor> loss, Tensor z0, Tensor z1) {
            Tensor a = z0.detach().requiresGrad_(true);
            Tensor b = z1.detach().requiresGrad_(true);
            Tensor value = loss.apply(a, b);
            value.mul(1.7).backward();
            return new Result(
                    value.item(),
                    a.grad().to(DType.FLOAT64).reshape(-1).toDoubleArray(),
                    b.grad().to(DType.FLOAT64).reshape(-1).toDoubleArray());
        }

        void requireLike(Result expected, double tolerance) {
            double scale = Math.max(1, Math.abs(expected.loss));
            assertThat(loss).isCloseTo(expected.loss, within(tolerance * scale));
            requireLike(grad0, expected.grad0, tolerance);
            requireLike(grad1, expected.grad1, tolerance);
        }

        private static void requireLike(double[] actual, double[] expected, double tolerance) {
            double most = 0;
            for (double e : expected) {
                most = Math.max(most, Math.abs(e));
            }
            assertThat(actual).containsExactly(expected, within(tolerance * Math.max(most, 0.05)));
        }
    }

    private static Tensor rows(long n, long d, int seed) {
        try (Generator generator = Generator.of(seed)) {
            return Random.randn(Shape.of(n, d), generator).to(DType.FLOAT64);
        }
    }

    static Stream<Arguments> cases() {
        List<Arguments> cases = new ArrayList<>();
        for (String name : LOSSES.keySet()) {
            // not multiples of a tile, one tile, several, one column
            for (int n : new int[] {2, 5, 33, 64, 150, 301}) {
                cases.add(Arguments.of(name, n, n == 33 ? 2 : 17));
            }
        }
        return cases.stream();
    }

    @ParameterizedTest
    @MethodSource("cases")
    void theKernelIsTheLossMadeOfOperators(String name, int n, int d) {
        var loss = LOSSES.get(name);
        Tensor z0 = rows(n, d, 1);
        Tensor z1 = z0.mul(0.6).add(rows(n, d, 2).mul(0.8));
        Result exact = Composed.call(() -> Result.of(loss, z0, z1));
        Result.of(loss, z0, z1).requireLike(exact, 1e-11);

        Tensor f0 = z0.to(DType.FLOAT32);
        Tensor f1 = z1.to(DType.FLOAT32);
        // at a temperature of 0.01 a score of 100 is rounded to 1e-5, and the gradient of a cosine
        // is 100 times what its share is off; of two images nothing averages that
        double tolerance = name.contains("cold") ? n == 2 ? 2e-3 : 2e-4 : 1e-5;
        Result.of(loss, f0, f1).requireLike(exact, tolerance);

        Tensor b0 = z0.to(DType.BFLOAT16);
        Tensor b1 = z1.to(DType.BFLOAT16);
        Result rounded = Composed.call(() -> Result.of(loss, b0, b1));
        // gradients are rounded to 8 bits on their way to the rows
        Result.of(loss, b0, b1).requireLike(rounded, 0.02);
    }

    @ParameterizedTest
    @MethodSource("names")
    void gradientsAreThoseOfFiniteDifferences(String name) {
        GradCheck.check(
                in -> LOSSES.get(name).apply(in.get(0), in.get(1)),
                rows(5, 3, 1),
                rows(5, 3, 1).add(rows(5, 3, 2)));
    }

    static Stream<String> names() {
        // finite differences are of the value; a detached temperature has another derivative
        return LOSSES.keySet().stream()
                .filter(name -> !name.startsWith("dystress") || name.contains("attached"))
                .filter(name -> !name.startsWith("dclw") && !name.equals("hierarchical"));
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 3, 5})
    void noBitDependsOnTheNumberOfThreads(int threads) {
        int before = Threads.get();
        try {
            for (String name : List.of("nt-xent", "nt-xent, cold", "aninfonce", "infonce")) {
                // many tiles, one, and two with long rows
                for (long[] size : new long[][] {{700, 40}, {20, 2048}, {50, 2048}}) {
                    Tensor z0 = rows(size[0], size[1], 1).to(DType.FLOAT32);
                    Tensor z1 = rows(size[0], size[1], 2).to(DType.FLOAT32);
                    Threads.set(1);
                    Result one = Result.of(LOSSES.get(name), z0, z1);
                    Threads.set(threads);
                    Result several = Result.of(LOSSES.get(name), z0, z1);
                    assertThat(several.loss).isEqualTo(one.loss);
                    assertThat(several.grad0).isEqualTo(one.grad0);
                }
            }
        } finally {
            Threads.set(before);
        }
    }

    @Test
    void rowsMayBeStrided() {
        Tensor wide = rows(80, 60, 3);
        Tensor z0 = wide.t().narrow(1, 10, 33);
        Tensor z1 = wide.narrow(0, 5, 60).narrow(1, 0, 33);
        Result expected = Result.of(LOSSES.get("nt-xent"), z0.contiguous(), z1.contiguous());
        Result.of(LOSSES.get("nt-xent"), z0, z1).requireLike(expected, 1e-14);
    }

    @ParameterizedTest
    @ValueSource(doubles = {Double.NaN, Double.POSITIVE_INFINITY, Double.NEGATIVE_INFINITY})
    void whatIsNoNumberReachesTheLossAsItDoesThroughOperators(double bad) {
        for (DType type : List.of(DType.FLOAT32, DType.FLOAT64)) {
            for (String name :
                    List.of("nt-xent", "nt-xent, cold", "dystress", "aninfonce", "infonce")) {
                Tensor z0 = rows(70, 9, 1).to(type);
                z0.select(0, 3).select(0, 2).fill_(bad);
                Tensor z1 = rows(70, 9, 2).to(type);
                assertThat(LOSSES.get(name).apply(z0, z1).item())
                        .as(name)
                        .isEqualTo(Composed.call(() -> LOSSES.get(name).apply(z0, z1).item()))
                        .isNaN();
            }
        }
    }

    /// Equal rows: each tells its partner from `2N − 2` others no better than by chance.
    @Test
    void equalRowsGiveTheLogarithmOfTheOthers() {
        Tensor z = Tensor.ones(Shape.of(300, 8));
        assertThat(new NtXent(0.01).apply(z, z).item()).isCloseTo(Math.log(599), within(1e-4));
        assertThat(new NtXent(0.5).apply(z, z).item()).isCloseTo(Math.log(599), within(1e-5));
    }

    /// The gradients that may be differentiated again are the same: a bias or a queue that is made
    /// from the rows is not counted twice.
    @ParameterizedTest
    @MethodSource("allNames")
    void gradientsWithAGraphAreThoseWithout(String name) {
        Tensor z0 = rows(7, 4, 1).requiresGrad_(true);
        Tensor z1 = rows(7, 4, 2).requiresGrad_(true);
        Tensor loss = LOSSES.get(name).apply(z0, z1);
        List<Tensor> with =
                Autograd.grad(List.of(loss), List.of(z0, z1), List.of(), GradOptions.CREATE_GRAPH);
        loss.backward();
        assertThat(with.get(0).detach().reshape(-1).toDoubleArray())
                .containsExactly(z0.grad().reshape(-1).toDoubleArray(), within(1e-12));
        assertThat(with.get(1).detach().reshape(-1).toDoubleArray())
                .containsExactly(z1.grad().reshape(-1).toDoubleArray(), within(1e-12));
    }

    static Stream<String> allNames() {
        return LOSSES.keySet().stream();
    }

    /// Pairs that are told apart to the last bit: losses are differences of rounded numbers, and no
    /// importance may be below 0.
    @ParameterizedTest
    @ValueSource(doubles = {0.02, 0.05, 0.1})
    void importanceOfPairsThatAreRightStaysFinite(double temperature) {
        Tensor z = Tensor.eye(40).to(DType.FLOAT32).mul(3.7);
        Tensor z0 = z.add(0.01).requiresGrad_(true);
        var loss =
                new HierarchicalInfoNce(
                        List.of(HierarchicalInfoNce.Level.of(temperature)),
                        HierarchicalInfoNce.Importance.ERROR);
        Tensor value = loss.level(0, z0, z.add(0.013));
        value.backward();
        assertThat(value.item()).isBetween(-1e-4, 0.1);
        assertThat(z0.grad().abs().max().item()).isLessThan(10);
        Tensor errors = loss.errors(0, z0, z);
        assertThat(errors.min().item()).isNotNegative();
    }

    @ParameterizedTest
    @MethodSource("names")
    void gradientsOfGradientsAreThoseOfFiniteDifferences(String name) {
        GradCheck.checkTwice(
                in -> LOSSES.get(name).apply(in.get(0), in.get(1)),
                rows(5, 3, 1),
                rows(5, 3, 1).add(rows(5, 3, 2)));
    }

    /// 4,096 rows have 64 MB of scores.
    @Test
    void memoryIsForTheRows() {
        Tensor z0 = rows(2048, 32, 1).to(DType.FLOAT32).requiresGrad_(true);
        Tensor z1 = rows(2048, 32, 2).to(DType.FLOAT32);
        Memory.resetPeak();
        long before = Memory.liveBytes();
        try (Scope _ = Scope.open()) {
            new NtXent(0.5).apply(z0, z1).backward();
        }
        assertThat(Memory.peakBytes() - before).isLessThan(8L << 20);
    }

    @Test
    void twoThreadsMayComputeAtOnce() throws Exception {
        Tensor z0 = rows(200, 16, 1).to(DType.FLOAT32);
        Tensor z1 = rows(200, 16, 2).to(DType.FLOAT32);
        Result alone = Result.of(LOSSES.get("nt-xent"), z0, z1);
        try (ExecutorService pool = Executors.newFixedThreadPool(2)) {
            Callable<Void> task =
                    () -> {
                        for (int i = 0; i < 20; i++) {
                            try (Scope _ = Scope.open()) {
                                Result again = Result.of(LOSSES.get("nt-xent"), z0, z1);
                                assertThat(again.grad0).isEqualTo(alone.grad0);
                            }
                        }
                        return null;
                    };
            for (Future<Void> done : pool.invokeAll(List.of(task, task))) {
                done.get();
            }
        }
    }

    /// The blocks of operators that other devices take, on the CPU.
    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void blocksOfOperatorsAreTheKernel(boolean detached) {
        double[][] temperatures = {{0.1}, {0.1, 0.2, 1, 1, 0}, {0.1, 0.2, -0.4, 0.7, 1}};
        for (double[] temperature : temperatures) {
            List<double[]> grads = new ArrayList<>();
            for (boolean operators : new boolean[] {true, false}) {
                Tensor z = UnitRows.of(rows(90, 8, 1)).requiresGrad_(true);
                Tensor metric = rows(1, 8, 2).reshape(8).abs().requiresGrad_(true);
                Tensor bias = rows(1, 90, 3).reshape(90).requiresGrad_(true);
                Tensor lse =
                        Operator.of("balboa::pair_logsumexp")
                                .call(z, metric, bias, temperature, detached, 45L, operators);
                Tensor queries =
                        Operator.of("balboa::query_logsumexp")
                                .call(
                                        z,
                                        z.narrow(0, 0, 20).mul(0.5),
                                        temperature,
                                        detached,
                                        operators);
                lse.mul(Tensor.arange(90)).sum().add(queries.pow(2).sum()).backward();
                grads.add(
                        Tensor.cat(
                                        List.of(
                                                z.grad().reshape(-1),
                                                metric.grad(),
                                                bias.grad(),
                                                lse),
                                        0)
                                .toDoubleArray());
            }
            assertThat(grads.get(0)).containsExactly(grads.get(1), within(1e-9));
        }
    }

    @ParameterizedTest
    @MethodSource("wrongArguments")
    void wrongArgumentsOfTheOperatorAreNamed(String message, Object[] arguments) {
        assertThatThrownBy(() -> Operator.of("balboa::pair_logsumexp").call(arguments))
                .isInstanceOf(TorchException.class)
                .hasMessageContaining(message);
    }

    static Stream<Arguments> wrongArguments() {
        Tensor rows = Tensor.ones(Shape.of(3, 2));
        double[] t = {0.5};
        return Stream.of(
                wrong("rows", Tensor.ones(Shape.of(3)), null, null, t, 0),
                wrong("rows", rows.to(DType.INT64), null, null, t, 0),
                wrong("metric", rows, Tensor.ones(Shape.of(3)), null, t, 0),
                wrong("bias", rows, null, Tensor.ones(Shape.of(2)), t, 0),
                wrong("temperature", rows, null, null, new double[2], 0),
                wrong("temperature", rows, null, null, new double[1], 0),
                wrong("partner", rows, null, null, t, -1),
                wrong("partner", rows, null, null, t, 4));
    }

    private static Arguments wrong(
            String message,
            Tensor rows,
            Tensor metric,
            Tensor bias,
            double[] temperature,
            long partner) {
        Object[] arguments = {rows, metric, bias, temperature, true, partner, false};
        return Arguments.of(message, arguments);
    }
}
