package dev.balboa.tensor;

/// Element types, named as in PyTorch. The numbers are libtorch's `c10::ScalarType`.
public enum DType {
    /// Unsigned 8-bit integer.
    UINT8(0, 1),
    /// Signed 8-bit integer.
    INT8(1, 1),
    /// Signed 16-bit integer.
    INT16(2, 2),
    /// Signed 32-bit integer.
    INT32(3, 4),
    /// Signed 64-bit integer.
    INT64(4, 8),
    /// IEEE half precision.
    FLOAT16(5, 2),
    /// IEEE single precision, the default.
    FLOAT32(6, 4),
    /// IEEE double precision.
    FLOAT64(7, 8),
    /// Complex of two halves; few operators know it.
    COMPLEX32(8, 4),
    /// Complex of two singles.
    COMPLEX64(9, 8),
    /// Complex of two doubles.
    COMPLEX128(10, 16),
    /// Truth value, one byte.
    BOOL(11, 1),
    /// Brain float: the range of float32 with 8 bits of precision.
    BFLOAT16(15, 2),
    /// Unsigned 16-bit integer; few operators know it.
    UINT16(27, 2),
    /// Unsigned 32-bit integer; few operators know it.
    UINT32(28, 4),
    /// Unsigned 64-bit integer; few operators know it.
    UINT64(29, 8);

    private static final DType[] BY_CODE = new DType[64];

    static {
        for (DType type : values()) BY_CODE[type.code] = type;
    }

    private final int code;
    private final int bytes;

    DType(int code, int bytes) {
        this.code = code;
        this.bytes = bytes;
    }

    static DType ofCode(int code) {
        DType type = code >= 0 && code < BY_CODE.length ? BY_CODE[code] : null;
        if (type == null) {
            throw new TorchException(
                    "element type %d of libtorch (quantised or experimental) has no DType"
                            .formatted(code));
        }
        return type;
    }

    int code() {
        return code;
    }

    /// Bytes per element.
    public int bytes() {
        return bytes;
    }

    /// True for float16, bfloat16, float32 and float64.
    public boolean isFloatingPoint() {
        return this == FLOAT32 || this == FLOAT64 || this == FLOAT16 || this == BFLOAT16;
    }

    /// True for the complex types.
    public boolean isComplex() {
        return this == COMPLEX64 || this == COMPLEX128 || this == COMPLEX32;
    }

    /// PyTorch's name, such as `float32`.
    @Override
    public String toString() {
        return name().toLowerCase(java.util.Locale.ROOT);
    }
}
