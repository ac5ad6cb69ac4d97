package dev.balboa.data;

import java.util.concurrent.ExecutionException;

/// Brings what a background thread threw to the thread that waits for it.
final class Failures {

    private Failures() {}

    /// The first error itself when it is unchecked; the worker's trace stays in it. Errors are
    /// thrown at once.
    static RuntimeException rethrown(ExecutionException failure) {
        return switch (failure.getCause()) {
            case RuntimeException e -> e;
            case Error e -> throw e;
            case Throwable e -> new DataException(e.toString(), e);
        };
    }
}
