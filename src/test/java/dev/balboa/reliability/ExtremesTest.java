package dev.balboa.reliability;

import static org.assertj.core.api.Assertions.assertThat;

import dev.balboa.testkit.Unguarded;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// Very deep graphs, deeply nested backward and very many dimensions end neither the stack nor the
/// JVM: [ExtremesMain] in a process of its own. Oracles: closed forms of the gradients.
@Unguarded
class ExtremesTest {
    @ParameterizedTest
    @ValueSource(strings = {"mkl", "openblas"})
    void aGraphOf300000OperationsIsDifferentiated(String blas) {
        assertThat(resultOf("deep", blas)).isEqualTo("1.0");
    }

    @Test
    void aGraphOf300000OperationsIsFreed() {
        assertThat(resultOf("dropped", "mkl")).isEqualTo("freed");
    }

    @ParameterizedTest
    @ValueSource(strings = {"mkl", "openblas"})
    void backwardNestsInItsHooks(String blas) {
        assertThat(resultOf("nested", blas)).isEqualTo("400.0");
    }

    @Test
    void aTensorOfTooManyDimensionsIsRefused() {
        assertThat(resultOf("rank", "mkl")).startsWith("this tensor has 140 dimensions");
    }

    private static String resultOf(String name, String blas) {
        ChildJvm.Result result =
                ChildJvm.of(ExtremesMain.class).with("-Dbalboa.blas=" + blas).arguments(name).run();
        assertThat(result.exitCode()).as(result.output()).isZero();
        return result.value("result");
    }
}
