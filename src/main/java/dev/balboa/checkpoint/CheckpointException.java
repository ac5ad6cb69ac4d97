package dev.balboa.checkpoint;

import java.nio.file.Path;

/// A checkpoint file could not be read or written, or does not hold what was asked for. The message
/// starts with the file.
public final class CheckpointException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    public CheckpointException(Path file, String fault) {
        super(file + ": " + fault);
    }

    public CheckpointException(Path file, String fault, Throwable cause) {
        super(file + ": " + fault, cause);
    }
}
