package dev.balboa.bench.compare;

import java.util.Arrays;
import org.bytedeco.javacpp.FloatPointer;
import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.Tensor;

/// From the start of the process to the first tensor of JavaCPP's PyTorch classes.
final class FirstTensorOfJavaCpp {
    private FirstTensorOfJavaCpp() {}

    /// @param args none
    public static void main(String[] args) {
        float[] values = new float[3];
        try (Tensor tensor = Tensor.create(1f, 2f, 3f);
                Scalar two = new Scalar(2f);
                Tensor doubled = tensor.mul(two);
                FloatPointer data = doubled.data_ptr_float()) {
            data.get(values);
        }
        System.out.println(Arrays.toString(values));
    }
}
