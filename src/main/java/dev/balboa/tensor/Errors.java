package dev.balboa.tensor;

import dev.balboa.internal.ffm.Abi;

/// The one place where a native status becomes a Java exception.
final class Errors {
    // Finding the names of C++ frames takes milliseconds per error.
    private static final boolean DEBUG = Boolean.getBoolean("balboa.debug");

    private static final String BACKEND_TABLE = "This could be because the operator doesn't exist";

    private Errors() {}

    /// Throws for a status that is not OK.
    ///
    /// @param what the operation, for the message
    static void check(int status, String what) {
        if (status != Abi.OK) throw translate(status, what);
    }

    /// Throws for a status that is not OK, with the shapes of the arguments in the message.
    static RuntimeException translate(int status, String what, Tensor... arguments) {
        String message = firstLine(Abi.lastError());
        String trace = DEBUG ? Abi.lastErrorTrace() : message;
        return switch (status) {
            case Abi.CALLBACK -> JavaFunctions.rethrow(Abi.callbackError());
            case Abi.ARGUMENT -> new IllegalArgumentException(message);
            case Abi.OUT_OF_MEMORY -> new OutOfMemoryException(what + ": " + message, trace);
            default ->
                    new TorchException(
                            what + describe(message, arguments) + ": " + message, trace, null);
        };
    }

    private static String describe(String message, Tensor[] arguments) {
        if (arguments.length == 0) return "";
        StringBuilder text = new StringBuilder("(");
        for (Tensor argument : arguments) {
            if (text.length() > 1) text.append(", ");
            text.append(summary(argument));
        }
        text.append(')');
        if (arguments.length == 2 && message.contains("must match the size of tensor")) {
            text.append(": the shapes do not broadcast");
        }
        return text.toString();
    }

    static String summary(Tensor tensor) {
        if (tensor == null) return "null";
        try {
            return tensor.dtype() + tensor.shape().toString();
        } catch (RuntimeException e) {
            return "a closed or unusual tensor";
        }
    }

    // libtorch appends C++ frames and hints for its developers after the first paragraph.
    private static String firstLine(String message) {
        int trace = message.indexOf("\nException raised from");
        String text = trace < 0 ? message : message.substring(0, trace);
        int table = text.indexOf(BACKEND_TABLE);
        return table < 0 ? text.strip() : withoutTable(text.substring(0, table));
    }

    // Ten thousand characters about every backend that libtorch knows.
    private static String withoutTable(String text) {
        return text.contains("'CUDA' backend") && Device.cudaCount() == 0
                ? text.strip() + " No CUDA device is here; `balboa doctor` tells why."
                : text.strip();
    }
}
