package dev.balboa.cli;

import dev.balboa.tensor.Threads;
import java.util.Collection;
import java.util.Comparator;
import java.util.Optional;

/// An argument that cannot be used. The message names the flag, its value and what was expected;
/// exit code 2.
final class UsageException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    UsageException(String message) {
        super(message);
    }

    UsageException(String message, Throwable cause) {
        super(message, cause);
    }

    static void require(boolean holds, String flag, Object value, String expected) {
        if (!holds) {
            throw new UsageException(flag + ": " + value + " (expected: " + expected + ")");
        }
    }

    /// Fails for a name that is not among those known, and suggests the nearest.
    static void requireKnown(String flag, String name, Collection<String> known) {
        // null where a checkpoint's configuration lacks the setting
        if (name == null || !known.contains(name)) {
            String hint =
                    Optional.ofNullable(name)
                            .flatMap(n -> nearest(n, known))
                            .map(n -> "; did you mean " + n + "?")
                            .orElse("");
            throw new UsageException(
                    "%s: %s (expected: one of %s%s)"
                            .formatted(flag, name, String.join(", ", known), hint));
        }
    }

    /// A number of threads, or none.
    static void requireThreads(Integer threads) {
        require(
                threads == null || threads >= 1 && threads <= Threads.MOST,
                "--threads",
                threads,
                "1 to " + Threads.MOST);
    }

    /// The known name that the word begins, else the one with the fewest edits, unless more than
    /// half of the word would change.
    static Optional<String> nearest(String name, Collection<String> known) {
        Optional<String> begun =
                known.stream()
                        .filter(other -> name.length() >= 2 && other.startsWith(name))
                        .findFirst();
        return begun.isPresent() ? begun : byEdits(name, known);
    }

    private static Optional<String> byEdits(String name, Collection<String> known) {
        return known.stream()
                .min(Comparator.comparingInt(other -> edits(name, other)))
                .filter(other -> 2 * edits(name, other) <= Math.max(name.length(), other.length()));
    }

    /// Levenshtein distance.
    private static int edits(String a, String b) {
        int[] row = new int[b.length() + 1];
        for (int j = 0; j < row.length; j++) {
            row[j] = j;
        }
        for (int i = 1; i <= a.length(); i++) {
            int diagonal = row[0];
            row[0] = i;
            for (int j = 1; j <= b.length(); j++) {
                int substituted = diagonal + (a.charAt(i - 1) == b.charAt(j - 1) ? 0 : 1);
                diagonal = row[j];
                row[j] = Math.min(substituted, Math.min(row[j], row[j - 1]) + 1);
            }
        }
        return row[b.length()];
    }
}
