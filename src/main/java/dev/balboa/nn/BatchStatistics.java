package dev.balboa.nn;

import dev.balboa.tensor.DType;
import dev.balboa.tensor.Functional;
import dev.balboa.tensor.Operator;
import dev.balboa.tensor.Shape;
import dev.balboa.tensor.Tensor;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// What the batch norms of any rank share: scale and shift, running statistics, and the mode.
///
/// Running values follow PyTorch: `running ← (1 − m) · running + m · batch`, with the unbiased
/// variance, and `m = 1 / n` for the `n`-th batch while the average is cumulative.
final class BatchStatistics {

    // native/src/batch_norm.cpp; by the batch's own statistics only
    private static final String BATCH_NORM_RELU = "balboa::batch_norm_relu";

    private final String owner;
    private final BatchNormOptions options;
    private final Optional<Parameter> weight;
    private final Optional<Parameter> bias;
    private final Optional<Running> running;
    private boolean training = true;
    // 0: exponential average; n > 0: cumulative, n batches seen so far plus one
    private long cumulative;

    BatchStatistics(String owner, int features, boolean affine, double scale) {
        this(
                owner,
                affine
                        ? BatchNormOptions.of(features)
                        : BatchNormOptions.of(features).withoutAffine(),
                scale);
    }

    BatchStatistics(String owner, BatchNormOptions options, double scale) {
        Shape shape = Shape.of(options.channels());
        this.owner = owner;
        this.options = options;
        this.weight = optional(options.affine(), "weight", shape, scale);
        this.bias = optional(options.affine(), "bias", shape, 0);
        this.running =
                options.trackRunningStats() ? Optional.of(Running.of(shape)) : Optional.empty();
    }

    private static Optional<Parameter> optional(
            boolean present, String name, Shape shape, double value) {
        return present
                ? Optional.of(Parameter.trained(name, () -> Tensor.full(shape, value)))
                : Optional.empty();
    }

    List<Parameter> slots() {
        List<Parameter> slots = new ArrayList<>();
        weight.ifPresent(slots::add);
        bias.ifPresent(slots::add);
        running.ifPresent(kept -> slots.addAll(List.of(kept.mean, kept.variance, kept.batches)));
        return List.copyOf(slots);
    }

    void mode(boolean train) {
        training = train;
    }

    boolean training() {
        return training;
    }

    /// Forgets the running statistics, if there are any; from here on each batch weighs the same.
    void startCumulative() {
        running.ifPresent(Running::reset);
        cumulative = 1;
    }

    void endCumulative() {
        cumulative = 0;
    }

    Tensor normalise(Tensor x) {
        boolean byBatch = training || running.isEmpty();
        if (byBatch) {
            requireSeveralValues(x);
        }
        double momentum = training ? nextMomentum() : 0;
        return Functional.batchNorm(x, state(), byBatch, momentum, options.eps());
    }

    private Functional.BatchNormState state() {
        return new Functional.BatchNormState(
                weight.map(Parameter::tensor).orElse(null),
                bias.map(Parameter::tensor).orElse(null),
                running.map(kept -> kept.mean.tensor()).orElse(null),
                running.map(kept -> kept.variance.tensor()).orElse(null));
    }

    /// `relu(normalise(x) + residual)`. In training on the CPU, with the channels innermost, in
    /// float32 or bfloat16, this is one operation; else the three.
    ///
    /// @param residual what is added, null for nothing
    Tensor normaliseRelu(Tensor x, Tensor residual) {
        if (!training) {
            Tensor normalised = normalise(x);
            return (residual == null ? normalised : normalised.add(residual)).relu();
        }
        requireSeveralValues(x);
        Functional.BatchNormState state = state();
        return Operator.of(BATCH_NORM_RELU)
                .call(
                        x,
                        residual,
                        state.weight(),
                        state.bias(),
                        state.runningMean(),
                        state.runningVar(),
                        nextMomentum(),
                        options.eps());
    }

    /// Counts the batch; how far the running values move towards it.
    private double nextMomentum() {
        if (running.isEmpty()) {
            return 0;
        }
        Tensor batches = running.get().batches.tensor();
        batches.add_(Tensor.scalar(1, DType.INT64));
        if (cumulative > 0) {
            return 1.0 / cumulative++;
        }
        return options.momentum().orElseGet(() -> 1.0 / batches.itemLong());
    }

    /// libtorch would divide by `n − 1 = 0` and put NaN into the running variance.
    private void requireSeveralValues(Tensor x) {
        if (x.numel() / Math.max(1, x.size(1)) < 2) {
            throw new IllegalArgumentException(
                    owner
                            + ": input "
                            + x.shape()
                            + " has one value per channel (expected "
                            + (running.isPresent()
                                    ? "in training: at least 2; raise the batch size or call"
                                            + " eval())"
                                    : "without running statistics: at least 2; raise the batch"
                                            + " size)"));
        }
    }

    /// The running values and the number of batches they come from.
    private record Running(Parameter mean, Parameter variance, Parameter batches) {

        static Running of(Shape shape) {
            return new Running(
                    Parameter.buffer("running_mean", () -> Tensor.zeros(shape)),
                    Parameter.buffer("running_var", () -> Tensor.ones(shape)),
                    Parameter.buffer(
                            "num_batches_tracked", () -> Tensor.zeros(Shape.of(), DType.INT64)));
        }

        void reset() {
            mean.tensor().zero_();
            variance.tensor().fill_(1);
            batches.tensor().zero_();
        }
    }
}
