package dev.balboa.bench;

import ai.djl.engine.Engine;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import ai.djl.training.GradientCollector;
import java.util.Arrays;

/// The work through DJL's `NDArray`, each array closed by hand or by its manager.
final class DjlSubjects {
    private DjlSubjects() {}

    static Subject of(Work work) {
        NDManager manager = NDManager.newBaseManager();
        NDArray a = manager.create(Inputs.smallLeft(), new Shape(2, 2));
        NDArray b = manager.create(Inputs.smallRight(), new Shape(2, 2));
        return switch (work) {
            case MUL -> new Mul(a, b);
            case BACKWARD -> {
                a.setRequiresGradient(true);
                yield new Backward(a, b);
            }
            case PRODUCT -> {
                Shape shape = new Shape(Inputs.SIDE, Inputs.SIDE);
                yield new Product(
                        manager.create(Inputs.matrixLeft(), shape),
                        manager.create(Inputs.matrixRight(), shape));
            }
            case TEMPORARIES -> new Temporaries(manager.create(Inputs.large()));
            default -> throw new IllegalArgumentException("not among DJL's work: " + work.label());
        };
    }

    private static double[] at(NDArray array, int[] probes) {
        float[] values = array.toFloatArray();
        return Arrays.stream(probes).mapToDouble(probe -> values[probe]).toArray();
    }

    private static double[] all(NDArray array) {
        return at(array, new int[] {0, 1, 2, 3});
    }

    private record Mul(NDArray a, NDArray b) implements Subject {
        @Override
        public double[] result() {
            try (NDArray product = a.mul(b)) {
                return all(product);
            }
        }

        @Override
        public void run(long rounds) {
            for (long i = 0; i < rounds; i++) a.mul(b).close();
        }
    }

    /// DJL has no way to drop a gradient: it is set to zero.
    private record Backward(NDArray a, NDArray b) implements Subject {
        @Override
        public double[] result() {
            step();
            try (NDArray gradient = a.getGradient()) {
                double[] values = all(gradient);
                gradient.subi(gradient);
                return values;
            }
        }

        @Override
        public void run(long rounds) {
            for (long i = 0; i < rounds; i++) {
                step();
                try (NDArray gradient = a.getGradient()) {
                    gradient.subi(gradient);
                }
            }
        }

        private void step() {
            try (GradientCollector collector = Engine.getInstance().newGradientCollector();
                    NDArray product = a.mul(b);
                    NDArray loss = product.sum()) {
                collector.backward(loss);
            }
        }
    }

    private record Product(NDArray a, NDArray b) implements Subject {
        @Override
        public double[] result() {
            try (NDArray product = a.matMul(b);
                    NDArray sum = product.add(a);
                    NDArray result = sum.getNDArrayInternal().relu()) {
                return at(result, Inputs.probes(Work.PRODUCT));
            }
        }

        @Override
        public void run(long rounds) {
            for (long i = 0; i < rounds; i++) {
                try (NDArray product = a.matMul(b);
                        NDArray sum = product.add(a)) {
                    sum.getNDArrayInternal().relu().close();
                }
            }
        }
    }

    private record Temporaries(NDArray x) implements Subject {
        @Override
        public double[] result() {
            try (NDArray square = x.mul(x);
                    NDArray sum = square.add(x)) {
                return at(sum, Inputs.probes(Work.TEMPORARIES));
            }
        }

        @Override
        public void run(long rounds) {
            for (long i = 0; i < rounds; i++) {
                try (NDArray square = x.mul(x)) {
                    square.add(x).close();
                }
            }
        }
    }
}
