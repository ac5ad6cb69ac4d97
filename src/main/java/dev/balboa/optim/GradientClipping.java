package dev.balboa.optim;

import dev.balboa.autograd.Autograd;
import dev.balboa.tensor.Scope;
import dev.balboa.tensor.Tensor;
import java.util.Collection;
import java.util.List;

/// Bounds gradients between `backward` and `step`. Parameters without a gradient count for nothing.
///
/// ```java
/// loss.backward();
/// double norm = GradientClipping.byNorm(model.parameters().values(), 1.0);
/// optimizer.step();
/// ```
public final class GradientClipping {

    private static final double EPS = 1e-6;

    private GradientClipping() {}

    /// Scales all gradients by one factor, so that their Euclidean norm together is at most `most`.
    ///
    /// @param parameters whose gradients are changed; on one device
    /// @param most       largest norm, above 0
    /// @return the norm before, 0 where there is no gradient; NaN or infinite where a gradient is,
    ///     and then the gradients are no use
    public static double byNorm(Collection<Tensor> parameters, double most) {
        return byNorm(parameters, most, 2);
    }

    /// Scales all gradients by one factor, `min(1, most / (norm + 1e-6))`, so that the `p`-norm of
    /// all of them together is at most `most`: `torch.nn.utils.clip_grad_norm_`. Reads the norm
    /// back, so it waits for the device.
    ///
    /// @param parameters whose gradients are changed; on one device
    /// @param most       largest norm, above 0
    /// @param p          which norm, above 0; infinity for the largest element
    /// @return the norm before
    /// @throws IllegalArgumentException naming the argument that is out of range
    public static double byNorm(Collection<Tensor> parameters, double most, double p) {
        Check.positive("most", most);
        if (!(p > 0)) {
            throw new IllegalArgumentException("p: " + p + " (expected: > 0, or infinity)");
        }
        try (Scope _ = Scope.open()) {
            return Autograd.noGrad(
                    () -> {
                        List<Tensor> gradients = gradients(parameters);
                        if (gradients.isEmpty()) {
                            return 0.0;
                        }
                        Tensor norms = Tensor.stack(Foreach.norm(gradients, p), 0);
                        Tensor total = Double.isInfinite(p) ? norms.amax(false, 0) : norm(norms, p);
                        Foreach.mul_(gradients, total.add(EPS).reciprocal().mul(most).clampMax(1));
                        return total.item();
                    });
        }
    }

    private static Tensor norm(Tensor norms, double p) {
        return norms.pow(p).sum().pow(1 / p);
    }

    /// Clamps every element of every gradient to `[−most, most]`: `clip_grad_value_`.
    ///
    /// @param parameters whose gradients are changed
    /// @param most       largest absolute value, above 0
    /// @throws IllegalArgumentException when `most` is not positive
    public static void byValue(Collection<Tensor> parameters, double most) {
        Check.positive("most", most);
        try (Scope _ = Scope.open()) {
            Autograd.noGrad(
                    () -> {
                        List<Tensor> gradients = gradients(parameters);
                        if (!gradients.isEmpty()) {
                            Foreach.clampMin_(gradients, -most);
                            Foreach.clampMax_(gradients, most);
                        }
                    });
        }
    }

    private static List<Tensor> gradients(Collection<Tensor> parameters) {
        return parameters.stream().map(Tensor::grad).filter(g -> g != null).toList();
    }
}
