package dev.balboa.data;

/// A file, folder or image could not be used. The message names it and says what to do.
public final class DataException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    /// With a message only.
    ///
    /// @param message names the thing and the remedy
    public DataException(String message) {
        super(message);
    }

    /// With what lies behind it.
    ///
    /// @param message names the thing and the remedy
    /// @param cause   the first error
    public DataException(String message, Throwable cause) {
        super(message, cause);
    }
}
