package dev.balboa.reliability;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Set;
import java.util.stream.Collectors;

/// Operators that a fuzz run leaves out because a large number keeps them busy for minutes. They do
/// not crash, so they are allowed otherwise. The list comes from `src/test/python/crash_survey.py`.
final class SlowOperators {

    private SlowOperators() {}

    static Set<String> names() {
        try (InputStream in = SlowOperators.class.getResourceAsStream("/fuzz/slow-operators.txt")) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8)
                    .lines()
                    .map(line -> line.replaceFirst("\\s*#.*", ""))
                    .filter(line -> !line.isBlank())
                    .collect(Collectors.toSet());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
