package dev.balboa.autograd;

import dev.balboa.tensor.Graph;
import dev.balboa.tensor.Modes;
import dev.balboa.tensor.Tensor;
import java.util.Arrays;
import java.util.IdentityHashMap;
import java.util.Map;

/// A differentiable function whose forward and backward are written in Java, PyTorch's
/// `torch.autograd.Function`.
///
/// ```java
/// final class Cube implements CustomFunction {
///     public Tensor[] forward(Context context, Tensor... x) {
///         context.save(x[0]);
///         return new Tensor[] {x[0].pow(3)};
///     }
///     public Tensor[] backward(Context context, Tensor... grad) {
///         Tensor x = context.saved()[0];
///         return new Tensor[] {grad[0].mul(x.square()).mul(3)};
///     }
/// }
/// Tensor y = new Cube().apply(x)[0];
/// ```
///
/// `forward` runs without recording; `backward` is recorded when its own gradients are asked for,
/// so written with ordinary operators it can be differentiated again. An exception in either comes
/// out of `apply` or `backward()` as itself. Backward runs in a scope of its own, on the calling
/// thread for the CPU and on one of the engine's for CUDA.
public interface CustomFunction {
    /// Computes the outputs.
    ///
    /// @return new tensors; inputs and their views must be copied first
    Tensor[] forward(Context context, Tensor... inputs);

    /// Computes gradients of the inputs.
    ///
    /// @param gradOutputs one per output; zeros where an output was not used
    /// @return one per input, null where there is none
    Tensor[] backward(Context context, Tensor... gradOutputs);

    /// Runs the function.
    ///
    /// @return its outputs, part of the graph if an input requires grad
    /// @throws IllegalArgumentException if an input is null, or `forward` returns an input
    default Tensor[] apply(Tensor... inputs) {
        for (int i = 0; i < inputs.length; i++) {
            if (inputs[i] == null) {
                throw new IllegalArgumentException(
                        "input %d of %s is null (expected: a tensor; keep optional ones in a field)"
                                .formatted(i, getClass().getName()));
            }
        }
        Context context = new Context();
        Tensor[] outputs = Modes.gradMode(false, () -> forward(context, inputs));
        if (outputs == null) {
            throw new IllegalArgumentException(
                    "forward of %s returned no tensors (expected: an array)"
                            .formatted(getClass().getName()));
        }
        boolean[] differentiable = new boolean[outputs.length];
        Map<Tensor, Boolean> given = new IdentityHashMap<>();
        Arrays.stream(inputs).forEach(input -> given.put(input, true));
        for (int i = 0; i < outputs.length; i++) {
            if (outputs[i] == null) {
                throw new IllegalArgumentException(
                        "output %d of %s is null".formatted(i, getClass().getName()));
            }
            if (given.containsKey(outputs[i])) {
                throw new IllegalArgumentException(
                        "output %d of %s is one of its inputs; return copy() instead"
                                .formatted(i, getClass().getName()));
            }
            differentiable[i] = context.isDifferentiable(outputs[i]);
        }
        Tensor[] saved = context.takeSaved();
        Tensor[] attached =
                Graph.attach(
                        inputs,
                        outputs,
                        differentiable,
                        saved,
                        (grads, kept) -> {
                            context.restore(kept);
                            try {
                                return backward(context, grads);
                            } finally {
                                context.takeSaved();
                            }
                        });
        for (Tensor output : outputs)
            output.close(); // the attached ones are handles of the same tensors
        return attached;
    }

    /// What a call carries from forward to backward.
    final class Context {
        private Tensor[] saved = {};
        private Tensor[] constant = {};

        private Context() {}

        /// Keeps tensors for backward, without keeping the graph alive; changing one in place
        /// before backward is an error.
        public void save(Tensor... tensors) {
            saved = tensors.clone();
        }

        /// The saved tensors, in backward.
        public Tensor[] saved() {
            return saved.clone();
        }

        /// Marks outputs that have no gradient, such as indices.
        public void markNonDifferentiable(Tensor... outputs) {
            constant = outputs.clone();
        }

        private boolean isDifferentiable(Tensor output) {
            return Arrays.stream(constant).noneMatch(tensor -> tensor == output);
        }

        // A context that kept handles of its own would keep its outputs, and so itself, alive.
        private Tensor[] takeSaved() {
            Tensor[] taken = saved;
            saved = new Tensor[0];
            return taken;
        }

        private void restore(Tensor[] tensors) {
            saved = tensors;
        }
    }
}
