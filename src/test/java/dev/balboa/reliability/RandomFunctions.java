package dev.balboa.reliability;

import dev.balboa.autograd.CustomFunction;
import dev.balboa.tensor.Tensor;
import java.util.Arrays;
import java.util.function.Supplier;
import java.util.function.UnaryOperator;
import java.util.random.RandomGenerator;

/// Draws Java code that libtorch calls back: hooks, custom functions and the bodies of modes; right
/// ones, and ones that answer with null, with too little, with something else, or that throw.
final class RandomFunctions {

    private final RandomGenerator random;
    private final RandomTensors tensors;

    RandomFunctions(RandomGenerator random, RandomTensors tensors) {
        this.random = random;
        this.tensors = tensors;
    }

    /// A tensor hook.
    UnaryOperator<Tensor> hook() {
        return switch (random.nextInt(6)) {
            case 0 -> _ -> null;
            case 1 -> _ -> tensors.next();
            case 2 -> RandomFunctions::refuse;
            case 3 -> gradient -> gradient.mul(2);
            case 4 -> RandomFunctions::close;
            default -> UnaryOperator.identity();
        };
    }

    /// The body of a mode, such as `noGrad`: an operation, or a whole walk of a graph.
    Supplier<Tensor> body() {
        Tensor x = tensors.next();
        return switch (random.nextInt(4)) {
            case 0 -> () -> refuse(x);
            case 1 -> () -> x.mul(x);
            case 2 -> () -> x.sum();
            default ->
                    () -> {
                        x.sum().backward();
                        return x;
                    };
        };
    }

    /// A function whose forward and backward may answer wrongly.
    CustomFunction custom() {
        int forward = random.nextInt(6);
        int backward = random.nextInt(7);
        return new CustomFunction() {
            @Override
            public Tensor[] forward(Context context, Tensor... inputs) {
                context.save(inputs);
                return switch (forward) {
                    case 0 -> null;
                    case 1 -> inputs;
                    case 2 -> new Tensor[] {tensors.next(), null};
                    case 3 -> throw new IllegalStateException("forward refuses");
                    default -> Arrays.stream(inputs).map(x -> x.mul(2)).toArray(Tensor[]::new);
                };
            }

            @Override
            public Tensor[] backward(Context context, Tensor... gradOutputs) {
                return switch (backward) {
                    case 0 -> null;
                    case 1 -> new Tensor[0];
                    case 2 -> new Tensor[gradOutputs.length];
                    case 3 -> throw new IllegalStateException("backward refuses");
                    case 4 -> new Tensor[] {tensors.next()};
                    default -> gradOutputs;
                };
            }
        };
    }

    private static Tensor refuse(Tensor tensor) {
        throw new IllegalStateException("refuses " + tensor.shape());
    }

    private static Tensor close(Tensor tensor) {
        tensor.close();
        return null;
    }
}
