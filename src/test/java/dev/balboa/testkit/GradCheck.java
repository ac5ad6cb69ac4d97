package dev.balboa.testkit;

import dev.balboa.autograd.Autograd;
import dev.balboa.autograd.GradOptions;
import dev.balboa.tensor.DType;
import dev.balboa.tensor.Tensor;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;

/// Compares the gradients of a function with finite differences in float64, as
/// `torch.autograd.gradcheck` does.
///
/// The function's output is reduced to one number with fixed weights, so that a wrong entry of the
/// Jacobian cannot hide behind another. Central differences with step 1e-6; `|analytic - numeric|
/// <= 1e-5 + 1e-3 |numeric|`, PyTorch's own bounds.
public final class GradCheck {
    private static final double STEP = 1e-6;
    private static final double ATOL = 1e-5;
    private static final double RTOL = 1e-3;

    private GradCheck() {}

    /// Checks the first derivative.
    ///
    /// @param function of the inputs, differentiable around them
    /// @param inputs float64; their `requires_grad` is set
    /// @throws AssertionError naming the input and element that disagree
    public static void check(Function<List<Tensor>, Tensor> function, Tensor... inputs) {
        List<Tensor> leaves = leaves(inputs);
        Tensor output = weighted(function.apply(leaves));
        List<Tensor> analytic = Autograd.grad(output, leaves);
        for (int i = 0; i < leaves.size(); i++) compare(function, leaves, i, analytic.get(i));
    }

    /// Checks the second derivative too: the gradient as a function of the inputs.
    public static void checkTwice(Function<List<Tensor>, Tensor> function, Tensor... inputs) {
        check(function, inputs);
        check(
                leaves -> {
                    Tensor output = weighted(function.apply(leaves));
                    List<Tensor> grads =
                            Autograd.grad(
                                    List.of(output), leaves, List.of(), GradOptions.CREATE_GRAPH);
                    List<Tensor> flat = new ArrayList<>();
                    grads.forEach(grad -> flat.add(grad.flatten()));
                    return Tensor.cat(flat, 0);
                },
                inputs);
    }

    private static List<Tensor> leaves(Tensor[] inputs) {
        List<Tensor> leaves = new ArrayList<>();
        for (Tensor input : inputs) {
            if (input.dtype() != DType.FLOAT64) {
                throw new IllegalArgumentException(
                        "gradcheck: " + input.dtype() + " (expected: float64)");
            }
            leaves.add(input.detach().copy().requiresGrad_(true));
        }
        return leaves;
    }

    private static void compare(
            Function<List<Tensor>, Tensor> function,
            List<Tensor> leaves,
            int which,
            Tensor analytic) {
        double[] found = analytic.toDoubleArray();
        double[] start = leaves.get(which).toDoubleArray();
        for (int k = 0; k < start.length; k++) {
            double up = valueAt(function, leaves, which, shifted(start, k, STEP));
            double down = valueAt(function, leaves, which, shifted(start, k, -STEP));
            double numeric = (up - down) / (2 * STEP);
            if (Math.abs(found[k] - numeric) <= ATOL + RTOL * Math.abs(numeric)) continue;
            throw new AssertionError(
                    "input %d, element %d: analytic gradient %s, finite difference %s"
                            .formatted(which, k, found[k], numeric));
        }
    }

    private static double[] shifted(double[] values, int k, double step) {
        double[] copy = values.clone();
        copy[k] += step;
        return copy;
    }

    private static double valueAt(
            Function<List<Tensor>, Tensor> function,
            List<Tensor> leaves,
            int which,
            double[] values) {
        List<Tensor> at = new ArrayList<>(leaves);
        at.set(which, Tensor.of(values, leaves.get(which).shape()).requiresGrad_(true));
        return weighted(function.apply(at)).item();
    }

    private static Tensor weighted(Tensor output) {
        double[] weights = new double[(int) output.numel()];
        for (int i = 0; i < weights.length; i++) weights[i] = Math.sin(i + 1.0) + 1.5;
        return output.mul(Tensor.of(weights, output.shape())).sum();
    }
}
