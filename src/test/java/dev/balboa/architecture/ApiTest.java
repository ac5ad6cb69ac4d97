package dev.balboa.architecture;

import static org.assertj.core.api.Assertions.assertThat;

import dev.balboa.testkit.Unguarded;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/// The public API is the one that `docs/api.txt` shows, so that no change of it goes unseen in a
/// review. The oracle is the checked-in file; `-Dapi.write=true` writes it anew.
@Unguarded
class ApiTest {
    private static final Path LISTING = Path.of("docs", "api.txt");

    @Test
    void thePublicApiIsTheOneThatTheListingShows() throws Exception {
        String now = ApiListing.text();
        if (Boolean.getBoolean("api.write")) Files.writeString(LISTING, now);
        String listed = Files.exists(LISTING) ? Files.readString(LISTING) : "";
        assertThat(now.equals(listed))
                .withFailMessage(
                        () ->
                                "the public API differs from %s:%n%s%nIf that is meant: mvn -q test -Dtest=ApiTest -Dapi.write=true"
                                        .formatted(LISTING, difference(listed, now)))
                .isTrue();
    }

    @Test
    void theListingShowsEachKindOfTypeAndMember() throws Exception {
        assertThat(ApiListing.text().lines().map(String::strip))
                .contains(
                        "dev.balboa.tensor",
                        "final class Tensor implements AutoCloseable",
                        "static Tensor arange(long end)",
                        "List<Tensor> topk(long k, int dim, boolean largest, boolean sorted)",
                        "Tensor sum(boolean keepdim, int... dims)",
                        "record Complex(double re, double im)",
                        "BACKWARD, ORTHO, FORWARD",
                        "static final Object DEFAULT")
                .anyMatch(line -> line.startsWith("sealed interface Index permits Index.At"))
                .noneMatch(line -> line.contains("internal") || line.contains("$"))
                .doesNotContain("double re()");
    }

    // Lines of a class may stand elsewhere now, so this compares what is there and not where; a
    // line that occurs in several classes shows with its class.
    private static String difference(String before, String after) {
        Set<String> old = withOwners(before);
        Set<String> fresh = withOwners(after);
        List<String> lines =
                Stream.concat(
                                old.stream().filter(l -> !fresh.contains(l)).map(l -> "- " + l),
                                fresh.stream().filter(l -> !old.contains(l)).map(l -> "+ " + l))
                        .toList();
        return lines.isEmpty() ? "(only the order or blank lines)" : String.join("\n", lines);
    }

    private static Set<String> withOwners(String listing) {
        Set<String> lines = new LinkedHashSet<>();
        String home = "";
        String owner = "";
        for (String line : listing.lines().toList()) {
            if (line.isBlank()) continue;
            if (line.startsWith("    ")) {
                lines.add(home + ": " + owner + ": " + line.strip());
            } else if (line.startsWith("  ")) {
                owner = line.strip();
                lines.add(home + ": " + owner);
            } else {
                home = line;
            }
        }
        return lines;
    }
}
