package dev.balboa.testkit;

import dev.balboa.tensor.DType;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.Optional;

/// Compares two arrays of raw little-endian elements.
///
/// Close means `|a - e| <= r * max(0.1, max |e|)` with `r` = 1e-11 (float64), 2e-5 (float32), 2e-3
/// (float16), 2e-2 (bfloat16), complex types as their parts: measured against the largest element,
/// because sums cancel. The inputs of the goldens are of order 1. Integers and booleans must always
/// agree to the bit. NaN equals NaN.
final class RawElements {

    private RawElements() {}

    static Optional<String> difference(DType dtype, byte[] expected, byte[] actual, boolean exact) {
        if (Arrays.equals(expected, actual)) {
            return Optional.empty();
        }
        if (expected.length != actual.length) {
            return Optional.of(actual.length + " bytes (expected: " + expected.length + ")");
        }
        if (!dtype.isFloatingPoint() && !dtype.isComplex()) {
            return Optional.of(
                    "bytes "
                            + Arrays.toString(actual)
                            + " (expected: "
                            + Arrays.toString(expected)
                            + ")");
        }
        double[] e = decode(dtype, expected);
        double[] a = decode(dtype, actual);
        double largest = Arrays.stream(e).map(Math::abs).filter(Double::isFinite).max().orElse(0);
        double allowed = exact ? 0 : relative(dtype) * Math.max(0.1, largest);
        for (int i = 0; i < e.length; i++) {
            if (!agree(e[i], a[i], allowed)) {
                return Optional.of(
                        "element %d is %s (expected: %s within %s)"
                                .formatted(i, a[i], e[i], allowed));
            }
        }
        return Optional.empty();
    }

    private static boolean agree(double expected, double actual, double allowed) {
        if (Double.compare(expected, actual) == 0) {
            return true; // also NaN with NaN; tells 0.0 from -0.0
        }
        return allowed > 0 && Math.abs(expected - actual) <= allowed;
    }

    private static double relative(DType dtype) {
        return switch (dtype) {
            case FLOAT64, COMPLEX128 -> 1e-11;
            case FLOAT32, COMPLEX64 -> 2e-5;
            case FLOAT16 -> 2e-3;
            case BFLOAT16 -> 2e-2;
            default -> 0;
        };
    }

    /// Elements as doubles, a complex one as two.
    static double[] decode(DType dtype, byte[] raw) {
        ByteBuffer in = ByteBuffer.wrap(raw).order(ByteOrder.LITTLE_ENDIAN);
        int width = dtype.isComplex() ? dtype.bytes() / 2 : dtype.bytes();
        double[] values = new double[raw.length / width];
        for (int i = 0; i < values.length; i++) {
            values[i] = value(dtype, in);
        }
        return values;
    }

    private static double value(DType dtype, ByteBuffer in) {
        return switch (dtype) {
            case FLOAT32, COMPLEX64 -> in.getFloat();
            case FLOAT64, COMPLEX128 -> in.getDouble();
            case FLOAT16 -> Float.float16ToFloat(in.getShort());
            case BFLOAT16 -> Float.intBitsToFloat(in.getShort() << 16);
            case INT64 -> in.getLong();
            case INT32 -> in.getInt();
            case INT16 -> in.getShort();
            default -> in.get();
        };
    }
}
