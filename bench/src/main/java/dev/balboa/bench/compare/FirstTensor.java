package dev.balboa.bench.compare;

import dev.balboa.tensor.Tensor;

/// From the start of the process to the first tensor; `bench/python/first_tensor.py` does the same.
final class FirstTensor {
    private FirstTensor() {}

    /// @param args none
    public static void main(String[] args) {
        try (Tensor tensor = Tensor.of(1f, 2f, 3f);
                Tensor doubled = tensor.mul(2)) {
            System.out.println(doubled);
        }
    }
}
