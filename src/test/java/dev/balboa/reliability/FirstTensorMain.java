package dev.balboa.reliability;

import dev.balboa.tensor.LibtorchException;
import dev.balboa.tensor.Tensor;

/// Makes two tensors. Prints `first` and `second`, each with the sum or with the message of the
/// refusal; anything else than a [LibtorchException] or an [IllegalArgumentException] ends the
/// process with a stack trace.
final class FirstTensorMain {
    private FirstTensorMain() {}

    public static void main(String[] arguments) {
        System.out.println("first " + attempt());
        System.out.println("second " + attempt());
    }

    private static String attempt() {
        try (Tensor tensor = Tensor.of(1f, 2f);
                Tensor sum = tensor.sum()) {
            return Double.toString(sum.item());
        } catch (LibtorchException | IllegalArgumentException e) {
            return e.getMessage();
        }
    }
}
