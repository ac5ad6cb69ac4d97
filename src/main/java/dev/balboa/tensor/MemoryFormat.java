package dev.balboa.tensor;

/// The order in which a tensor's elements lie in memory.
public enum MemoryFormat {
    /// Rows of the last dimension, one after another.
    CONTIGUOUS(0),
    /// As the input lies.
    PRESERVE(1),
    /// `[N, C, H, W]` stored with the channels innermost; convolutions are faster on it.
    CHANNELS_LAST(2),
    /// The same for `[N, C, D, H, W]`.
    CHANNELS_LAST_3D(3);

    private final int code;

    MemoryFormat(int code) {
        this.code = code;
    }

    int code() {
        return code;
    }
}
