package dev.balboa.testkit;

import com.fasterxml.jackson.databind.JsonNode;
import dev.balboa.tensor.DType;
import dev.balboa.tensor.Operator;
import dev.balboa.tensor.Shape;
import dev.balboa.tensor.Tensor;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.StreamSupport;

/// A recorded tensor: as an argument its whole storage and the view on it, as a result its elements
/// in C order.
///
/// @param dtype   element type
/// @param sizes   shape
/// @param strides in elements
/// @param offset  of the first element in the storage, 0 for results
/// @param data    raw little-endian bytes
/// @param conj    whether the conjugate bit was set
/// @param neg     whether the negative bit was set
public record GoldenTensor(
        DType dtype,
        long[] sizes,
        long[] strides,
        long offset,
        byte[] data,
        boolean conj,
        boolean neg) {

    /// Reads the JSON form.
    ///
    /// @param node as written by `golden_format.py`
    /// @return the tensor, not yet a native one
    public static GoldenTensor of(JsonNode node) {
        try {
            return new GoldenTensor(
                    DType.valueOf(node.get("dtype").asText().toUpperCase(Locale.ROOT)),
                    longs(node.get("sizes")),
                    longs(node.get("strides")),
                    node.path("offset").asLong(),
                    node.get("data").binaryValue(),
                    node.path("conj").asBoolean(),
                    node.path("neg").asBoolean());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    static long[] longs(JsonNode list) {
        return StreamSupport.stream(list.spliterator(), false)
                .mapToLong(JsonNode::asLong)
                .toArray();
    }

    /// A new native tensor with these sizes, strides, offset and bits over a storage of its own.
    ///
    /// @return the tensor, owned as any new one is
    public Tensor toTensor() {
        Tensor flat =
                Tensor.from(
                        MemorySegment.ofArray(data),
                        Shape.of(data.length / (long) dtype.bytes()),
                        dtype);
        Tensor view = flat;
        if (!isWhole()) {
            view = Operator.of("aten::as_strided").call(flat, sizes, strides, offset);
        }
        if (conj) {
            view = Operator.of("aten::_conj").call(view);
        }
        return neg ? Operator.of("aten::_neg_view").call(view) : view;
    }

    private boolean isWhole() {
        return sizes.length == 1
                && strides[0] == 1
                && offset == 0
                && sizes[0] * dtype.bytes() == data.length;
    }

    /// What is wrong with a result, if anything.
    ///
    /// @param actual a result
    /// @param exact  whether all bits must agree; else the tolerance of the element type holds
    /// @return a sentence, or empty when it agrees
    public Optional<String> difference(Tensor actual, boolean exact) {
        if (actual.dtype() != dtype) {
            return Optional.of("dtype " + actual.dtype() + " (expected: " + dtype + ")");
        }
        long[] shape = actual.shape().toArray();
        if (!Arrays.equals(shape, sizes)) {
            return Optional.of(
                    "shape "
                            + Arrays.toString(shape)
                            + " (expected: "
                            + Arrays.toString(sizes)
                            + ")");
        }
        if (exact && strided() && !Arrays.equals(actual.strides(), strides)) {
            return Optional.of(
                    "strides "
                            + Arrays.toString(actual.strides())
                            + " (expected: "
                            + Arrays.toString(strides)
                            + ")");
        }
        return RawElements.difference(dtype, data, elements(actual), exact);
    }

    /// Strides mean something only where no dimension is shorter than two.
    private boolean strided() {
        return Arrays.stream(sizes).allMatch(size -> size > 1);
    }

    /// The bytes of a tensor's elements in C order, conjugate and negative bits resolved.
    ///
    /// @param tensor any strided CPU tensor
    /// @return `numel * bytes` bytes
    public static byte[] elements(Tensor tensor) {
        if (tensor.numel() == 0) {
            return new byte[0];
        }
        Tensor plain = Operator.of("aten::resolve_conj").call(tensor.detach());
        plain = Operator.of("aten::resolve_neg").call(plain).contiguous();
        try (Arena arena = Arena.ofConfined()) {
            return plain.asSegment(arena).toArray(ValueLayout.JAVA_BYTE);
        }
    }
}
