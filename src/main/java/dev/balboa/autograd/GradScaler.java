package dev.balboa.autograd;

import dev.balboa.tensor.DType;
import dev.balboa.tensor.Device;
import dev.balboa.tensor.Operator;
import dev.balboa.tensor.Scope;
import dev.balboa.tensor.Shape;
import dev.balboa.tensor.Tensor;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/// Keeps small gradients of float16 above its smallest number: the loss is scaled up before
/// backward, the gradients are scaled down before the step, and a step whose gradients are infinite
/// or NaN is left out. PyTorch's `torch.amp.GradScaler`.
///
/// ```java
/// GradScaler scaler = new GradScaler(GradScaler.Config.DEFAULT);
/// Tensor loss = Autocast.on(device, DType.FLOAT16).call(() -> objective(batch));
/// scaler.scale(loss).backward();
/// scaler.step(parameters, optimizer::step);
/// scaler.update();
/// ```
///
/// After each step without infinities a count grows; at `growthInterval` the scale is multiplied by
/// `growthFactor` (unless float32 would overflow) and the count starts again. After a step with
/// some, the scale is multiplied by `backoffFactor` and the count starts again. Between `scale` and
/// `step`, [#unscale] gives the true gradients, for clipping. bfloat16 needs none of this.
///
/// Serves one optimiser, on any device, by one thread at a time; holds no tensors.
public final class GradScaler {

    private static final String CHECK = "aten::_amp_foreach_non_finite_check_and_unscale_";

    private enum Stage {
        READY,
        UNSCALED,
        STEPPED
    }

    private final Config config;
    private State state;
    private Stage stage = Stage.READY;
    private boolean finite;

    /// A scaler at its first scale.
    ///
    /// @param config how the scale changes
    public GradScaler(Config config) {
        this.config = Objects.requireNonNull(config, "config");
        this.state = new State(config.initScale(), 0);
    }

    /// Scales a loss up.
    ///
    /// @param loss of a floating-point type
    /// @return loss times scale, a 0-d float32 tensor as PyTorch's: a 0-d loss of float16 or
    ///     bfloat16 becomes float32, where it does not overflow; one with dimensions keeps its type
    ///     and may overflow in float16
    public Tensor scale(Tensor loss) {
        return loss.mul(Tensor.full(Shape.of(), state.scale(), DType.FLOAT32, loss.device()));
    }

    /// Scales gradients down and looks for infinities and NaN. Optional: [#step] does it otherwise.
    ///
    /// @param parameters whose gradients are changed in place
    /// @return whether all are finite
    /// @throws IllegalStateException when called twice before [#update()], or after [#step]
    /// @throws IllegalArgumentException when no parameter has a gradient, or one is of float16:
    ///     parameters stay in float32, and autocast computes in float16
    public boolean unscale(Collection<Tensor> parameters) {
        if (stage != Stage.READY) {
            throw new IllegalStateException(
                    "unscale: called after %s (expected: once, before step, and then update)"
                            .formatted(stage == Stage.UNSCALED ? "unscale" : "step"));
        }
        try (Scope _ = Scope.open()) {
            finite = Autograd.noGrad(() -> unscaled(gradients(parameters)));
        }
        stage = Stage.UNSCALED;
        return finite;
    }

    private boolean unscaled(Collection<List<Tensor>> gradients) {
        // The reciprocal in double, as PyTorch, then rounded once.
        double inverse = (float) (1 / state.scale());
        List<Tensor> found = new ArrayList<>();
        for (List<Tensor> list : gradients) {
            Device device = list.getFirst().device();
            Tensor infinite = Tensor.zeros(Shape.of(1), DType.FLOAT32, device);
            Tensor factor = Tensor.full(Shape.of(1), inverse, DType.FLOAT32, device);
            Operator.of(CHECK).results(list, infinite, factor);
            found.add(infinite);
        }
        return found.stream().allMatch(infinite -> infinite.item() == 0); // waits for the device
    }

    private static Collection<List<Tensor>> gradients(Collection<Tensor> parameters) {
        record Kind(DType dtype, Device device) {}
        Map<Kind, List<Tensor>> lists = new LinkedHashMap<>();
        for (Tensor parameter : parameters) {
            Tensor gradient = parameter.grad();
            if (gradient == null) {
                continue;
            }
            if (gradient.dtype() == DType.FLOAT16) {
                throw new IllegalArgumentException(
                        "gradient: float16 (expected: float32, of parameters in float32 under"
                                + " autocast)");
            }
            lists.computeIfAbsent(
                            new Kind(gradient.dtype(), gradient.device()), _ -> new ArrayList<>())
                    .add(gradient);
        }
        if (lists.isEmpty()) {
            throw new IllegalArgumentException(
                    "parameters: none has a gradient (expected: a backward pass before)");
        }
        return lists.values();
    }

    /// Takes the optimiser's step if all gradients are finite, after scaling them down unless
    /// [#unscale] has.
    ///
    /// @param parameters of the optimiser
    /// @param step       the optimiser's, such as `optimizer::step`
    /// @return whether the step was taken
    /// @throws IllegalStateException when called twice before [#update()]
    /// @throws IllegalArgumentException as [#unscale]
    public boolean step(Collection<Tensor> parameters, Runnable step) {
        if (stage == Stage.STEPPED) {
            throw new IllegalStateException(
                    "step: called twice (expected: update() after each step)");
        }
        if (stage == Stage.READY) {
            unscale(parameters);
        }
        if (finite) {
            step.run();
        }
        stage = Stage.STEPPED;
        return finite;
    }

    /// Changes the scale by what the last [#step] or [#unscale] found.
    ///
    /// @throws IllegalStateException when there was neither since the last update
    public void update() {
        if (stage == Stage.READY) {
            throw new IllegalStateException("update: called before step (expected: after it)");
        }
        state = finite ? grown() : new State(rounded(config.backoffFactor()), 0);
        stage = Stage.READY;
    }

    private State grown() {
        int steps = state.growthTracker() + 1;
        if (steps < config.growthInterval()) {
            return new State(state.scale(), steps);
        }
        double larger = rounded(config.growthFactor());
        return new State(Double.isFinite(larger) ? larger : state.scale(), 0);
    }

    // PyTorch keeps the scale in float32.
    private double rounded(double factor) {
        return (float) (state.scale() * factor);
    }

    /// The scale and the count of finite steps, for a checkpoint.
    ///
    /// @return as of now
    public State state() {
        return state;
    }

    /// Continues from a saved state.
    ///
    /// @param saved what [#state()] gave
    public void load(State saved) {
        state = Objects.requireNonNull(saved, "saved");
        stage = Stage.READY;
    }

    /// What a scaler remembers.
    ///
    /// @param scale         factor on the loss, at least 0; 0 only after very many steps back
    /// @param growthTracker finite steps since the scale last changed, at least 0
    public record State(double scale, int growthTracker) {

        /// Checks the ranges.
        ///
        /// @throws IllegalArgumentException naming the component that is out of range
        public State {
            require(scale >= 0 && Float.isFinite((float) scale), "scale", scale, ">= 0, a float32");
            require(growthTracker >= 0, "growthTracker", growthTracker, ">= 0");
        }
    }

    /// How the scale changes.
    ///
    /// @param initScale      first scale, above 0
    /// @param growthFactor   of a growing scale, above 1
    /// @param backoffFactor  of a shrinking scale, within `(0, 1)`
    /// @param growthInterval finite steps before it grows, at least 1
    public record Config(
            double initScale, double growthFactor, double backoffFactor, int growthInterval) {

        /// PyTorch's defaults: 65,536, then doubled after 2,000 finite steps and halved at once.
        public static final Config DEFAULT = new Config(65_536, 2, 0.5, 2_000);

        /// Checks the ranges.
        ///
        /// @throws IllegalArgumentException naming the component that is out of range
        public Config {
            float first = (float) initScale;
            require(first > 0 && Float.isFinite(first), "initScale", initScale, "> 0, a float32");
            require(
                    growthFactor > 1 && Double.isFinite(growthFactor),
                    "growthFactor",
                    growthFactor,
                    "> 1");
            require(
                    backoffFactor > 0 && backoffFactor < 1,
                    "backoffFactor",
                    backoffFactor,
                    "within (0, 1)");
            require(growthInterval >= 1, "growthInterval", growthInterval, ">= 1");
            initScale = first;
        }
    }

    private static void require(boolean holds, String name, Number value, String range) {
        if (!holds) {
            throw new IllegalArgumentException(name + ": " + value + " (expected: " + range + ")");
        }
    }
}
