package dev.balboa.reliability;

import static org.assertj.core.api.Assertions.assertThat;

import dev.balboa.testkit.Unguarded;
import java.util.List;
import org.junit.jupiter.api.Test;

/// A fault of oneDNN that libtorch 2.10 has in Python too: the gradient of a strided 1×1
/// convolution with the channels innermost and fewer than 16 of them ends the process, or is wrong
/// by 5e-3. The oracles are the operating system, in a JVM of its own, and the same gradient in
/// float64.
@Unguarded
class StridedConvolutionTest {

    @Test
    void strided1x1ConvolutionsOfFewChannelsHaveTheirGradient() {
        List<String> lines =
                ChildJvm.of(StridedConvolutionMain.class).run().output().lines().toList();
        assertThat(lines.getLast()).isEqualTo("alive");
        assertThat(lines.subList(0, lines.size() - 1))
                .hasSize(21)
                .allSatisfy(
                        line ->
                                assertThat(Double.parseDouble(line.split(": ")[1]))
                                        .as(line)
                                        .isLessThan(1e-5));
    }
}
