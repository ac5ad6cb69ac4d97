package dev.balboa.bench;

import org.bytedeco.javacpp.FloatPointer;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch;

/// The work through JavaCPP's own PyTorch classes; each tensor is closed by hand, as fast code in
/// them must.
final class JavaCppSubjects {
    private static volatile long sink;

    private JavaCppSubjects() {}

    static Subject of(Work work) {
        Tensor a = matrix(Inputs.smallLeft());
        Tensor b = matrix(Inputs.smallRight());
        torch.set_num_threads(work.threads());
        return switch (work) {
            case MUL -> new Mul(a, b);
            case BACKWARD -> new Backward(a.requires_grad_(true), b);
            case DIM -> new Dim(a);
            default ->
                    throw new IllegalArgumentException("not among JavaCPP's work: " + work.label());
        };
    }

    private static Tensor matrix(float[] values) {
        return Tensor.create(values, 2, 2);
    }

    private static double[] values(Tensor tensor) {
        double[] values = new double[4];
        try (FloatPointer data = tensor.data_ptr_float()) {
            for (int i = 0; i < values.length; i++) values[i] = data.get(i);
        }
        return values;
    }

    private record Mul(Tensor a, Tensor b) implements Subject {
        @Override
        public double[] result() {
            try (Tensor product = a.mul(b)) {
                return values(product);
            }
        }

        @Override
        public void run(long rounds) {
            for (long i = 0; i < rounds; i++) a.mul(b).close();
        }
    }

    private record Backward(Tensor a, Tensor b) implements Subject {
        @Override
        public double[] result() {
            step();
            try (Tensor gradient = a.mutable_grad()) {
                double[] values = values(gradient);
                gradient.reset();
                return values;
            }
        }

        @Override
        public void run(long rounds) {
            for (long i = 0; i < rounds; i++) {
                step();
                try (Tensor gradient = a.mutable_grad()) {
                    gradient.reset();
                }
            }
        }

        private void step() {
            try (Tensor product = a.mul(b);
                    Tensor loss = product.sum()) {
                loss.backward();
            }
        }
    }

    private record Dim(Tensor a) implements Subject {
        @Override
        public double[] result() {
            return new double[] {a.dim()};
        }

        @Override
        public void run(long rounds) {
            long sum = 0;
            for (long i = 0; i < rounds; i++) sum += a.dim();
            sink = sum;
        }
    }
}
