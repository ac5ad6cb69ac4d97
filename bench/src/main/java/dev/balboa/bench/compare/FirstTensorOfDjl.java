package dev.balboa.bench.compare;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;

/// From the start of the process to the first array of DJL.
final class FirstTensorOfDjl {
    private FirstTensorOfDjl() {}

    /// @param args none
    public static void main(String[] args) {
        try (NDManager manager = NDManager.newBaseManager()) {
            NDArray doubled = manager.create(new float[] {1, 2, 3}).mul(2);
            System.out.println(doubled);
        }
    }
}
