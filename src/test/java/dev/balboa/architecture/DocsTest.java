package dev.balboa.architecture;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import javax.tools.ToolProvider;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// The Java in the guides compiles; each block is a method of its own that is given `x` and `y`.
/// Links to files lead somewhere.
class DocsTest {

    private static final Pattern BLOCK = Pattern.compile("```java\n(.*?)```", Pattern.DOTALL);
    private static final Pattern LINK = Pattern.compile("\\]\\(([^)#:]+)(#[^)]*)?\\)");
    private static final String HEAD =
            """
            import dev.balboa.autograd.*;
            import dev.balboa.checkpoint.*;
            import dev.balboa.loss.*;
            import dev.balboa.nn.*;
            import dev.balboa.optim.*;
            import dev.balboa.tensor.*;
            import java.util.*;

            final class Snippets {
            """;

    @TempDir private Path folder;

    @ParameterizedTest
    @ValueSource(strings = {"docs/from-pytorch.md", "docs/memory.md"})
    void theJavaOfTheGuidesCompiles(String guide) throws IOException {
        List<String> blocks = new ArrayList<>();
        BLOCK.matcher(Files.readString(Path.of(guide)))
                .results()
                .forEach(match -> blocks.add(match.group(1)));
        assertThat(blocks).hasSizeGreaterThanOrEqualTo(3);
        StringBuilder text = new StringBuilder(HEAD);
        for (int i = 0; i < blocks.size(); i++) {
            text.append(
                    "static void block%d(Tensor x, Tensor y) {%n%s}%n".formatted(i, blocks.get(i)));
        }
        Path file = Files.writeString(folder.resolve("Snippets.java"), text.append("}\n"));
        ByteArrayOutputStream errors = new ByteArrayOutputStream();
        int status =
                ToolProvider.getSystemJavaCompiler()
                        .run(
                                null,
                                null,
                                errors,
                                "-cp",
                                System.getProperty("java.class.path"),
                                "-d",
                                folder.toString(),
                                file.toString());
        assertThat(status).as(errors.toString(StandardCharsets.UTF_8)).isZero();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"README.md", "CONTRIBUTING.md", "docs/from-pytorch.md", "docs/memory.md"})
    void linksLeadSomewhere(String guide) throws IOException {
        Path file = Path.of(guide);
        LINK.matcher(Files.readString(file))
                .results()
                .map(match -> match.group(1))
                .forEach(
                        link ->
                                assertThat(file.toAbsolutePath().resolveSibling(link))
                                        .as(link)
                                        .exists());
    }
}
