package dev.balboa.tensor;

import dev.balboa.internal.ffm.AutogradAbi;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;

/// Walks of the autograd graph; `dev.balboa.autograd` is their public face.
public final class Graph {
    private Graph() {}

    /// What a walk keeps and makes.
    ///
    /// @param retain keep the graph for another walk
    /// @param create make the gradients differentiable themselves
    /// @param allowUnused inputs that the outputs do not depend on give null instead of an error
    public record Options(boolean retain, boolean create, boolean allowUnused) {
        /// One walk, then the graph is freed.
        public static final Options ONCE = new Options(false, false, false);
    }

    /// The backward of a function written in Java: gradients of the outputs and saved tensors to
    /// gradients of the inputs.
    @FunctionalInterface
    public interface Backward {
        /// @return one gradient per input, null where there is none
        Tensor[] apply(Tensor[] grads, Tensor[] saved);
    }

    /// Adds the gradients of `outputs` to the `grad` of the leaves, or of `inputs` alone if it is
    /// not empty.
    public static void backward(
            List<Tensor> outputs,
            List<Tensor> gradients,
            List<Tensor> inputs,
            boolean retain,
            boolean create) {
        checkGradients(outputs, gradients);
        Objects.requireNonNull(inputs, "inputs");
        try (Pinned pinned = new Pinned()) {
            int status =
                    AutogradAbi.backward(
                            pinned.handles(outputs),
                            gradients.isEmpty() ? 0 : pinned.handles(gradients),
                            outputs.size(),
                            retain || create ? 1 : 0,
                            create ? 1 : 0,
                            inputs.isEmpty() ? 0 : pinned.handles(inputs),
                            inputs.size());
            Errors.check(status, "backward");
        }
    }

    /// The gradients of `outputs` with respect to `inputs`; null entries with
    /// [Options#allowUnused].
    public static List<Tensor> gradients(
            List<Tensor> outputs, List<Tensor> inputs, List<Tensor> gradients, Options options) {
        checkGradients(outputs, gradients);
        Objects.requireNonNull(inputs, "inputs");
        int flags =
                (options.retain || options.create ? AutogradAbi.RETAIN_GRAPH : 0)
                        | (options.create ? AutogradAbi.CREATE_GRAPH : 0)
                        | (options.allowUnused ? AutogradAbi.ALLOW_UNUSED : 0);
        try (Pinned pinned = new Pinned()) {
            MemorySegment out = pinned.allocate(inputs.size());
            int status =
                    AutogradAbi.gradients(
                            pinned.handles(outputs),
                            gradients.isEmpty() ? 0 : pinned.handles(gradients),
                            outputs.size(),
                            pinned.handles(inputs),
                            inputs.size(),
                            flags,
                            out.address());
            Errors.check(status, "grad");
            ThreadState state = ThreadState.current();
            List<Tensor> results = new ArrayList<>();
            for (int i = 0; i < inputs.size(); i++) {
                long handle = out.getAtIndex(ValueLayout.JAVA_LONG, i);
                results.add(handle == 0 ? null : Tensor.adopt(handle, state));
            }
            return results;
        }
    }

    // Native code reads one gradient per output.
    private static void checkGradients(List<Tensor> outputs, List<Tensor> gradients) {
        Objects.requireNonNull(outputs, "outputs");
        Objects.requireNonNull(gradients, "gradients (expected: a list, empty for none)");
        if (!gradients.isEmpty() && gradients.size() != outputs.size()) {
            throw new IllegalArgumentException(
                    "gradients: %d (expected: %d, one per output, or none)"
                            .formatted(gradients.size(), outputs.size()));
        }
    }

    /// Makes tensors that were computed without grad the results of a differentiable function.
    ///
    /// @param differentiable one flag per output
    /// @param saved what `backward` is given again; changing one in place before it runs is an
    ///     error
    /// @return the outputs, attached to the graph
    public static Tensor[] attach(
            Tensor[] inputs,
            Tensor[] outputs,
            boolean[] differentiable,
            Tensor[] saved,
            Backward backward) {
        return JavaFunctions.attach(inputs, outputs, differentiable, saved, backward);
    }

    /// Java functions and hooks that native code still holds; 0 once every graph is gone.
    public static int heldFunctions() {
        return JavaFunctions.held();
    }
}
