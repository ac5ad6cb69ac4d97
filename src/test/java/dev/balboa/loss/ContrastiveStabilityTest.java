package dev.balboa.loss;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.balboa.autograd.Autocast;
import dev.balboa.loss.TemperatureProfile.Cosine;
import dev.balboa.loss.TemperatureProfile.Shifted;
import dev.balboa.tensor.DType;
import dev.balboa.tensor.Shape;
import dev.balboa.tensor.Tensor;
import dev.balboa.testkit.TensorAssert;
import java.util.ArrayList;
import java.util.List;
import java.util.function.BinaryOperator;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/// Every loss of two views, on what a training run meets when it goes wrong: value and gradients
/// stay finite. Under autocast and for bfloat16 rows the oracle is the same loss on float64 rows.
class ContrastiveStabilityTest {

    private static final double COLD = 0.01;
    private static final int D = 8;

    /// @param lengths whether the loss is one of directions, so that any length of a row will do
    private record Case(String name, BinaryOperator<Tensor> loss, boolean lengths) {

        Case(String name, BinaryOperator<Tensor> loss) {
            this(name, loss, true);
        }

        @Override
        public String toString() {
            return name;
        }
    }

    static List<Case> losses() {
        List<Case> cases = new ArrayList<>();
        cases.add(new Case("BarlowTwins", BarlowTwins.defaults()::apply));
        cases.add(new Case("VicReg", VicReg.defaults()::apply, false));
        cases.add(new Case("ByolRegression", ByolRegression.defaults()::apply));
        cases.add(new Case("NegativeCosine", NegativeCosine.defaults()::apply));
        for (GuidedStopGradient.Distance d : GuidedStopGradient.Distance.values()) {
            GuidedStopGradient loss = GuidedStopGradient.defaults().withDistance(d);
            cases.add(new Case("GuidedStopGradient " + d, (a, b) -> guided(loss, a, b)));
        }
        cases.add(
                new Case(
                        "HierarchicalInfoNce",
                        (a, b) ->
                                HierarchicalInfoNce.defaults()
                                        .apply(List.of(a, a, a), List.of(b, b, b))));
        for (double t : new double[] {COLD, 0.2}) {
            cases.add(new Case("NtXent " + t, new NtXent(t)::apply));
            cases.add(new Case("InfoNce " + t, (a, b) -> new InfoNce(t).apply(a, b, queue(a))));
            cases.add(new Case("Macl " + t, new Macl(t, 0.5, 0)::apply));
            cases.add(new Case("Macl, steep, " + t, new Macl(t, 2, 0.8)::apply));
            for (SupCon.Singletons s : SupCon.Singletons.values()) {
                SupCon loss = new SupCon(t, s);
                cases.add(
                        new Case("SupCon " + s + t, (a, b) -> loss.apply(a, b, labels(a.size(0)))));
            }
            cases.add(new Case("SupCon, one view, " + t, (a, b) -> singletons(t, a, b)));
            for (boolean published : new boolean[] {true, false}) {
                AnInfoNce loss = new AnInfoNce(published);
                cases.add(
                        new Case(
                                "AnInfoNce " + published + t,
                                (a, b) -> loss.apply(a, b, metric(a, t))));
            }
            for (HierarchicalInfoNce.Importance i : HierarchicalInfoNce.Importance.values()) {
                for (double hardest : new double[] {1, 0.3}) {
                    HierarchicalInfoNce loss =
                            new HierarchicalInfoNce(
                                    List.of(new HierarchicalInfoNce.Level(t, 1, hardest)), i);
                    cases.add(
                            new Case(
                                    "HierarchicalInfoNce " + i + hardest + t,
                                    (a, b) -> loss.level(0, a, b)));
                }
            }
            for (Dcl.Definition d : Dcl.Definition.values()) {
                cases.add(new Case("Dcl " + d + t, new Dcl(t, d)::apply));
                cases.add(new Case("DclW " + d + t, new DclW(t, 0.5, d)::apply));
            }
            for (boolean detach : new boolean[] {true, false}) {
                for (TemperatureProfile p :
                        List.of(new Cosine(t, 2 * t), Shifted.published(t, 2 * t))) {
                    DyStress loss = new DyStress(p, detach);
                    cases.add(new Case("DyStress " + p + detach, loss::apply));
                    cases.add(
                            new Case(
                                    "DyStress, queue, " + p + detach,
                                    (a, b) -> loss.apply(a, b, queue(a))));
                    for (Dcl.Definition d : Dcl.Definition.values()) {
                        cases.add(
                                new Case(
                                        "DyStressDcl " + d + p + detach,
                                        new DyStressDcl(p, detach, d)::apply));
                    }
                }
            }
        }
        return cases;
    }

    /// The same numbers in every type.
    private static Tensor queue(Tensor like) {
        return SlowRows.random(5, like.size(1), 9).to(DType.BFLOAT16).to(like.dtype());
    }

    /// Weights from `1 / temperature` down by halves, some of them the other way round.
    private static Tensor metric(Tensor like, double temperature) {
        double[] weights = new double[D];
        for (int j = 0; j < D; j++) {
            weights[j] = (j % 3 == 2 ? -1 : 1) / (temperature * (1 << j));
        }
        return Tensor.of(weights).to(like.dtype());
    }

    /// Each image beside the next one, without a predictor.
    private static Tensor guided(GuidedStopGradient loss, Tensor a, Tensor b) {
        List<Tensor> z = List.of(a, b, a.roll(1, 0), b.roll(1, 0));
        return loss.apply(z, z);
    }

    private static Tensor labels(long n) {
        return Tensor.arange(n).bitwiseAnd(Tensor.of(1L));
    }

    /// The rows of both arguments, of which the last half have no positive.
    private static Tensor singletons(double temperature, Tensor a, Tensor b) {
        Tensor own = Tensor.arange(a.size(0)).add(2);
        Tensor labels = Tensor.cat(List.of(own.mul(0), own), 0);
        return new SupCon(temperature, SupCon.Singletons.COUNT_ZERO)
                .apply(Tensor.cat(List.of(a, b), 0), labels);
    }

    private record Rows(String name, Tensor z0, Tensor z1) {}

    /// Made inside a test, whose scope owns them.
    private static List<Rows> rows(boolean lengths) {
        List<Rows> rows = new ArrayList<>();
        for (int n : new int[] {2, 16}) {
            Tensor a = SlowRows.random(n, D, 1);
            Tensor b = SlowRows.random(n, D, 2);
            Tensor zero = Tensor.zeros(Shape.of(n, D), DType.FLOAT64);
            Tensor one = Tensor.ones(Shape.of(n, D), DType.FLOAT64);
            Tensor some = a.copy();
            some.narrow(0, 0, 1).zero_();
            rows.add(new Rows("random " + n, a, b));
            rows.add(new Rows("equal " + n, one, one));
            rows.add(new Rows("views equal " + n, a, a));
            rows.add(new Rows("views opposite " + n, a, a.neg()));
            rows.add(new Rows("zero " + n, zero, zero));
            rows.add(new Rows("one zero " + n, some, b));
            if (lengths) {
                rows.add(new Rows("long " + n, a.mul(1e15), b.mul(1e15)));
            }
            rows.add(new Rows("short " + n, a.mul(1e-9), b.mul(1e-9)));
        }
        return rows;
    }

    static Stream<Arguments> lossesAndTypes() {
        return losses().stream()
                .flatMap(
                        loss ->
                                Stream.of(DType.FLOAT64, DType.FLOAT32, DType.BFLOAT16)
                                        .map(type -> Arguments.of(loss, type)));
    }

    @ParameterizedTest(name = "{0} {1}")
    @MethodSource("lossesAndTypes")
    void valueAndGradientsAreFiniteWhateverTheRows(Case loss, DType dtype) {
        for (Rows rows : rows(loss.lengths())) {
            Tensor a = rows.z0().to(dtype).detach().requiresGrad_(true);
            Tensor b = rows.z1().to(dtype).detach().copy().requiresGrad_(true);
            Tensor value = loss.loss().apply(a, b);
            TensorAssert.assertThat(value)
                    .hasShape()
                    .hasDType(dtype == DType.FLOAT64 ? dtype : DType.FLOAT32);
            assertThat(value.item()).as("%s", rows.name()).isFinite();
            value.backward();
            assertThat(a.grad().isfinite().all().itemBoolean()).as("%s", rows.name()).isTrue();
            assertThat(b.grad().isfinite().all().itemBoolean()).as("%s", rows.name()).isTrue();
        }
    }

    @ParameterizedTest
    @MethodSource("losses")
    void autocastAndSmallTypesLoseNothingButTheRowsOwnRounding(Case loss) {
        Tensor a = SlowRows.random(16, D, 1).to(DType.BFLOAT16);
        Tensor b = SlowRows.random(16, D, 2).to(DType.BFLOAT16);
        double exact = loss.loss().apply(a.to(DType.FLOAT64), b.to(DType.FLOAT64)).item();
        double tolerance = 1e-4 * (1 + Math.abs(exact));
        assertThat(loss.loss().apply(a, b).item()).isCloseTo(exact, within(tolerance));
        Tensor a32 = a.to(DType.FLOAT32);
        Tensor b32 = b.to(DType.FLOAT32);
        Autocast.cpu(DType.BFLOAT16)
                .run(
                        () -> {
                            assertThat(a32.matmul(b32.t()).dtype()).isEqualTo(DType.BFLOAT16);
                            assertThat(loss.loss().apply(a32, b32).item())
                                    .isCloseTo(exact, within(tolerance));
                        });
    }
}
