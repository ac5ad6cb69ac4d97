package dev.balboa.autograd;

import dev.balboa.tensor.DType;
import dev.balboa.tensor.Device;
import dev.balboa.tensor.Generator;
import dev.balboa.tensor.Modes;
import dev.balboa.tensor.Scope;
import dev.balboa.tensor.Shape;
import dev.balboa.tensor.Tensor;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Objects;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;

/// Gradient checkpointing: a part of a network forgets what it computed, and computes it again in
/// the backward pass. Memory for time: between the passes only the part's inputs and outputs stay.
/// Chen et al., *Training Deep Nets with Sublinear Memory Cost*, 2016; PyTorch's
/// `torch.utils.checkpoint` with `use_reentrant=True`.
///
/// ```java
/// Tensor features = Checkpointing.apply(stage::forward, x);
/// ```
///
/// Gradients are those without checkpointing, for the inputs and for every leaf that the body uses,
/// such as a module's parameters. What to know:
///
/// - The body runs twice and must compute the same twice. A body that draws random numbers, such as
///   one with a `Dropout` or a `TransformerEncoderLayer` inside, is called with the generators that
///   it draws from: the second run then draws what the first did, and they go on afterwards as if
///   there had been none. Without them the masks differ, and the gradients are wrong. A module
///   lists its own: `Checkpointing.apply(stage::forward, x, stage.randomSources())`.
/// - What a body counts, it counts twice, such as the running statistics of batch norm.
/// - It runs under the autocast of the forward pass both times.
/// - Leaves used inside collect their gradients in `grad` during the walk, whatever was asked for:
///   walk with `backward()`. [Autograd#grad] gives the inputs' gradients, but treats such leaves as
///   unused.
/// - The result can be differentiated once. `createGraph` is refused.
public final class Checkpointing {

    private Checkpointing() {}

    /// Runs a body of one tensor.
    ///
    /// @param body  from an input to an output; run again in backward, on the thread of the walk
    /// @param input any tensor
    /// @return the body's output
    public static Tensor apply(UnaryOperator<Tensor> body, Tensor input) {
        Objects.requireNonNull(body, "body");
        return apply(in -> Collections.singletonList(body.apply(in.getFirst())), List.of(input))
                .getFirst();
    }

    /// Runs a body of one tensor that draws random numbers.
    ///
    /// @param body       from an input to an output; run again in backward
    /// @param input      any tensor
    /// @param generators every source that the body draws from, such as that of its dropouts; each
    ///     must be open until backward is done
    /// @return the body's output
    public static Tensor apply(
            UnaryOperator<Tensor> body, Tensor input, List<Generator> generators) {
        Objects.requireNonNull(body, "body");
        return apply(
                        in -> Collections.singletonList(body.apply(in.getFirst())),
                        List.of(input),
                        generators)
                .getFirst();
    }

    /// Runs a body of several tensors.
    ///
    /// @param body   from inputs to outputs; run again in backward, on the thread of the walk
    /// @param inputs any tensors
    /// @return the body's outputs; those that are no floating-point tensors have no gradient
    /// @throws IllegalArgumentException if the body returns nothing or a null
    public static List<Tensor> apply(
            Function<List<Tensor>, List<Tensor>> body, List<Tensor> inputs) {
        return apply(body, inputs, List.of());
    }

    /// Runs a body of several tensors that draws random numbers.
    ///
    /// @param body       from inputs to outputs; run again in backward, on the thread of the walk
    /// @param inputs     any tensors
    /// @param generators every source that the body draws from; each must be open until backward is
    ///     done
    /// @return the body's outputs; those that are no floating-point tensors have no gradient
    /// @throws IllegalArgumentException if the body returns nothing or a null
    public static List<Tensor> apply(
            Function<List<Tensor>, List<Tensor>> body,
            List<Tensor> inputs,
            List<Generator> generators) {
        Objects.requireNonNull(body, "body");
        List<Generator> sources = List.copyOf(generators);
        if (!Autograd.isGradEnabled()) {
            return body.apply(inputs);
        }
        // Without an input that requires grad, the node would not be in the graph, and parameters
        // inside would silently get no gradient.
        Tensor anchor = Tensor.zeros(Shape.of(0)).requiresGrad_(true);
        Tensor[] all = new Tensor[inputs.size() + 1];
        for (int i = 0; i < inputs.size(); i++) {
            all[i] = Objects.requireNonNull(inputs.get(i), "input " + i);
        }
        all[inputs.size()] = anchor;
        return List.of(new Recomputed(body, inputs, sources).apply(all));
    }

    /// One call: forward without a graph, backward through a graph of a second forward.
    private static final class Recomputed implements CustomFunction {

        private final Function<List<Tensor>, List<Tensor>> body;
        private final List<Autocasting> autocasts;
        private final boolean[] requiresGrad;
        private final List<Generator> generators;

        Recomputed(
                Function<List<Tensor>, List<Tensor>> body,
                List<Tensor> inputs,
                List<Generator> generators) {
            this.body = body;
            this.generators = generators;
            this.requiresGrad = new boolean[inputs.size()];
            for (int i = 0; i < requiresGrad.length; i++) {
                requiresGrad[i] = inputs.get(i).requiresGrad();
            }
            this.autocasts =
                    inputs.stream()
                            .map(Tensor::device)
                            .filter(device -> device.type() != Device.Type.META)
                            .distinct()
                            .map(Autocasting::of)
                            .toList();
        }

        @Override
        public Tensor[] forward(Context context, Tensor... all) {
            // after the inputs and the anchor: what the generators were about to draw
            context.save(
                    Stream.concat(Arrays.stream(all), generators.stream().map(Generator::getState))
                            .toArray(Tensor[]::new));
            Tensor[] results;
            // what lies between must not stay in the caller's scope
            try (Scope scope = Scope.open()) {
                // a view of an input cannot become the output of a function
                results =
                        firstRun(leaves(all, false)).stream()
                                .map(output -> scope.keep(output.detach().copy()))
                                .toArray(Tensor[]::new);
            }
            context.markNonDifferentiable(
                    Arrays.stream(results).filter(t -> !differentiable(t)).toArray(Tensor[]::new));
            return results;
        }

        // Autocast keeps the converted weights until its block ends. Converted without recording,
        // they would cut off the gradients of every later use of the weights in the block.
        private List<Tensor> firstRun(List<Tensor> inputs) {
            boolean converts = autocasts.stream().anyMatch(Autocasting::enabled);
            return converts ? Autograd.enableGrad(() -> outputs(inputs)) : outputs(inputs);
        }

        @Override
        public Tensor[] backward(Context context, Tensor... gradOutputs) {
            if (Autograd.isGradEnabled()) {
                throw new IllegalStateException(
                        "checkpointing: createGraph (expected: one derivative; run the body without"
                                + " checkpointing for a second)");
            }
            Tensor[] saved = context.saved();
            List<Tensor> inputs = leaves(saved, true);
            List<Tensor> outputs = drawingAgain(saved, () -> again(inputs));
            requireSame(outputs, gradOutputs);
            List<Tensor> recorded = new ArrayList<>();
            List<Tensor> gradients = new ArrayList<>();
            for (int i = 0; i < gradOutputs.length; i++) {
                if (gradOutputs[i] != null && outputs.get(i).requiresGrad()) {
                    recorded.add(outputs.get(i));
                    gradients.add(gradOutputs[i]);
                }
            }
            if (!recorded.isEmpty()) {
                Autograd.backward(recorded, gradients, List.of(), GradOptions.ONCE);
            }
            Tensor[] results = new Tensor[inputs.size() + 1];
            for (int i = 0; i < inputs.size(); i++) {
                results[i] = inputs.get(i).grad();
            }
            return results;
        }

        private List<Tensor> again(List<Tensor> inputs) {
            return Autograd.enableGrad(() -> underAutocast(0, () -> outputs(inputs)));
        }

        /// Work that draws what the first run drew; afterwards the generators are where they were.
        private <T> T drawingAgain(Tensor[] saved, Supplier<T> work) {
            List<Tensor> now = generators.stream().map(Generator::getState).toList();
            int first = saved.length - generators.size();
            for (int i = 0; i < generators.size(); i++) {
                generators.get(i).setState(saved[first + i]);
            }
            try {
                return work.get();
            } finally {
                for (int i = 0; i < generators.size(); i++) {
                    generators.get(i).setState(now.get(i));
                }
            }
        }

        /// The inputs, cut off from the graph they come from.
        private List<Tensor> leaves(Tensor[] all, boolean grad) {
            List<Tensor> leaves = new ArrayList<>();
            for (int i = 0; i < requiresGrad.length; i++) {
                Tensor leaf = all[i].detach();
                leaves.add(grad && requiresGrad[i] ? leaf.requiresGrad_(true) : leaf);
            }
            return leaves;
        }

        private List<Tensor> outputs(List<Tensor> inputs) {
            List<Tensor> outputs = body.apply(inputs);
            if (outputs == null
                    || outputs.isEmpty()
                    || outputs.stream().anyMatch(Objects::isNull)) {
                throw new IllegalArgumentException(
                        "checkpointing: the body returned " + outputs + " (expected: tensors)");
            }
            return outputs;
        }

        private <T> T underAutocast(int i, Supplier<T> work) {
            return i == autocasts.size()
                    ? work.get()
                    : autocasts.get(i).call(() -> underAutocast(i + 1, work));
        }

        private static void requireSame(List<Tensor> outputs, Tensor[] gradients) {
            boolean same = outputs.size() == gradients.length;
            for (int i = 0; same && i < gradients.length; i++) {
                same = gradients[i] == null || outputs.get(i).shape().equals(gradients[i].shape());
            }
            if (!same) {
                throw new IllegalStateException(
                        "checkpointing: the second run returned shapes %s (expected: %s, as the first)"
                                .formatted(
                                        outputs.stream().map(Tensor::shape).toList(),
                                        Arrays.stream(gradients)
                                                .map(g -> g == null ? null : g.shape())
                                                .toList()));
            }
        }

        private static boolean differentiable(Tensor tensor) {
            return tensor.dtype().isFloatingPoint() || tensor.dtype().isComplex();
        }
    }

    /// The autocast of a kind of device as it was in the forward pass, off included.
    private record Autocasting(Device.Type type, DType dtype, boolean enabled) {

        // libtorch tells the mode only by what it does: a product of float32 comes out in its type.
        static Autocasting of(Device device) {
            try (Scope _ = Scope.open()) {
                Tensor one = Tensor.ones(Shape.of(1, 1), DType.FLOAT32, device);
                DType product = Autograd.noGrad(() -> one.mm(one)).dtype();
                return product == DType.FLOAT32
                        ? new Autocasting(device.type(), DType.BFLOAT16, false)
                        : new Autocasting(device.type(), product, true);
            }
        }

        <T> T call(Supplier<T> body) {
            return Modes.autocast(type, dtype, enabled, body);
        }
    }
}
