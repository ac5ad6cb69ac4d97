package dev.balboa.autograd;

import dev.balboa.tensor.Graph;
import dev.balboa.tensor.Modes;
import dev.balboa.tensor.Tensor;
import java.util.List;
import java.util.Objects;
import java.util.function.Supplier;

/// Gradients of outputs with respect to inputs, and whether operations are recorded for them. The
/// modes are those of the calling platform thread; virtual threads are refused.
public final class Autograd {
    private Autograd() {}

    /// Runs `body` without recording: what it computes has no gradients.
    public static void noGrad(Runnable body) {
        noGrad(asSupplier(body));
    }

    /// Computes `body` without recording.
    ///
    /// @return what `body` returns
    public static <T> T noGrad(Supplier<T> body) {
        return Modes.gradMode(false, body);
    }

    /// Records again inside a [#noGrad] block.
    ///
    /// @return what `body` returns
    public static <T> T enableGrad(Supplier<T> body) {
        return Modes.gradMode(true, body);
    }

    /// True if operations on this thread are recorded.
    public static boolean isGradEnabled() {
        return Modes.isGradEnabled();
    }

    /// Runs `body` in inference mode, the cheapest: its results can never take part in autograd.
    public static void inferenceMode(Runnable body) {
        inferenceMode(asSupplier(body));
    }

    /// Computes `body` in inference mode.
    ///
    /// @return what `body` returns
    public static <T> T inferenceMode(Supplier<T> body) {
        return Modes.inferenceMode(body);
    }

    private static Supplier<Void> asSupplier(Runnable body) {
        return () -> {
            body.run();
            return null;
        };
    }

    /// The gradients of a scalar; the graph is freed.
    ///
    /// @return one per input
    public static List<Tensor> grad(Tensor output, List<Tensor> inputs) {
        Objects.requireNonNull(output, "output");
        return grad(List.of(output), inputs, List.of(), GradOptions.ONCE);
    }

    /// The gradients of `sum(outputs * gradOutputs)`; leaves the `grad` of every tensor alone.
    ///
    /// @param gradOutputs one per output, or empty if all outputs are scalars
    /// @return one per input; null where an input is unused and [GradOptions#allowUnused] is set
    public static List<Tensor> grad(
            List<Tensor> outputs,
            List<Tensor> inputs,
            List<Tensor> gradOutputs,
            GradOptions options) {
        Objects.requireNonNull(options, "options");
        return Graph.gradients(
                outputs,
                inputs,
                gradOutputs,
                new Graph.Options(
                        options.retainGraph(), options.createGraph(), options.allowUnused()));
    }

    /// Adds the gradients of several outputs to the `grad` of `inputs` only.
    ///
    /// @param gradOutputs one per output, or empty if all are scalars
    /// @param inputs the leaves to collect for; empty = all
    public static void backward(
            List<Tensor> outputs,
            List<Tensor> gradOutputs,
            List<Tensor> inputs,
            GradOptions options) {
        Objects.requireNonNull(options, "options");
        Graph.backward(outputs, gradOutputs, inputs, options.retainGraph(), options.createGraph());
    }
}
