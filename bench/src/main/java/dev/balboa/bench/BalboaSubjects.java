package dev.balboa.bench;

import dev.balboa.tensor.Scope;
import dev.balboa.tensor.Shape;
import dev.balboa.tensor.Tensor;
import dev.balboa.tensor.Threads;
import java.util.Arrays;

/// The work through Balboa's public methods, written as a user would.
final class BalboaSubjects {
    private static final Shape SMALL = Shape.of(2, 2);
    private static final Shape MATRIX = Shape.of(Inputs.SIDE, Inputs.SIDE);

    // Where results of dim() go, so that no compiler can leave the calls out.
    private static volatile long sink;

    private BalboaSubjects() {}

    static Subject of(Work work) {
        Threads.set(work.threads());
        return switch (work) {
            case MUL -> new Mul(left(false), right());
            case BACKWARD -> new Backward(left(true), right());
            case DIM -> new Dim(left(false));
            case PRODUCT -> new Product(matrixLeft(), matrixRight());
            case TEMPORARIES -> new Temporaries(large());
            case NT_XENT_512, NT_XENT_2048, NT_XENT_4096, DYSTRESS_2048, ANINFONCE_2048 ->
                    LossSubject.of(work);
            case AUGMENT_CIFAR -> ViewSubject.cifar();
            case AUGMENT_IMAGENET -> ViewSubject.imageNet();
            case JPEG_DECODE -> DecodeSubjects.byBalboa();
            case RESNET18_STEP -> StepSubject.resNet();
            case CONVNET_STEP -> StepSubject.convNet();
            case MLP_STEP -> StepSubject.mlp();
            case TWO_VIEWS -> FolderSubject.create();
            case KNN -> KnnSubject.create();
        };
    }

    static Tensor left(boolean requiresGrad) {
        return Tensor.of(Inputs.smallLeft(), SMALL).requiresGrad_(requiresGrad);
    }

    static Tensor right() {
        return Tensor.of(Inputs.smallRight(), SMALL);
    }

    static Tensor matrixLeft() {
        return Tensor.of(Inputs.matrixLeft(), MATRIX);
    }

    static Tensor matrixRight() {
        return Tensor.of(Inputs.matrixRight(), MATRIX);
    }

    static Tensor large() {
        return Tensor.of(Inputs.large(), Shape.of(Inputs.LARGE));
    }

    private static double[] at(Tensor tensor, int[] probes) {
        float[] values = tensor.toFloatArray();
        return Arrays.stream(probes).mapToDouble(probe -> values[probe]).toArray();
    }

    record Mul(Tensor a, Tensor b) implements Subject {
        @Override
        public double[] result() {
            try (Tensor product = a.mul(b)) {
                return product.toDoubleArray();
            }
        }

        @Override
        public void run(long rounds) {
            try (Scope _ = Scope.open()) {
                for (long i = 0; i < rounds; i++) a.mul(b).close();
            }
        }
    }

    record Backward(Tensor a, Tensor b) implements Subject {
        @Override
        public double[] result() {
            try (Scope _ = Scope.open()) {
                a.mul(b).sum().backward();
                double[] gradient = a.grad().toDoubleArray();
                a.zeroGrad();
                return gradient;
            }
        }

        @Override
        public void run(long rounds) {
            for (long i = 0; i < rounds; i++) {
                try (Scope _ = Scope.open()) {
                    a.mul(b).sum().backward();
                    a.zeroGrad();
                }
            }
        }
    }

    record Dim(Tensor a) implements Subject {
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

    record Product(Tensor a, Tensor b) implements Subject {
        @Override
        public double[] result() {
            try (Scope _ = Scope.open()) {
                return at(a.matmul(b).add(a).relu(), Inputs.probes(Work.PRODUCT));
            }
        }

        @Override
        public void run(long rounds) {
            for (long i = 0; i < rounds; i++) {
                try (Scope _ = Scope.open()) {
                    a.matmul(b).add(a).relu();
                }
            }
        }
    }

    record Temporaries(Tensor x) implements Subject {
        @Override
        public double[] result() {
            try (Scope _ = Scope.open()) {
                return at(x.mul(x).add(x), Inputs.probes(Work.TEMPORARIES));
            }
        }

        @Override
        public void run(long rounds) {
            for (long i = 0; i < rounds; i++) {
                try (Scope _ = Scope.open()) {
                    x.mul(x).add(x);
                }
            }
        }
    }
}
