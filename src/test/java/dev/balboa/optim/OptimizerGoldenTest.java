package dev.balboa.optim;

import static dev.balboa.tensor.MemoryFormat.CHANNELS_LAST;
import static dev.balboa.tensor.MemoryFormat.CONTIGUOUS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import dev.balboa.autograd.Autograd;
import dev.balboa.tensor.DType;
import dev.balboa.tensor.MemoryFormat;
import dev.balboa.tensor.Shape;
import dev.balboa.tensor.Tensor;
import dev.balboa.testkit.Goldens;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.IntConsumer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/// Ten steps of each optimiser. Oracle: the trajectories of `torch.optim` (`optim_goldens.py`,
/// whose formulas for values and gradients are repeated here); for LARS, the paper's formula in a
/// loop over Java doubles.
class OptimizerGoldenTest {

    private static final int STEPS = 10;
    private static final Schedule SCHEDULE = new Schedule.Linear(1, 0.5, 10); // 1 − k / 20

    private final Map<String, Tensor> parameters = new LinkedHashMap<>();

    @ParameterizedTest
    @CsvSource({
        "sgd, FLOAT64", "sgd, FLOAT32",
        "sgd momentum decay, FLOAT64", "sgd momentum decay, FLOAT32",
        "sgd nesterov, FLOAT64", "sgd nesterov, FLOAT32",
        "adam, FLOAT64", "adam, FLOAT32",
        "adam options, FLOAT64", "adam options, FLOAT32",
        "adamw, FLOAT64", "adamw, FLOAT32",
        "adamw options, FLOAT64", "adamw options, FLOAT32",
        "rmsprop, FLOAT64", "rmsprop, FLOAT32",
        "rmsprop options, FLOAT64", "rmsprop options, FLOAT32"
    })
    void stepsAreThoseOfPyTorch(String name, DType dtype) {
        start(dtype);
        JsonNode golden =
                Goldens.json("optim.json").get("optimizers").get(name).get(dtype.toString());
        double tolerance = dtype == DType.FLOAT64 ? 1e-13 : 3e-6;
        try (Optimizer optimizer = make(name)) {
            run(
                    optimizer,
                    0,
                    STEPS,
                    done -> {
                        JsonNode kept = golden.get(Integer.toString(done));
                        if (kept != null) {
                            assertValues("a", kept.get(0), tolerance);
                            assertValues("b", kept.get(1), tolerance);
                        }
                    });
        }
    }

    private void assertValues(String key, JsonNode expected, double tolerance) {
        double[] values = new double[expected.size()];
        for (int i = 0; i < values.length; i++) {
            values[i] = expected.get(i).doubleValue();
        }
        assertThat(doubles(parameters.get(key))).containsExactly(values, within(tolerance));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "sgd momentum decay",
                "adam options",
                "adamw options",
                "rmsprop options",
                "lars"
            })
    void aRestoredOptimizerGoesOnAsTheSavedOneWould(String name) {
        start(DType.FLOAT64);
        Map<String, double[]> values = new HashMap<>();
        Map<String, Tensor> state = new LinkedHashMap<>();
        double[] whole;
        try (Optimizer optimizer = make(name)) {
            run(optimizer, 0, 5, _ -> {});
            parameters.forEach((key, tensor) -> values.put(key, doubles(tensor)));
            optimizer.state().forEach((key, tensor) -> state.put(key, tensor.copy()));
            run(optimizer, 5, STEPS, _ -> {});
            whole = doubles(parameters.get("a"));
        }
        start(DType.FLOAT64);
        Autograd.noGrad(
                () ->
                        values.forEach(
                                (key, kept) -> {
                                    Tensor target = parameters.get(key);
                                    target.copy_(Tensor.of(kept, target.shape()));
                                }));
        try (Optimizer optimizer = make(name)) {
            optimizer.load(state, 5);
            assertThat(optimizer.steps()).isEqualTo(5);
            run(optimizer, 5, STEPS, _ -> {});
            assertThat(doubles(parameters.get("a"))).isEqualTo(whole);
        }
    }

    @Test
    void aStateOfAnotherOptimizerIsRefusedAndChangesNothing() {
        start(DType.FLOAT64);
        try (Optimizer adam = make("adam");
                Optimizer sgd = make("sgd momentum decay")) {
            run(sgd, 0, 1, _ -> {});
            assertThatThrownBy(() -> adam.load(sgd.state(), 1))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageContaining("state does not fit Adam")
                    .hasMessageContaining("missing keys [exp_avg.a")
                    .hasMessageContaining("unexpected keys [momentum.a, momentum.b]");
            assertThat(adam.steps()).isZero();
            Map<String, Tensor> wrong = new LinkedHashMap<>(sgd.state());
            wrong.put("momentum.b", Tensor.zeros(Shape.of(6), DType.FLOAT64));
            assertThatThrownBy(() -> sgd.load(wrong, 1))
                    .hasMessageContaining("momentum.b: shape [6] (expected: [5])");
        }
    }

    @Test
    void larsFollowsThePaper() {
        start(DType.FLOAT64);
        double[] w = doubles(parameters.get("a"));
        double[] v = new double[w.length];
        double[] bias = doubles(parameters.get("b"));
        double[] u = new double[bias.length];
        try (Optimizer lars = make("lars")) {
            for (int k = 0; k < STEPS; k++) {
                double rate = 0.3 * (1 - k / 20.0);
                step(w, v, gradient(0, k, w), rate, 0.05, 0.02);
                if (k != 2) {
                    step(bias, u, gradient(1, k, bias), rate, 0, 0);
                }
                run(lars, k, k + 1, _ -> {});
                assertThat(doubles(parameters.get("a"))).containsExactly(w, within(1e-13));
                assertThat(doubles(parameters.get("b"))).containsExactly(bias, within(1e-13));
            }
        }
    }

    /// One step of algorithm 1; without `eta` nothing adapts.
    private static void step(
            double[] w, double[] v, double[] g, double rate, double decay, double eta) {
        double trust = eta == 0 ? 1 : eta * norm(w) / (norm(g) + decay * norm(w));
        for (int i = 0; i < w.length; i++) {
            v[i] = 0.9 * v[i] + rate * trust * (g[i] + decay * w[i]);
            w[i] -= v[i];
        }
    }

    private static double norm(double[] x) {
        double sum = 0;
        for (double each : x) {
            sum += each * each;
        }
        return Math.sqrt(sum);
    }

    @Test
    void aZeroParameterMovesUnderLars() {
        Tensor w = Tensor.zeros(Shape.of(2, 2), DType.FLOAT64).requiresGrad_(true);
        Lars.Config config = new Lars.Config(0.5, 0, 0, 0.001);
        try (Optimizer lars = Lars.of(config, Map.of("w", w), new Schedule.Constant())) {
            w.sum().backward(); // gradient 1; without a norm of w the trust is 1
            lars.step();
            assertThat(doubles(w)).containsOnly(-0.5);
        }
    }

    @Test
    void parametersWithGapsAreSteppedAsDenseOnesAre() {
        Tensor whole = Tensor.arange(0.0, 12, 1, DType.FLOAT64).reshape(3, 4);
        Tensor slice = whole.narrow(1, 0, 2).detach().requiresGrad_(true);
        Tensor dense = slice.detach().copy().requiresGrad_(true);
        for (Tensor w : List.of(slice, dense)) {
            try (Optimizer adam =
                    Adam.of(Adam.Config.of(0.1), Map.of("w", w), new Schedule.Constant())) {
                for (int i = 0; i < 3; i++) {
                    w.square().sum().backward();
                    adam.step();
                    adam.zeroGrad();
                }
            }
        }
        assertThat(doubles(slice)).isEqualTo(doubles(dense));
        assertThat(doubles(whole.narrow(1, 2, 2))).containsExactly(2, 3, 6, 7, 10, 11);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "sgd momentum decay",
                "adam options",
                "adamw options",
                "rmsprop options",
                "lars"
            })
    void theOrderInMemoryChangesNoStep(String name) {
        Tensor values = Tensor.arange(0.0, 120, 1, DType.FLOAT64).reshape(2, 5, 3, 4).sin();
        Tensor target = Tensor.arange(0.0, 120, 1, DType.FLOAT64).reshape(2, 5, 3, 4).cos();
        List<double[]> ends = new ArrayList<>();
        for (MemoryFormat ofWeight : List.of(CONTIGUOUS, CHANNELS_LAST)) {
            for (MemoryFormat ofGradient : List.of(CONTIGUOUS, CHANNELS_LAST)) {
                Tensor w = values.contiguous(ofWeight).detach().copy().requiresGrad_(true);
                parameters.clear();
                parameters.put("a", w);
                parameters.put("b", Tensor.ones(Shape.of(5), DType.FLOAT64));
                parameters.get("b").requiresGrad_(true);
                try (Optimizer optimizer = make(name)) {
                    for (int k = 0; k < 3; k++) {
                        w.setGrad(w.detach().sub(target).contiguous(ofGradient));
                        optimizer.step();
                    }
                    ends.add(doubles(w));
                    optimizer
                            .state()
                            .forEach(
                                    (key, state) -> {
                                        if (state.dim() == 4) ends.add(doubles(state));
                                    });
                }
                assertThat(w.strides()).isEqualTo(values.contiguous(ofWeight).strides());
            }
        }
        int each = ends.size() / 4;
        for (int i = each; i < ends.size(); i++) {
            // norms of LARS add up in another order
            assertThat(ends.get(i)).containsExactly(ends.get(i % each), within(1e-14));
        }
    }

    @Test
    void decayMatricesOnlySparesBiasesAndNorms() {
        start(DType.FLOAT64);
        List<ParameterGroup> groups =
                ParameterGroup.decayMatricesOnly(parameters, new Schedule.Constant());
        assertThat(groups).extracting(ParameterGroup::name).containsExactly("decay", "no_decay");
        Sgd.Config config = new Sgd.Config(0.5, 0, 0.1, false);
        double[] a = doubles(parameters.get("a"));
        double[] b = doubles(parameters.get("b"));
        try (Optimizer sgd = Sgd.of(config, parameters, groups)) {
            parameters.values().forEach(w -> w.mul(0).sum().backward()); // gradient 0
            sgd.step();
        }
        for (int i = 0; i < a.length; i++) {
            a[i] -= 0.5 * 0.1 * a[i];
        }
        assertThat(doubles(parameters.get("a"))).containsExactly(a, within(1e-15));
        assertThat(doubles(parameters.get("b"))).isEqualTo(b);
    }

    @Test
    void settingsOutOfRangeAreNamed() {
        assertThatThrownBy(() -> Adam.Config.of(0)).hasMessage("learningRate: 0.0 (expected: > 0)");
        assertThatThrownBy(() -> new Adam.Config(1, 1, 0.9, 0, 0, false))
                .hasMessage("beta1: 1.0 (expected: within [0, 1))");
        assertThatThrownBy(() -> new AdamW.Config(1, 0.9, 0.9, 0, -1, false))
                .hasMessage("weightDecay: -1.0 (expected: >= 0)");
        assertThatThrownBy(() -> new RmsProp.Config(1, 1.5, 0, 0, 0, false))
                .hasMessage("alpha: 1.5 (expected: within [0, 1])");
        assertThatThrownBy(() -> new Lars.Config(1, 0, 0, Double.NaN))
                .hasMessage("eta: NaN (expected: > 0)");
        Tensor counts = Tensor.of(1, 2);
        assertThatThrownBy(
                        () ->
                                Sgd.of(
                                        new Sgd.Config(1, 0, 0, false),
                                        Map.of("n", counts),
                                        new Schedule.Constant()))
                .hasMessage("parameter n: int32 (expected: a real floating-point type)");
    }

    private void start(DType dtype) {
        parameters.clear();
        parameters.put("a", leaf(0, Shape.of(3, 4), dtype));
        parameters.put("b", leaf(1, Shape.of(5), dtype));
    }

    private static Tensor leaf(int t, Shape shape, DType dtype) {
        double[] values = new double[(int) shape.numel()];
        for (int i = 0; i < values.length; i++) {
            values[i] = Math.sin(0.7 * (i + 1) + t);
        }
        return Tensor.of(values, shape).to(dtype).requiresGrad_(true);
    }

    private static double[] gradient(int t, int k, double[] w) {
        double[] g = new double[w.length];
        for (int i = 0; i < g.length; i++) {
            g[i] = Math.cos(0.3 * (i + 1) + 0.9 * k + t) + 0.1 * w[i];
        }
        return g;
    }

    /// The loss whose gradient is the formula's: the cosines times `w`, plus `w² / 20`.
    private void run(Optimizer optimizer, int from, int to, IntConsumer after) {
        for (int k = from; k < to; k++) {
            int t = 0;
            for (Tensor w : parameters.values()) {
                if (t == 0 || k != 2) {
                    double[] slope = gradient(t, k, new double[(int) w.numel()]);
                    Tensor c = Tensor.of(slope, w.shape()).to(w.dtype());
                    w.mul(c).add(w.square().mul(0.05)).sum().backward();
                }
                t++;
            }
            optimizer.step();
            optimizer.zeroGrad();
            after.accept(k + 1);
        }
    }

    private Optimizer make(String name) {
        List<ParameterGroup> all = List.of(new ParameterGroup("all", parameters, SCHEDULE));
        return switch (name) {
            case "sgd" -> Sgd.of(new Sgd.Config(0.1, 0, 0, false), parameters, all);
            case "sgd momentum decay" ->
                    Sgd.of(new Sgd.Config(0.1, 0.9, 0.05, false), parameters, all);
            case "sgd nesterov" -> Sgd.of(new Sgd.Config(0.1, 0.9, 0.05, true), parameters, all);
            case "adam" -> Adam.of(Adam.Config.of(0.01), parameters, all);
            case "adam options" ->
                    Adam.of(new Adam.Config(0.05, 0.8, 0.95, 1e-3, 0.1, true), parameters, all);
            case "adamw" -> AdamW.of(AdamW.Config.of(0.01), parameters, all);
            case "adamw options" ->
                    AdamW.of(new AdamW.Config(0.05, 0.8, 0.95, 1e-3, 0.2, true), parameters, all);
            case "rmsprop" -> RmsProp.of(RmsProp.Config.of(0.01), parameters, all);
            case "rmsprop options" ->
                    RmsProp.of(
                            new RmsProp.Config(0.01, 0.9, 1e-4, 0.1, 0.8, true), parameters, all);
            case "lars" ->
                    Lars.of(
                            new Lars.Config(0.3, 0.9, 0.05, 0.02),
                            parameters,
                            ParameterGroup.decayMatricesOnly(parameters, SCHEDULE));
            default -> throw new IllegalArgumentException(name);
        };
    }

    private static double[] doubles(Tensor tensor) {
        return tensor.detach().to(DType.FLOAT64).flatten(0, -1).toDoubleArray();
    }
}
