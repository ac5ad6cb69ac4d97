package dev.balboa.tensor;

/// libtorch or Balboa's native library is missing or does not fit; the message says what to do.
public final class LibtorchException extends TorchException {
    private static final long serialVersionUID = 1L;

    LibtorchException(String message, Throwable cause) {
        super(message, "", cause);
    }
}
