package dev.balboa.reliability;

import dev.balboa.tensor.Tensor;
import java.util.Arrays;

/// Uses a tensor after `closesIt` has closed it, and prints the exception with its cause.
final class ClosedTensorMain {
    private ClosedTensorMain() {}

    public static void main(String[] arguments) {
        Tensor tensor = Tensor.of(1f, 2f);
        closesIt(tensor);
        try {
            tensor.sum();
        } catch (IllegalStateException e) {
            System.out.println("message " + e.getMessage());
            if (e.getCause() == null) return;
            System.out.println("cause " + e.getCause().getMessage());
            boolean named =
                    Arrays.stream(e.getCause().getStackTrace())
                            .anyMatch(frame -> frame.getMethodName().equals("closesIt"));
            System.out.println("place-named " + named);
        }
    }

    private static void closesIt(Tensor tensor) {
        tensor.close();
    }
}
