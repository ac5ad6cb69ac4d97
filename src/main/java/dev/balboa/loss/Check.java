package dev.balboa.loss;

import dev.balboa.tensor.DType;
import dev.balboa.tensor.Device;
import dev.balboa.tensor.Tensor;
import java.util.List;

/// Argument checks whose messages name the argument, its value and what was expected.
final class Check {

    private static final double LEAST_TEMPERATURE = 1e-8;

    private Check() {}

    /// Two tensors of one shape, floating-point both.
    static void alike(String name, Tensor a, String other, Tensor b) {
        if (!a.shape().equals(b.shape())) {
            throw new IllegalArgumentException(
                    name
                            + " "
                            + a.shape()
                            + ", "
                            + other
                            + " "
                            + b.shape()
                            + " (expected: the same shape; expand the smaller one)");
        }
        floating(name, a);
        floating(other, b);
    }

    static void floating(String name, Tensor x) {
        if (!x.dtype().isFloatingPoint()) {
            throw new IllegalArgumentException(
                    name
                            + ": "
                            + x.dtype()
                            + " (expected: a floating-point type; convert with"
                            + " to(DType.FLOAT32))");
        }
    }

    /// At least 1e-8, so that cosines divided by it stay within float32.
    static void temperature(String name, double value) {
        if (!(value >= LEAST_TEMPERATURE) || Double.isInfinite(value)) {
            throw new IllegalArgumentException(
                    name
                            + ": "
                            + value
                            + " (expected: >= "
                            + LEAST_TEMPERATURE
                            + ", usually 0.07 to 0.5)");
        }
    }

    static void positive(String name, double value) {
        if (!(value > 0) || Double.isInfinite(value)) {
            throw new IllegalArgumentException(name + ": " + value + " (expected: > 0)");
        }
    }

    static void notNegative(String name, double value) {
        if (!(value >= 0) || Double.isInfinite(value)) {
            throw new IllegalArgumentException(name + ": " + value + " (expected: >= 0)");
        }
    }

    static void within(String name, double value, double least, double most) {
        if (!(value >= least && value <= most)) {
            throw new IllegalArgumentException(
                    name + ": " + value + " (expected: within [" + least + ", " + most + "])");
        }
    }

    /// A copy of weights that are finite and not negative.
    static List<Double> weights(String name, List<Double> weights) {
        for (double weight : weights) {
            if (!(weight >= 0) || Double.isInfinite(weight)) {
                throw new IllegalArgumentException(
                        name + ": " + weights + " (expected: finite values >= 0)");
            }
        }
        return List.copyOf(weights);
    }

    /// Weights as a vector beside `x`, or null for none.
    static Tensor vector(List<Double> weights, Tensor x) {
        if (weights.isEmpty()) {
            return null;
        }
        double[] values = weights.stream().mapToDouble(Double::doubleValue).toArray();
        DType dtype = x.dtype();
        Device device = x.device();
        return Tensor.of(values).to(device, dtype);
    }
}
