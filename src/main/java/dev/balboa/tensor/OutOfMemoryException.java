package dev.balboa.tensor;

/// A tensor's memory could not be had: the system refused, or [Memory#limit()] would be passed. The
/// cache was dropped and unreachable tensors were freed before this was thrown; nothing was changed
/// by the operation.
public final class OutOfMemoryException extends TorchException {
    private static final long serialVersionUID = 1L;

    OutOfMemoryException(String message, String nativeTrace) {
        super(message, nativeTrace, null);
    }
}
