package dev.balboa.tensor;

import dev.balboa.internal.ffm.ProcessAbi;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// Where a tensor lives.
///
/// @param type which kind of device
/// @param index which of several; -1 = the current one, and always for the CPU
public record Device(Type type, int index) {
    /// The kinds of devices Balboa knows.
    public enum Type {
        /// The processor and its memory.
        CPU(0),
        /// An NVIDIA GPU.
        CUDA(1),
        /// Shapes without data.
        META(14);

        private final int code;

        Type(int code) {
            this.code = code;
        }

        int code() {
            return code;
        }
    }

    /// The CPU.
    public static final Device CPU = new Device(Type.CPU, -1);

    /// Tensors with a shape and no data.
    public static final Device META = new Device(Type.META, -1);

    private static final Pattern TEXT = Pattern.compile("(cpu|cuda|meta)(?::(\\d{1,2}))?");
    private static final int NO_INDEX = 0xff;

    /// @throws IllegalArgumentException if the index does not fit
    public Device {
        if (index < -1 || index > 63) {
            throw new IllegalArgumentException("device index: " + index + " (expected: 0 to 63)");
        }
    }

    /// The CUDA device `index`.
    public static Device cuda(int index) {
        return new Device(Type.CUDA, index);
    }

    /// Reads `cpu`, `cuda` or `cuda:1`.
    ///
    /// @throws IllegalArgumentException for anything else
    public static Device parse(String text) {
        Matcher matcher = TEXT.matcher(text);
        if (!matcher.matches()) {
            throw new IllegalArgumentException(
                    "device: " + text + " (expected: cpu, cuda or cuda:N)");
        }
        Type type = Type.valueOf(matcher.group(1).toUpperCase(java.util.Locale.ROOT));
        int index =
                matcher.group(2) == null || type == Type.CPU
                        ? -1
                        : Integer.parseInt(matcher.group(2));
        return new Device(type, index);
    }

    static Device ofCode(int code) {
        int index = code & 0xff;
        for (Type type : Type.values()) {
            if (type.code == code >> 8)
                return new Device(type, index == NO_INDEX || type != Type.CUDA ? -1 : index);
        }
        throw new TorchException("device type " + (code >> 8) + " of libtorch is not supported");
    }

    int code() {
        return type.code << 8 | (index < 0 ? NO_INDEX : index);
    }

    /// True for [Type#CUDA].
    public boolean isCuda() {
        return type == Type.CUDA;
    }

    /// How many CUDA devices there are; 0 without a driver or a libtorch with CUDA.
    public static int cudaCount() {
        Native.require();
        return ProcessAbi.cudaDevices();
    }

    /// True if tensors can be made there: always for the CPU, for CUDA with a driver and a libtorch
    /// that has it.
    public boolean isAvailable() {
        return type != Type.CUDA || Math.max(index, 0) < cudaCount();
    }

    /// `cpu`, `cuda`, `cuda:0`.
    @Override
    public String toString() {
        String name = type.name().toLowerCase(java.util.Locale.ROOT);
        return index < 0 ? name : name + ":" + index;
    }
}
