package dev.balboa.loss;

import static dev.balboa.loss.SlowRows.cosine;
import static dev.balboa.loss.SlowRows.random;
import static dev.balboa.loss.SlowRows.table;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.balboa.loss.TemperatureProfile.Constant;
import dev.balboa.loss.TemperatureProfile.Cosine;
import dev.balboa.loss.TemperatureProfile.Shifted;
import dev.balboa.tensor.DType;
import dev.balboa.tensor.Shape;
import dev.balboa.tensor.Tensor;
import dev.balboa.testkit.GradCheck;
import dev.balboa.testkit.TensorAssert;
import java.util.List;
import java.util.Map;
import java.util.function.DoubleUnaryOperator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/// Oracles: the formulas as loops in double precision over plain Java temperatures; the losses of a
/// fixed temperature, which equal ends of the range must give; finite differences, which see the
/// temperature as attached; and for a detached one the gradient of a loss whose temperatures are
/// constants put in from outside.
class DyStressTest {

    private static final Cosine VANILLA = new Cosine(0.1, 0.2);
    private static final Shifted SHIFTED = Shifted.published(0.1, 0.2);
    private static final int N = 4;

    private static double score(double[] a, double[] b, TemperatureProfile profile) {
        double s = cosine(a, b);
        DoubleUnaryOperator temperature =
                switch (profile) {
                    case Constant(double t) -> c -> t;
                    case Cosine(double min, double max) -> c -> wave(min, max, 1 + c);
                    case Shifted(double min, double max, double shift, double scale) ->
                            c -> c > -shift ? max : wave(min, max, (shift + c) / scale);
                };
        return s / temperature.applyAsDouble(s);
    }

    private static double wave(double min, double max, double phase) {
        return min + (max - min) * (1 + Math.cos(Math.PI * phase)) / 2;
    }

    private static double slow(double[][] z, TemperatureProfile profile) {
        double sum = 0;
        for (int i = 0; i < z.length; i++) {
            double denominator = 0;
            for (int k = 0; k < z.length; k++) {
                denominator += k == i ? 0 : Math.exp(score(z[i], z[k], profile));
            }
            int partner = (i + z.length / 2) % z.length;
            sum += Math.log(denominator) - score(z[i], z[partner], profile);
        }
        return sum / z.length;
    }

    private static double slowDecoupled(
            double[][] z, TemperatureProfile profile, Dcl.Definition definition) {
        int n = z.length / 2;
        double sum = 0;
        for (int i = 0; i < z.length; i++) {
            double[] views = new double[2];
            for (int k = 0; k < z.length; k++) {
                if (k % n != i % n) {
                    views[k / n] += Math.exp(score(z[i], z[k], profile));
                }
            }
            sum -= score(z[i], z[(i + n) % z.length], profile);
            sum +=
                    definition == Dcl.Definition.JOINED
                            ? Math.log(views[0] + views[1])
                            : Math.log(views[0]) + Math.log(views[1]);
        }
        return sum / z.length;
    }

    static List<TemperatureProfile> profiles() {
        return List.of(VANILLA, SHIFTED, Shifted.oneSided(0.07, 0.2), new Constant(0.15));
    }

    @Test
    void isItsFormulaForEveryProfile() {
        Tensor z0 = random(N, 5, 1);
        Tensor z1 = random(N, 5, 2);
        for (TemperatureProfile profile : profiles()) {
            double expected = slow(table(z0, z1), profile);
            DyStress loss = new DyStress(profile, true);
            assertThat(loss.apply(z0, z1).item()).isCloseTo(expected, within(1e-10));
            Tensor single = loss.apply(z0.to(DType.FLOAT32), z1.to(DType.FLOAT32));
            TensorAssert.assertThat(single).hasDType(DType.FLOAT32).hasShape();
            assertThat(single.item()).isCloseTo(expected, within(2e-5));
        }
    }

    @ParameterizedTest
    @EnumSource(Dcl.Definition.class)
    void theDecoupledFormIsItsFormulaForEveryProfile(Dcl.Definition definition) {
        Tensor z0 = random(N, 5, 1);
        Tensor z1 = random(N, 5, 2);
        for (TemperatureProfile profile : profiles()) {
            assertThat(new DyStressDcl(profile, true, definition).apply(z0, z1).item())
                    .isCloseTo(slowDecoupled(table(z0, z1), profile, definition), within(1e-10));
        }
    }

    @Test
    void theQueueFormIsItsFormula() {
        Tensor query = random(N, 5, 1);
        Tensor key = random(N, 5, 2);
        Tensor queue = random(7, 5, 3);
        double[][] q = table(query);
        double[][] k = table(key);
        double sum = 0;
        for (int i = 0; i < N; i++) {
            double denominator = Math.exp(score(q[i], k[i], VANILLA));
            for (double[] negative : table(queue)) {
                denominator += Math.exp(score(q[i], negative, VANILLA));
            }
            sum += Math.log(denominator) - score(q[i], k[i], VANILLA);
        }
        assertThat(DyStress.defaults().apply(query, key, queue).item())
                .isCloseTo(sum / N, within(1e-10));
    }

    @Test
    void statisticsAreOfTheFirstImagesOfALargeBatch() {
        Tensor z0 = random(300, 5, 1);
        Tensor z1 = random(300, 5, 2);
        Map<String, Tensor> whole = SHIFTED.statistics(z0, z1);
        SHIFTED.statistics(z0.narrow(0, 0, 256), z1.narrow(0, 0, 256))
                .forEach(
                        (name, value) ->
                                assertThat(whole.get(name).item()).isEqualTo(value.item()));
    }

    @Test
    void statisticsAreTheMeansOfALoop() {
        Tensor z0 = random(N, 5, 1).requiresGrad_(true);
        Tensor z1 = random(N, 5, 2);
        double[][] z = table(z0.detach(), z1);
        double[] sums = new double[5];
        for (int i = 0; i < 2 * N; i++) {
            double nearest = -1;
            for (int k = 0; k < 2 * N; k++) {
                double c = cosine(z[i], z[k]);
                double share = k % N == i % N ? 1.0 / (2 * N) : 1.0 / (2 * N * (2 * N - 2));
                if (k != i) {
                    int kind = k % N == i % N ? 0 : 1;
                    sums[kind] += c * share;
                    sums[3 + kind] += c / score(z[i], z[k], SHIFTED) * share;
                    nearest = kind == 1 ? Math.max(nearest, c) : nearest;
                }
            }
            sums[2] += nearest / (2 * N);
        }
        Map<String, Tensor> found = SHIFTED.statistics(z0, z1);
        assertThat(found.keySet())
                .containsExactly(
                        "cosine_partners",
                        "cosine_others",
                        "cosine_nearest",
                        "temperature_partners",
                        "temperature_others");
        List<Tensor> values = List.copyOf(found.values());
        for (int i = 0; i < sums.length; i++) {
            assertThat(values.get(i).item()).isCloseTo(sums[i], within(1e-10));
            assertThat(values.get(i).requiresGrad()).isFalse();
        }
        assertThat(new Constant(0.1).statistics(z0, z1).keySet())
                .containsExactly("cosine_partners", "cosine_others", "cosine_nearest");
    }

    @Test
    void defaultsAreThoseOfImageNet() {
        assertThat(DyStress.defaults()).isEqualTo(new DyStress(new Cosine(0.1, 0.2), true));
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void equalEndsOfTheRangeAreTheFixedTemperaturesLosses(boolean detach) {
        Tensor z0 = random(N, 5, 1);
        Tensor z1 = random(N, 5, 2);
        Tensor queue = random(7, 5, 3);
        for (TemperatureProfile profile :
                List.of(new Cosine(0.2, 0.2), new Constant(0.2), Shifted.published(0.2, 0.2))) {
            DyStress loss = new DyStress(profile, detach);
            assertThat(loss.apply(z0, z1).item())
                    .isCloseTo(new NtXent(0.2).apply(z0, z1).item(), within(1e-12));
            assertThat(loss.apply(z0, z1, queue).item())
                    .isCloseTo(new InfoNce(0.2).apply(z0, z1, queue).item(), within(1e-12));
            for (Dcl.Definition definition : Dcl.Definition.values()) {
                assertThat(new DyStressDcl(profile, detach, definition).apply(z0, z1).item())
                        .isCloseTo(new Dcl(0.2, definition).apply(z0, z1).item(), within(1e-12));
            }
        }
    }

    @Test
    void equalRowsGiveTheLogarithmOfTheNumberOfOthers() {
        Tensor z = Tensor.ones(Shape.of(6, 5), DType.FLOAT64);
        assertThat(DyStress.defaults().apply(z, z).item()).isCloseTo(Math.log(11), within(1e-12));
        assertThat(DyStressDcl.defaults().apply(z, z).item())
                .isCloseTo(Math.log(10), within(1e-12));
    }

    /// Finite differences move the temperature too, so they are right for the attached one only.
    @Test
    void anAttachedTemperatureHasTheWholeGradient() {
        GradCheck.check(
                in -> new DyStress(VANILLA, false).apply(in.get(0), in.get(1)),
                random(3, 4, 1),
                random(3, 4, 2));
        GradCheck.check(
                in -> new DyStress(SHIFTED, false).apply(in.get(0), in.get(1), in.get(2)),
                random(3, 4, 1),
                random(3, 4, 2),
                random(4, 4, 3));
        for (Dcl.Definition definition : Dcl.Definition.values()) {
            GradCheck.check(
                    in -> new DyStressDcl(SHIFTED, false, definition).apply(in.get(0), in.get(1)),
                    random(3, 4, 1),
                    random(3, 4, 2));
        }
        assertThatThrownBy(() -> VANILLA.statistics(random(1, 5, 1), random(1, 5, 2)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("N >= 2");
        assertThatThrownBy(
                        () ->
                                GradCheck.check(
                                        in ->
                                                new DyStress(VANILLA, true)
                                                        .apply(in.get(0), in.get(1)),
                                        random(3, 4, 1),
                                        random(3, 4, 2)))
                .isInstanceOf(AssertionError.class)
                .hasMessageContaining("finite difference");
    }

    /// One query along x, its key and one negative at given angles: the loss is the softplus of the
    /// difference of the scores, so its derivative by the negative's angle is known.
    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void theFlagChangesTheGradientByTheDerivativeOfTheScore(boolean detach) {
        double angle = 1.2;
        Tensor query = SlowRows.plane(1, 0);
        Tensor key = SlowRows.plane(Math.cos(0.4), Math.sin(0.4));
        Tensor a = Tensor.scalar(angle, DType.FLOAT64).requiresGrad_(true);
        Tensor queue = Tensor.stack(List.of(a.cos(), a.sin()), 0).unsqueeze(0);
        new DyStress(VANILLA, detach).apply(query, key, queue).backward();

        double s = Math.cos(angle);
        double t = 0.1 + 0.05 * (1 + Math.cos(Math.PI * (1 + s)));
        double rise = -0.05 * Math.PI * Math.sin(Math.PI * (1 + s));
        double positive = score(new double[] {1, 0}, table(key)[0], VANILLA);
        double share = 1 / (1 + Math.exp(positive - s / t));
        double slope = detach ? 1 / t : (1 - s * rise / t) / t;
        assertThat(rise).isNotCloseTo(0, within(0.1));
        assertThat(a.grad().item()).isCloseTo(share * slope * -Math.sin(angle), within(1e-12));
    }

    @Test
    void batchesThatAreTooSmallAreNamed() {
        Tensor one = random(1, 5, 1);
        assertThatThrownBy(() -> DyStressDcl.defaults().apply(one, one))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("z0 [1, 5], z1 [1, 5] (expected: the same shape [N, D], N >= 2)");
        assertThatThrownBy(() -> DyStress.defaults().apply(one, one))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("z0 [1, 5], z1 [1, 5] (expected: the same shape [N, D], N >= 2)");
        // the queue has the negatives
        assertThat(DyStress.defaults().apply(one, one, random(2, 5, 2)).item()).isPositive();
        Tensor none = Tensor.zeros(Shape.of(0, 5));
        assertThatThrownBy(() -> DyStress.defaults().apply(one, one, none))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageStartingWith("queue: 0 rows");
    }
}
