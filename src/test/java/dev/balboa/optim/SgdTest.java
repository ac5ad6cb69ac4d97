package dev.balboa.optim;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.balboa.tensor.Operator;
import dev.balboa.tensor.Scope;
import dev.balboa.tensor.Tensor;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// Oracle: the recurrence of the Javadoc as a loop over Java doubles, on the loss `½ Σ wᵢ²` whose
/// gradient is `w`.
class SgdTest {

    private static final Schedule CONSTANT = new Schedule.Constant();

    private static Tensor leaf(double... values) {
        return Tensor.of(values).requiresGrad_(true);
    }

    private static void descend(Tensor w, Sgd optimizer) {
        w.mul(w).sum().mul(0.5).backward();
        optimizer.step();
        optimizer.zeroGrad();
    }

    @ParameterizedTest
    @CsvSource({
        "0.1, 0, 0, false",
        "0.1, 0.9, 0, false",
        "0.1, 0.9, 0.01, false",
        "0.1, 0.9, 0.01, true"
    })
    void fiveStepsFollowTheRecurrence(double lr, double momentum, double decay, boolean nesterov) {
        double[] w = {1, -2, 0.5};
        double[] v = new double[w.length];
        Tensor parameter = leaf(w);
        Sgd.Config config = new Sgd.Config(lr, momentum, decay, nesterov);
        try (Sgd optimizer = Sgd.of(config, Map.of("w", parameter), new Schedule.Cosine(8))) {
            for (int step = 0; step < 5; step++) {
                descend(parameter, optimizer);
                double rate = lr * (1 + Math.cos(Math.PI * step / 8)) / 2;
                for (int i = 0; i < w.length; i++) {
                    double g = w[i] + decay * w[i];
                    v[i] = momentum * v[i] + g;
                    w[i] -= rate * (nesterov ? g + momentum * v[i] : v[i]);
                }
                assertThat(parameter.toDoubleArray()).containsExactly(w, within(1e-12));
            }
        }
    }

    @Test
    void eachGroupFollowsItsOwnSchedule() {
        Tensor slow = leaf(1);
        Tensor steady = leaf(1);
        List<ParameterGroup> groups =
                List.of(
                        new ParameterGroup("slow", Map.of("a", slow), new Schedule.Cosine(1)),
                        new ParameterGroup("steady", Map.of("b", steady), CONSTANT));
        Sgd.Config config = new Sgd.Config(0.5, 0, 0, false);
        try (Sgd optimizer = Sgd.of(config, Map.of("a", slow, "b", steady), groups)) {
            for (int i = 0; i < 2; i++) {
                slow.add(steady).sum().backward(); // gradient 1 each
                optimizer.step();
                optimizer.zeroGrad();
            }
            // the cosine over one step is 1, then 0
            assertThat(slow.item()).isEqualTo(0.5);
            assertThat(steady.item()).isEqualTo(0);
        }
    }

    @Test
    void aParameterWithoutGradientIsLeftAloneWithItsMomentum() {
        Tensor used = leaf(1);
        Tensor unused = leaf(1);
        Map<String, Tensor> all = Map.of("used", used, "unused", unused);
        try (Sgd optimizer = Sgd.of(new Sgd.Config(0.1, 0.9, 0.1, false), all, CONSTANT)) {
            descend(used, optimizer);
            assertThat(used.item()).isNotEqualTo(1);
            assertThat(unused.item()).isEqualTo(1);
            assertThat(optimizer.state().get("momentum.unused").item()).isZero();
            assertThat(optimizer.state().get("momentum.used").item()).isNotZero();
        }
    }

    @Test
    void zeroGradDropsTheGradient() {
        Tensor w = leaf(1);
        try (Sgd optimizer = Sgd.of(new Sgd.Config(0.1, 0, 0, false), Map.of("w", w), CONSTANT)) {
            w.sum().backward();
            optimizer.zeroGrad();
            assertThat(w.grad()).isNull();
        }
    }

    @Test
    void momentumBuffersOutliveTheScopeOfTheOptimiser() {
        Tensor w = leaf(2);
        Sgd optimizer;
        try (Scope _ = Scope.open()) {
            optimizer = Sgd.of(new Sgd.Config(0.1, 0.9, 0, false), Map.of("w", w), CONSTANT);
        }
        try (Scope _ = Scope.open()) {
            descend(w, optimizer);
        }
        assertThat(optimizer.state().get("momentum.w").item()).isEqualTo(2);
        optimizer.close();
        assertThat(optimizer.state().get("momentum.w").isClosed()).isTrue();
    }

    @Test
    void groupsThatAreNoPartitionAreRefusedByName() {
        Tensor a = leaf(1);
        Tensor b = leaf(1);
        Map<String, Tensor> all = Map.of("a", a, "b", b);
        ParameterGroup first = new ParameterGroup("first", Map.of("a", a), CONSTANT);
        ParameterGroup second = new ParameterGroup("second", all, CONSTANT);
        ParameterGroup foreign = new ParameterGroup("foreign", Map.of("c", leaf(1)), CONSTANT);
        ParameterGroup twin = new ParameterGroup("twin", Map.of("b", a), CONSTANT);
        assertRefused(all, List.of(first), "b is in no group");
        assertRefused(all, List.of(first, second), "a is in first and in second");
        assertRefused(all, List.of(second, foreign), "c is not a parameter to be trained");
        assertRefused(all, List.of(first, twin), "b is the same tensor as a");
    }

    private static void assertRefused(
            Map<String, Tensor> all, List<ParameterGroup> groups, String fault) {
        assertThatThrownBy(() -> ParameterGroup.requirePartition(all, groups))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining(fault)
                .hasMessageContaining("expected: every parameter in exactly one group");
    }

    @Test
    void anEmptyGroupIsRefused() {
        assertThatThrownBy(() -> new ParameterGroup("bias", Map.of(), CONSTANT))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("group bias: no parameters (expected: at least one)");
    }

    @ParameterizedTest
    @CsvSource({
        "0, 0.9, 0, false, learningRate",
        "NaN, 0.9, 0, false, learningRate",
        "0.1, 1, 0, false, momentum",
        "0.1, 0.9, -1, false, weightDecay",
        "0.1, 0, 0, true, nesterov"
    })
    void settingsOutOfRangeAreNamed(
            double lr, double momentum, double decay, boolean nesterov, String name) {
        assertThatThrownBy(() -> new Sgd.Config(lr, momentum, decay, nesterov))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageStartingWith(name + ": ")
                .hasMessageContaining("expected: ");
    }

    @Test
    void theFusedOperatorHasTheArgumentsThatAStepNames() {
        assertThat(Operator.of("aten::_fused_sgd_").schema())
                .contains(
                        "momentum_buffer_list",
                        "float weight_decay",
                        "float momentum",
                        "float lr",
                        "float dampening",
                        "bool nesterov",
                        "bool maximize",
                        "bool is_first_step");
    }
}
