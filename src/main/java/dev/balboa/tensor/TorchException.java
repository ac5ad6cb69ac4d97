package dev.balboa.tensor;

/// libtorch refused a call. The message is libtorch's, without its C++ stack trace; with
/// `-Dbalboa.debug=true` [#nativeTrace()] has that too.
public class TorchException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final String nativeTrace;

    /// @param message what went wrong, for users
    public TorchException(String message) {
        this(message, "", null);
    }

    /// @param message what went wrong, for users
    /// @param nativeTrace libtorch's message with its C++ stack trace, or an empty string
    /// @param cause what led to it, or null
    public TorchException(String message, String nativeTrace, Throwable cause) {
        super(message, cause);
        this.nativeTrace = nativeTrace;
    }

    /// libtorch's own message, with its C++ stack trace if `balboa.debug` is set; empty if it did
    /// not come from libtorch.
    public String nativeTrace() {
        return nativeTrace;
    }
}
