package dev.balboa.architecture;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.lang.reflect.Method;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import javax.tools.JavaCompiler;
import javax.tools.ToolProvider;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// Each program in `examples/` compiles without warnings, says how it is run, and does in its short
/// form what its comment says. The oracles are closed forms and what each program claims to learn.
class ExamplesTest {

    private static final Path EXAMPLES = Path.of("examples");

    @TempDir private Path classes;

    static Stream<String> names() throws IOException {
        try (Stream<Path> files = Files.list(EXAMPLES)) {
            return files
                    .map(file -> file.getFileName().toString())
                    .filter(file -> file.endsWith(".java"))
                    .map(file -> file.substring(0, file.length() - ".java".length()))
                    .sorted()
                    .toList()
                    .stream();
        }
    }

    @ParameterizedTest
    @MethodSource("names")
    void everyExampleCompilesWithoutWarnings(String name) {
        compile(name);
    }

    @Test
    void tensorsAndAutogradPrintsWhatTheFormulasGive() throws Exception {
        String output = run("TensorsAndAutograd");
        assertThat(output)
                .contains("a[a > 2] = tensor([3, 4, 5]")
                .contains("gradient = tensor([ 3., 12., 27.]")
                .contains("second = tensor([ 6., 12., 18.]");
    }

    @Test
    void signsWithAStraightThroughGradientLearnXor() throws Exception {
        assertThat(run("CustomFunctionInJava")).contains("right: 100 %");
    }

    @Test
    void theTableIsFitted() throws Exception {
        assertThat(number(run("FitATable", "3"), "explained variance on unseen rows: ([0-9.]+)"))
                .isGreaterThan(0.9);
    }

    @Test
    void similarImagesAreFoundInOrderOfTheirCosine() throws Exception {
        String output = run("SearchImages", "-", "1");
        List<Double> cosines =
                Pattern.compile("^ +([0-9.]+)  generated/train", Pattern.MULTILINE)
                        .matcher(output)
                        .results()
                        .map(match -> Double.parseDouble(match.group(1)))
                        .toList();
        assertThat(cosines).hasSize(5).isSortedAccordingTo((a, b) -> Double.compare(b, a));
        assertThat(cosines.getFirst()).isLessThanOrEqualTo(1);
        assertThat(number(output, "epoch 1 {2}loss (-?[0-9.]+)")).isCloseTo(-0.5, within(0.5));
    }

    @Test
    void savedWeightsLoadStrictlyAndGiveSharesOfEveryImage() throws Exception {
        String output = run("ClassifyWithResNet");
        assertThat(output.lines())
                .hasSize(3)
                .allMatch(
                        line -> line.matches("generated/test/\\d: (class \\d+ [0-9.]+ %(, )?){3}"));
    }

    @Test
    void everyStepFromThePresetsFitsTheSameLine() throws Exception {
        assertThat(run("FromJavaCpp").lines())
                .containsExactly(
                        "presets: y = 3.000 x + 1.000",
                        "shared: the presets read 15",
                        "their module, our step: y = 3.000 x + 1.000",
                        "Balboa: y = 3.000 x + 1.000");
    }

    private static double number(String text, String pattern) {
        Matcher matcher = Pattern.compile(pattern).matcher(text);
        assertThat(matcher.find()).as("%s in %s", pattern, text).isTrue();
        return Double.parseDouble(matcher.group(1));
    }

    private void compile(String name) {
        JavaCompiler compiler = ToolProvider.getSystemJavaCompiler();
        String classPath = System.getProperty("java.class.path");
        int status =
                compiler.run(
                        null,
                        null,
                        null,
                        "-Xlint:all,-path",
                        "-Werror",
                        "-cp",
                        classPath,
                        "-d",
                        classes.toString(),
                        EXAMPLES.resolve(name + ".java").toString());
        assertThat(status).as(name).isZero();
    }

    private String run(String name, String... arguments) throws Exception {
        compile(name);
        PrintStream console = System.out;
        ByteArrayOutputStream captured = new ByteArrayOutputStream();
        try (URLClassLoader loader = new URLClassLoader(new URL[] {classes.toUri().toURL()})) {
            System.setOut(new PrintStream(captured, true, StandardCharsets.UTF_8));
            Method start = loader.loadClass(name).getDeclaredMethod("main", String[].class);
            start.setAccessible(true);
            start.invoke(null, (Object) arguments);
        } finally {
            System.setOut(console);
        }
        return captured.toString(StandardCharsets.UTF_8);
    }
}
