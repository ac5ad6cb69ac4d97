package dev.balboa.nn;

import dev.balboa.autograd.Autograd;
import dev.balboa.tensor.DType;
import dev.balboa.tensor.Generator;
import dev.balboa.tensor.Random;
import dev.balboa.tensor.Scope;
import dev.balboa.tensor.Shape;
import dev.balboa.tensor.Tensor;
import java.util.List;

/// A learned weight for each direction of an embedding, `λ` `[D]`, for
/// [dev.balboa.loss.AnInfoNce]: `λ = softplus(a)`, or `λ = a` for a signed metric.
///
/// Key: `a` `[D]`. It is best trained with a learning rate of its own, ten times the encoder's in
/// the paper, and without weight decay, which would pull a softplus towards `log 2`. Nothing in the
/// loss bounds `λ`; [#clamp_()] before or after each step keeps it within `[1e-3, 1e3]`, a signed
/// one within `[−1e3, 1e3]`.
///
/// Rusak et al., *InfoNCE: Identifying the Gap Between Theory and Practice*, AISTATS 2025; the
/// bounds are ours, the published code has none.
public final class DiagonalMetric implements Module {

    /// The least `λ` of a metric that is not signed.
    public static final double LEAST = 1e-3;

    /// The largest `λ`.
    public static final double LARGEST = 1e3;

    private static final double INITIAL_STD = 0.1;

    private final Parameter a;
    private final boolean signed;

    private DiagonalMetric(Parameter a, boolean signed) {
        this.a = a;
        this.signed = signed;
    }

    /// The published initial values: `a ~ N(0, 0.1²)`, so that each `λ` is about 0.69.
    ///
    /// @param dim       number of directions, at least 1
    /// @param generator draws the initial values
    /// @return the metric
    /// @throws IllegalArgumentException when `dim` is below 1
    public static DiagonalMetric of(long dim, Generator generator) {
        Check.atLeast("dim", dim, 1);
        return new DiagonalMetric(
                Parameter.trained(
                        "a",
                        () ->
                                Random.normal_(
                                        Tensor.empty(Shape.of(dim)), 0, INITIAL_STD, generator)),
                false);
    }

    /// The same weight in all directions, `1 / temperature`: the loss starts as NT-Xent at that
    /// temperature, which suits images better than the published start.
    ///
    /// @param dim         number of directions, at least 1
    /// @param temperature within `[1e-3, 1e3]`
    /// @return the metric
    /// @throws IllegalArgumentException when an argument is out of range
    public static DiagonalMetric ofTemperature(long dim, double temperature) {
        Check.atLeast("dim", dim, 1);
        requireWithin("temperature", temperature, 1 / LARGEST, 1 / LEAST);
        double start = inverseSoftplus(1 / temperature);
        return new DiagonalMetric(
                Parameter.trained("a", () -> Tensor.full(Shape.of(dim), start)), false);
    }

    /// A metric whose weights may become negative, as the loss needs where negatives vary less than
    /// positives.
    ///
    /// @param dim   number of directions, at least 1
    /// @param value every initial weight, within `[−1e3, 1e3]`
    /// @return the metric
    /// @throws IllegalArgumentException when an argument is out of range
    public static DiagonalMetric signed(long dim, double value) {
        Check.atLeast("dim", dim, 1);
        requireWithin("value", value, -LARGEST, LARGEST);
        return new DiagonalMetric(
                Parameter.trained("a", () -> Tensor.full(Shape.of(dim), value)), true);
    }

    @Override
    public List<Parameter> slots() {
        return List.of(a);
    }

    /// The weights; differentiable.
    ///
    /// @return `λ` `[D]`
    public Tensor forward() {
        return signed ? a.tensor() : a.tensor().softplus();
    }

    /// Puts weights that left the range back to its nearer end, in place. Call it after a step of
    /// the optimiser, whose state it leaves alone.
    public void clamp_() {
        double least = signed ? -LARGEST : inverseSoftplus(LEAST);
        Autograd.noGrad(() -> a.tensor().clamp_(least, LARGEST));
    }

    /// What to report about the weights. Takes no part in differentiation.
    ///
    /// @return their range and entropy now
    public Figures figures() {
        return Figures.of(values());
    }

    /// The weights as numbers.
    ///
    /// @return `D` values, in the order of the directions
    public double[] values() {
        return Autograd.noGrad(
                () -> {
                    try (Scope _ = Scope.open()) {
                        return forward().to(DType.FLOAT64).toDoubleArray();
                    }
                });
    }

    /// `log(eˣ − 1)`, by the form that does not overflow.
    private static double inverseSoftplus(double x) {
        return x + Math.log(-Math.expm1(-x));
    }

    private static void requireWithin(String name, double value, double least, double most) {
        if (!(value >= least && value <= most)) {
            throw new IllegalArgumentException(
                    name + ": " + value + " (expected: within [" + least + ", " + most + "])");
        }
    }

    /// Range and evenness of a metric.
    ///
    /// @param min     least weight
    /// @param max     largest weight
    /// @param entropy `−Σ p log p` with `pⱼ = |λⱼ| / Σ |λ|`, in `[0, log D]`: `log D` when all
    ///     directions count the same, 0 when one alone does, or none
    public record Figures(double min, double max, double entropy) {

        private static Figures of(double[] weights) {
            double min = Double.POSITIVE_INFINITY;
            double max = Double.NEGATIVE_INFINITY;
            double sum = 0;
            for (double weight : weights) {
                min = Math.min(min, weight);
                max = Math.max(max, weight);
                sum += Math.abs(weight);
            }
            double entropy = 0;
            for (double weight : weights) {
                double p = Math.abs(weight) / sum;
                entropy -= p > 0 ? p * Math.log(p) : 0;
            }
            return new Figures(min, max, entropy);
        }
    }
}
