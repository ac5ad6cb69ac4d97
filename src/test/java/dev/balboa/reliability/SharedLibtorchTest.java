package dev.balboa.reliability;

import static org.assertj.core.api.Assertions.assertThat;

import dev.balboa.testkit.Unguarded;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.bytedeco.javacpp.Loader;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// The presets' classes share Balboa's libtorch or are refused with a reason; the process never
/// aborts over a second copy. The oracle is the kernel's list of mapped files in a JVM of its own.
@Unguarded
class SharedLibtorchTest {
    private static final String PYTORCH_CLASSES = "pytorch-2.10.0-1.5.13.jar";
    private static final String OPENBLAS_CLASSES = "openblas-0.3.31-1.5.13.jar";

    @TempDir private Path folder;

    private static ChildJvm.Result run(ChildJvm child) {
        ChildJvm.Result result = child.run();
        assertThat(result.exitCode()).as(result.output()).isZero();
        assertThat(result.value("second")).isEqualTo(result.value("first"));
        assertThat(result.value("inverted")).isEqualTo("true");
        return result;
    }

    private static ChildJvm child() {
        return ChildJvm.of(SharedLibtorchMain.class).arguments("load");
    }

    private static List<String> mapped(ChildJvm.Result result) {
        return result.output()
                .lines()
                .filter(line -> line.startsWith("mapped "))
                .map(line -> Path.of(line.substring(7)).getFileName().toString())
                .toList();
    }

    @Test
    void bothShareOneLibtorchOneOpenMpAndMkl() {
        ChildJvm.Result result = run(child());
        assertThat(result.value("first")).isEqualTo("shared");
        assertThat(mapped(result))
                .containsOnlyOnce("libtorch_cpu.so", "libc10.so", "libgomp.so.1", "libjnitorch.so")
                .anyMatch(name -> name.startsWith("libmkl_rt"))
                .noneMatch(name -> name.contains("openblas"));
        assertThat(result.value("openblas")).isEqualTo("null");
    }

    @Test
    void withOpenblasBothShareItInEitherOrder() {
        for (String order : List.of("load", "presets-first")) {
            ChildJvm child = ChildJvm.of(SharedLibtorchMain.class).arguments(order);
            ChildJvm.Result result = run(child.with("-Dbalboa.blas=openblas"));
            assertThat(result.value("first")).as(order).isEqualTo("shared");
            assertThat(mapped(result))
                    .containsOnlyOnce("libtorch_cpu.so", "libgomp.so.1", "libopenblas.so.0");
        }
    }

    // OpenBLAS overflows a stack of 1 MB without a report: Balboa must know that it serves.
    @Test
    void presetsThatCameFirstAndBroughtOpenblasAreRefusedAndLinearAlgebraIsSafe() {
        ChildJvm child = ChildJvm.of(SharedLibtorchMain.class).arguments("presets-first");
        ChildJvm.Result result = run(child.with("-Xss1m"));
        assertThat(result.value("first"))
                .startsWith("the presets' classes were used before Balboa")
                .contains("Call PresetTensors.load() before the first use of org.bytedeco.pytorch");
        assertThat(result.value("blas")).startsWith("OpenBLAS");
    }

    @Test
    void missingClassesAreNamedWithTheirCoordinates() {
        assertThat(run(child().withoutJar(PYTORCH_CLASSES)).value("first"))
                .isEqualTo(
                        "the JavaCPP presets' classes are not on the class path: add org.bytedeco:pytorch:2.10.0-1.5.13 (without a classifier)");
        assertThat(run(child().withoutJar(OPENBLAS_CLASSES)).value("first"))
                .isEqualTo(
                        "the JavaCPP presets' classes are not on the class path: add org.bytedeco:openblas:0.3.31-1.5.13 (without a classifier)");
    }

    @Test
    void anotherCopyOfLibtorchIsRefusedAndThePresetsStayUnloaded() throws IOException {
        for (String resource :
                List.of(
                        "pytorch/linux-x86_64/libtorch_cpu.so",
                        "pytorch/linux-x86_64/libc10.so",
                        "pytorch/linux-x86_64/libgomp.so.1",
                        "openblas/linux-x86_64/libopenblas.so.0",
                        "openblas/linux-x86_64/libgfortran.so.5",
                        "openblas/linux-x86_64/libquadmath.so.0")) {
            Path file = Loader.cacheResource("/org/bytedeco/" + resource).toPath();
            Files.copy(file, folder.resolve(file.getFileName()));
        }
        ChildJvm.Result result = run(child().with("-Dbalboa.libtorch=" + folder));
        assertThat(result.value("first"))
                .startsWith("the presets would load a second libtorch, ")
                .contains("beside " + folder.toRealPath().resolve("libtorch_cpu.so"))
                .endsWith("Unset BALBOA_LIBTORCH (or balboa.libtorch) to share the presets' one");
        assertThat(mapped(result)).contains("libtorch_cpu.so").doesNotContain("libjnitorch.so");
    }
}
