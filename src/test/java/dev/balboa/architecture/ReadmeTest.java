package dev.balboa.architecture;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.lang.reflect.Method;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import javax.tools.JavaCompiler;
import javax.tools.ToolProvider;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// The README's example is the file in `examples/`, compiles without warnings, and does what its
/// comment says.
class ReadmeTest {
    private static final Path EXAMPLE = Path.of("examples", "QuickStart.java");

    @TempDir private Path classes;

    @Test
    void theReadmeShowsTheExampleAsItIs() throws Exception {
        assertThat(Files.readString(Path.of("README.md")))
                .contains("```java\n" + Files.readString(EXAMPLE) + "```");
    }

    @Test
    void theExampleCompilesAndFindsTheLine() throws Exception {
        JavaCompiler compiler = ToolProvider.getSystemJavaCompiler();
        String classPath = System.getProperty("java.class.path");
        // path: the manifests of the presets' jars, which only tests have, name jars elsewhere.
        String[] options = {
            "-Xlint:all,-path", "-Werror", "-cp", classPath, "-d", classes.toString()
        };
        String[] arguments = java.util.Arrays.copyOf(options, options.length + 1);
        arguments[options.length] = EXAMPLE.toString();
        assertThat(compiler.run(null, null, null, arguments)).isZero();
        // Least squares on 100 points with noise 0.1 is off by 0.01 or so.
        String[] words = outputOf("QuickStart").strip().split(" ");
        assertThat(Double.parseDouble(words[2])).isCloseTo(3, within(0.03));
        assertThat(Double.parseDouble(words[5])).isCloseTo(0.5, within(0.03));
    }

    private String outputOf(String main) throws Exception {
        PrintStream console = System.out;
        ByteArrayOutputStream captured = new ByteArrayOutputStream();
        try (URLClassLoader loader = new URLClassLoader(new URL[] {classes.toUri().toURL()})) {
            System.setOut(new PrintStream(captured, true, StandardCharsets.UTF_8));
            Method start = loader.loadClass(main).getDeclaredMethod("main", String[].class);
            start.setAccessible(true);
            start.invoke(null, (Object) new String[0]);
        } finally {
            System.setOut(console);
        }
        return captured.toString(StandardCharsets.UTF_8);
    }
}
