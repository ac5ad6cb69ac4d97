package dev.balboa.bench;

import dev.balboa.internal.ffm.ProcessAbi;
import dev.balboa.tensor.Memory;
import dev.balboa.tensor.NativeHandle;
import dev.balboa.tensor.Tensor;
import dev.balboa.tensor.Threads;

/// The work as a loop in C++, inside the shim (`native/src/bench.cpp`): what the way through Java
/// is measured against.
///
/// The loops return times only, so the gate runs the same operators once on the same tensors, with
/// the same allocator.
final class CppSubjects {
    private CppSubjects() {}

    /// @param caching Balboa's allocator, or libtorch's own
    static Subject of(Work work, boolean caching) {
        Threads.set(work.threads());
        Memory.useCaching(caching);
        return switch (work) {
            case MUL -> {
                var inputs =
                        new BalboaSubjects.Mul(BalboaSubjects.left(false), BalboaSubjects.right());
                yield new Loop(work, inputs, inputs.a(), inputs.b());
            }
            case BACKWARD -> {
                var inputs =
                        new BalboaSubjects.Backward(
                                BalboaSubjects.left(true), BalboaSubjects.right());
                yield new Loop(work, inputs, inputs.a(), inputs.b());
            }
            case PRODUCT -> {
                var inputs =
                        new BalboaSubjects.Product(
                                BalboaSubjects.matrixLeft(), BalboaSubjects.matrixRight());
                yield new Loop(work, inputs, inputs.a(), inputs.b());
            }
            case TEMPORARIES -> {
                var inputs = new BalboaSubjects.Temporaries(BalboaSubjects.large());
                yield new Loop(work, inputs, inputs.x(), inputs.x());
            }
            // dim() in C++ is one load that a compiler moves out of the loop
            default -> throw new IllegalArgumentException("no loop in C++: " + work.label());
        };
    }

    private record Loop(Work work, Subject gate, Tensor a, Tensor b) implements Subject {
        @Override
        public double[] result() {
            return gate.result();
        }

        @Override
        public void run(long rounds) {
            long x = NativeHandle.of(a);
            long y = NativeHandle.of(b);
            double nanos =
                    switch (work) {
                        case MUL -> ProcessAbi.benchMul(x, y, rounds);
                        case BACKWARD -> ProcessAbi.benchBackward(x, y, rounds);
                        case PRODUCT -> ProcessAbi.benchProductPointwise(x, y, rounds);
                        case TEMPORARIES -> ProcessAbi.benchTemporaries(x, rounds);
                        default -> throw new AssertionError(work);
                    };
            if (nanos < 0) throw new IllegalStateException(work.label() + ": the C++ loop failed");
        }
    }
}
