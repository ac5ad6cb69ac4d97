package dev.balboa.reliability;

import static org.assertj.core.api.Assertions.assertThat;

import dev.balboa.testkit.Unguarded;
import org.junit.jupiter.api.Test;

/// Photographs as large as phones take them. The oracle is the JVM's limit on its heap: 24
/// megapixels are 24 MB as the JDK keeps gray and 72 MB as RGB, and would be 288 MB more as floats.
@Unguarded
class LargePhotoTest {

    @Test
    void aPhotographIsReadWithoutAFloatForEachOfItsPixels() {
        assertThat(run("-Xmx200m").value("read")).isEqualTo("32");
    }

    @Test
    void oneThatDoesNotFitTheHeapIsNamedWithTheRemedy() {
        assertThat(run("-Xmx80m").value("refused"))
                .contains("photo.jpg")
                .contains("too large for the heap of")
                .contains("-Xmx");
    }

    private static ChildJvm.Result run(String heap) {
        return ChildJvm.of(LargePhotoMain.class).with(heap).arguments("6000", "4000").run();
    }
}
