package dev.balboa.javacpp;

import dev.balboa.internal.libtorch.TensorExchange;
import dev.balboa.tensor.Tensor;
import java.lang.ref.Reference;
import org.bytedeco.javacpp.LongPointer;

/// Shares tensors with the JavaCPP presets of PyTorch without a copy.
///
/// Both sides then hold one tensor of libtorch: its memory, sizes, graph and gradient. What one
/// side writes the other sees; `backward()` on either side reaches the leaves of both. Each side
/// has a reference of its own, closed as is usual there, and the memory goes with the last one.
///
/// Call [#load()] before the first use of `org.bytedeco.pytorch`: whoever is first decides which
/// BLAS libtorch runs on.
///
/// ```java
/// PresetTensors.load();
/// Tensor x = Tensor.zeros(Shape.of(2, 3));
/// org.bytedeco.pytorch.Tensor y = PresetTensors.toPresets(x);
/// y.fill_(new org.bytedeco.pytorch.Scalar(1));     // x is 1 now
/// ```
public final class PresetTensors {
    // libtorch's Tensor is one pointer, to a TensorImpl.
    private static final int WORDS_OF_A_TENSOR = 1;

    private PresetTensors() {}

    /// Loads libtorch as Balboa does, then the presets' JNI library on it. Does nothing the second
    /// time; the conversions call it too.
    ///
    /// @throws dev.balboa.tensor.LibtorchException if the presets' classes are missing, would load
    ///     another libtorch than the one that is loaded (`BALBOA_LIBTORCH` is set), or were used
    ///     first and brought another BLAS; with the remedy
    public static void load() {
        TensorExchange.instance().require();
    }

    /// A tensor of Balboa's for one of the presets.
    ///
    /// @param tensor a defined tensor; it stays the caller's
    /// @return one more reference to it, owned by the current scope as any new tensor
    /// @throws IllegalArgumentException if it is null, closed or undefined
    /// @throws dev.balboa.tensor.LibtorchException as [#load()]
    public static Tensor fromPresets(org.bytedeco.pytorch.Tensor tensor) {
        load();
        if (tensor == null || tensor.isNull()) {
            throw new IllegalArgumentException("tensor: null or closed (expected: a tensor)");
        }
        try {
            if (!tensor.defined()) {
                throw new IllegalArgumentException(
                        "tensor: undefined (expected: one with sizes and a type)");
            }
            long address = tensor.unsafeGetTensorImpl().address();
            return (Tensor) TensorExchange.instance().share(address);
        } finally {
            // JavaCPP frees what the collector finds unreachable.
            Reference.reachabilityFence(tensor);
        }
    }

    /// A tensor of the presets for one of Balboa's.
    ///
    /// @param tensor an open tensor; it stays its owner's
    /// @return one more reference to it, freed by `close()`, its `PointerScope`, or JavaCPP's
    ///     collector
    /// @throws IllegalStateException if it is closed
    /// @throws dev.balboa.tensor.LibtorchException as [#load()]
    public static org.bytedeco.pytorch.Tensor toPresets(Tensor tensor) {
        if (tensor == null) {
            throw new IllegalArgumentException("tensor: null (expected: a tensor)");
        }
        load();
        return TensorExchange.instance().lend(tensor, PresetTensors::reference);
    }

    // A word that holds the address reads as a Tensor that owns nothing; libtorch's copy
    // constructor makes one of it that does.
    private static org.bytedeco.pytorch.Tensor reference(long address) {
        try (LongPointer word = new LongPointer(WORDS_OF_A_TENSOR)) {
            word.put(address);
            return new org.bytedeco.pytorch.Tensor(new org.bytedeco.pytorch.Tensor(word));
        }
    }
}
