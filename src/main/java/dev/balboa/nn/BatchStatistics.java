package dev.balboa.nn;

import dev.balboa.tensor.DType;
import dev.balboa.tensor.Functional;
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

    private static final double MOMENTUM = 0.1;
    private static final double EPS = 1e-5;

    private final String owner;
    private final Optional<Parameter> weight;
    private final Optional<Parameter> bias;
    private final Parameter mean;
    private final Parameter variance;
    private final Parameter batches;
    private boolean training = true;
    // 0: exponential average; n > 0: cumulative, n batches seen so far plus one
    private long cumulative;

    BatchStatistics(String owner, int features, boolean affine, double scale) {
        Check.atLeast("features", features, 1);
        Shape shape = Shape.of(features);
        this.owner = owner;
        this.weight = optional(affine, "weight", shape, scale);
        this.bias = optional(affine, "bias", shape, 0);
        this.mean = Parameter.buffer("running_mean", () -> Tensor.zeros(shape));
        this.variance = Parameter.buffer("running_var", () -> Tensor.ones(shape));
        this.batches =
                Parameter.buffer(
                        "num_batches_tracked", () -> Tensor.zeros(Shape.of(), DType.INT64));
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
        slots.addAll(List.of(mean, variance, batches));
        return List.copyOf(slots);
    }

    void mode(boolean train) {
        training = train;
    }

    boolean training() {
        return training;
    }

    /// Forgets the running statistics; from here on each batch weighs the same.
    void startCumulative() {
        mean.tensor().zero_();
        variance.tensor().fill_(1);
        batches.tensor().zero_();
        cumulative = 1;
    }

    void endCumulative() {
        cumulative = 0;
    }

    Tensor normalise(Tensor x) {
        double momentum = MOMENTUM;
        if (training) {
            requireSeveralValues(x);
            batches.tensor().add_(Tensor.scalar(1, DType.INT64));
            momentum = cumulative > 0 ? 1.0 / cumulative++ : MOMENTUM;
        }
        return Functional.batchNorm(
                x,
                new Functional.BatchNormState(
                        weight.map(Parameter::tensor).orElse(null),
                        bias.map(Parameter::tensor).orElse(null),
                        mean.tensor(),
                        variance.tensor()),
                training,
                momentum,
                EPS);
    }

    /// libtorch would divide by `n − 1 = 0` and put NaN into the running variance.
    private void requireSeveralValues(Tensor x) {
        if (x.numel() / Math.max(1, x.size(1)) < 2) {
            throw new IllegalArgumentException(
                    owner
                            + ": input "
                            + x.shape()
                            + " has one value per channel (expected in training: at least 2;"
                            + " raise the batch size or call eval())");
        }
    }
}
