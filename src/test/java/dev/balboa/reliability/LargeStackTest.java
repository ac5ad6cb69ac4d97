package dev.balboa.reliability;

import static org.assertj.core.api.Assertions.assertThat;

import dev.balboa.testkit.Unguarded;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/// With OpenBLAS `backward()` runs on a native thread with a large stack, and functions and hooks
/// in Java behave there as on the caller's thread: [LargeStackMain] in a process of its own.
/// Oracles: derivatives of x^3 at 2, the identity of exceptions, and the kernel's thread count.
@Unguarded
class LargeStackTest {
    // The JVM starts and ends compiler threads as it sees fit.
    private static final long COMPILER_THREADS = 8;

    private static ChildJvm.Result result;

    @BeforeAll
    static void runOnce() {
        result = ChildJvm.of(LargeStackMain.class).with("-Dbalboa.blas=openblas").run();
        assertThat(result.exitCode()).as(result.output()).isZero();
    }

    @Test
    void hooksRunOnAThreadOfTheNativePart() {
        assertThat(result.value("hook-thread")).isEqualTo("true");
    }

    @Test
    void anExceptionOfAHookComesOutAsItself() {
        assertThat(result.value("same-exception")).isEqualTo("true");
    }

    @Test
    void anExceptionOfABackwardInsideAHookComesOutAsItself() {
        assertThat(result.value("nested-exception")).isEqualTo("true");
    }

    @Test
    void aFunctionInJavaIsDifferentiated() {
        assertThat(result.value("first")).isEqualTo("12.0");
    }

    @Test
    void aFunctionInJavaIsDifferentiatedTwice() {
        assertThat(result.value("second")).isEqualTo("12.0");
    }

    @Test
    void noTensorIsLeftBehind() {
        assertThat(result.value("leaked")).isEqualTo("0");
    }

    @Test
    void noThreadIsLeftBehind() {
        assertThat(Long.parseLong(result.value("threads"))).isLessThan(COMPILER_THREADS);
    }
}
