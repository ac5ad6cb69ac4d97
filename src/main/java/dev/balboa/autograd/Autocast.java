package dev.balboa.autograd;

import dev.balboa.tensor.DType;
import dev.balboa.tensor.Device;
import dev.balboa.tensor.Modes;
import java.util.Objects;
import java.util.function.Supplier;

/// Mixed precision: inside a block, matrix products and convolutions run in a smaller type, and
/// operators that need range or precision stay in float32, as libtorch's lists say.
///
/// On a CPU bfloat16 is faster only with AMX or AVX512-BF16 units; measure first.
///
/// @param device the kind of device whose operators change type
/// @param dtype bfloat16 or float16
public record Autocast(Device.Type device, DType dtype) {
    /// @throws IllegalArgumentException for another type, or a device without autocast
    public Autocast {
        Objects.requireNonNull(device, "device");
        Objects.requireNonNull(dtype, "dtype");
        if (dtype != DType.BFLOAT16 && dtype != DType.FLOAT16) {
            throw new IllegalArgumentException(
                    "autocast: " + dtype + " (expected: bfloat16 or float16)");
        }
        if (device == Device.Type.META)
            throw new IllegalArgumentException("autocast: meta (expected: cpu or cuda)");
    }

    /// Autocast on the CPU.
    public static Autocast cpu(DType dtype) {
        return new Autocast(Device.Type.CPU, dtype);
    }

    /// Autocast on CUDA devices.
    public static Autocast cuda(DType dtype) {
        return new Autocast(Device.Type.CUDA, dtype);
    }

    /// Autocast on the kind of device that `device` is.
    public static Autocast on(Device device, DType dtype) {
        return new Autocast(device.type(), dtype);
    }

    /// Runs `body` with autocast on.
    public void run(Runnable body) {
        call(
                () -> {
                    body.run();
                    return null;
                });
    }

    /// Computes `body` with autocast on.
    ///
    /// @return what `body` returns
    public <T> T call(Supplier<T> body) {
        return Modes.autocast(device, dtype, true, body);
    }
}
