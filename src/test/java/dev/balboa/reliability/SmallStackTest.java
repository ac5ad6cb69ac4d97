package dev.balboa.reliability;

import static org.assertj.core.api.Assertions.assertThat;

import dev.balboa.testkit.Unguarded;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// Linear algebra fits Java's default 1 MB stack with each BLAS, forward and backward. OpenBLAS
/// with threads overflows it and kills the JVM without a word unless Balboa moves the work, so the
/// first oracle is that the process lives; the second is in [SmallStackMain]: products of factors,
/// and closed forms of gradients.
@Unguarded
class SmallStackTest {
    private static final String[] CLAIMS = {
        "solve",
        "inv",
        "matrix-power",
        "cholesky",
        "qr",
        "svd",
        "eigh",
        "solve-backward",
        "inv-backward",
        "cholesky-backward",
        "qr-backward",
        "svd-backward",
        "eigh-backward"
    };
    private static final double LARGEST_DEVIATION = 1e-8;

    @ParameterizedTest
    @CsvSource({"mkl, 200", "mkl, 500", "openblas, 200", "openblas, 500"})
    void linearAlgebraOnASmallStackIsRight(String blas, int size) {
        ChildJvm.Result result =
                ChildJvm.of(SmallStackMain.class)
                        .with("-Xss1m", "-Dbalboa.blas=" + blas)
                        .arguments(Integer.toString(size))
                        .run();
        assertThat(result.exitCode()).as(result.output()).isZero();
        assertThat(CLAIMS)
                .allSatisfy(
                        claim ->
                                assertThat(Double.parseDouble(result.value(claim)))
                                        .as(claim)
                                        .isLessThan(LARGEST_DEVIATION));
    }
}
