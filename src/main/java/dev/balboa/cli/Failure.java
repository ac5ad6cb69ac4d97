package dev.balboa.cli;

import dev.balboa.checkpoint.CheckpointException;
import dev.balboa.data.DataException;
import dev.balboa.latent.ClippedShareException;
import dev.balboa.tensor.TorchException;
import dev.balboa.train.NonFiniteLossException;
import java.io.UncheckedIOException;

/// Which errors are a user's to mend and need no stack trace, and what they say.
final class Failure {

    private Failure() {}

    static boolean isExpected(Exception e) {
        return switch (e) {
            case UsageException _,
                    DataException _,
                    CheckpointException _,
                    TorchException _,
                    NonFiniteLossException _,
                    ClippedShareException _,
                    UncheckedIOException _ ->
                    true;
            default -> false;
        };
    }

    /// One line.
    static String message(Exception e) {
        String text = e.getMessage() == null ? e.toString() : e.getMessage();
        if (e instanceof UncheckedIOException && e.getCause() != null) {
            text += ": " + e.getCause();
        }
        return String.join(" ", text.lines().toList());
    }
}
