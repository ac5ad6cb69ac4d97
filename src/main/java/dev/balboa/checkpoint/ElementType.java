package dev.balboa.checkpoint;

import dev.balboa.tensor.DType;
import java.util.Arrays;
import java.util.Optional;

/// Names of the element types in safetensors headers.
enum ElementType {
    F64(DType.FLOAT64),
    F32(DType.FLOAT32),
    F16(DType.FLOAT16),
    BF16(DType.BFLOAT16),
    I64(DType.INT64),
    U64(DType.UINT64),
    I32(DType.INT32),
    U32(DType.UINT32),
    I16(DType.INT16),
    U16(DType.UINT16),
    I8(DType.INT8),
    U8(DType.UINT8),
    BOOL(DType.BOOL),
    C64(DType.COMPLEX64);

    private final DType dtype;

    ElementType(DType dtype) {
        this.dtype = dtype;
    }

    DType dtype() {
        return dtype;
    }

    static Optional<ElementType> named(String name) {
        return Arrays.stream(values()).filter(type -> type.name().equals(name)).findFirst();
    }

    /// @throws IllegalArgumentException for complex32 and complex128, which the format lacks
    static ElementType of(DType dtype) {
        return Arrays.stream(values())
                .filter(type -> type.dtype == dtype)
                .findFirst()
                .orElseThrow(
                        () ->
                                new IllegalArgumentException(
                                        "safetensors has no type for "
                                                + dtype
                                                + " (expected: one of "
                                                + Arrays.toString(values())
                                                + "; store real and imaginary parts as two"
                                                + " tensors)"));
    }
}
