package dev.balboa.internal.libtorch;

/// libtorch, or Balboa's own native library, is missing or does not fit; the message ends with the
/// remedy.
public final class LibtorchUnavailable extends RuntimeException {
    private static final long serialVersionUID = 1L;

    LibtorchUnavailable(String message) {
        super(message);
    }

    LibtorchUnavailable(String message, Throwable cause) {
        super(message, cause);
    }
}
