package dev.balboa.reliability;

import static org.assertj.core.api.Assertions.assertThat;

import dev.balboa.testkit.Unguarded;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// One OpenMP pool and the expected BLAS: two pools wait for each other's spinning threads, up to
/// 58 times slower. The oracle is the kernel's list of mapped files after work with several
/// threads.
@Unguarded
class LoadedLibrariesTest {
    @ParameterizedTest
    @ValueSource(strings = {"mkl", "openblas"})
    void oneGnuOpenMpIsLoadedAndNoOther(String blas) {
        assertThat(mapped(blas))
                .filteredOn(
                        name ->
                                name.contains("gomp")
                                        || name.contains("iomp")
                                        || name.startsWith("libomp"))
                .containsExactly("libgomp.so.1");
    }

    @Test
    void byDefaultMklServesWithItsGnuThreadingLayer() {
        assertThat(mapped("auto"))
                .anyMatch(name -> name.startsWith("libmkl_rt"))
                .anyMatch(name -> name.startsWith("libmkl_gnu_thread"))
                .noneMatch(name -> name.startsWith("libmkl_intel_thread"))
                .noneMatch(name -> name.contains("openblas"));
    }

    @Test
    void openblasServesWhenAskedForAndMklStaysAway() {
        assertThat(mapped("openblas"))
                .anyMatch(name -> name.contains("openblas"))
                .noneMatch(name -> name.contains("mkl_"));
    }

    private static List<String> mapped(String blas) {
        ChildJvm.Result result =
                ChildJvm.of(LoadedLibrariesMain.class).with("-Dbalboa.blas=" + blas).run();
        assertThat(result.exitCode()).as(result.output()).isZero();
        return result.output()
                .lines()
                .filter(line -> line.startsWith("mapped "))
                .map(line -> Path.of(line.substring(7)).getFileName().toString())
                .distinct()
                .toList();
    }
}
