package dev.balboa.reliability;

import static org.assertj.core.api.Assertions.assertThat;

import dev.balboa.testkit.Unguarded;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// Pictures of 12 million pixels, 36 MB as bytes and 144 MB as floats, and heaps that hold one of
/// the first, or not even that: [LargePicturesMain], in a process of its own. The oracle is that
/// arithmetic.
@Unguarded
class LargePicturesTest {

    private static final int LARGE = 2;

    @TempDir private static Path folder;

    @BeforeAll
    static void picturesAreWritten() throws IOException {
        BufferedImage large = new BufferedImage(4000, 3000, BufferedImage.TYPE_3BYTE_BGR);
        ImageIO.write(large, "jpg", folder.resolve("large0.jpg").toFile());
        for (int i = 1; i < LARGE; i++) {
            Files.copy(folder.resolve("large0.jpg"), folder.resolve("large" + i + ".jpg"));
        }
        ImageIO.write(large.getSubimage(0, 0, 32, 32), "jpg", folder.resolve("small.jpg").toFile());
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 4})
    void aHeapForTheBytesOfOneIsEnoughForAllWhateverTheThreads(int threads) {
        ChildJvm.Result result = read("-Xmx80m", "fail", threads);
        assertThat(result.output()).contains("read " + (LARGE + 1));
    }

    @Test
    void oneThatDoesNotFitIsNamedWithTheRemedy() {
        assertThat(read("-Xmx30m", "fail", 1).value("refused"))
                .startsWith(folder.resolve("large0.jpg").toString())
                .contains("cannot be decoded: too large for the heap of")
                .contains("make it smaller, or give the JVM more by -Xmx");
    }

    @Test
    void oneThatDoesNotFitIsSkippedWhereSkippingWasAskedFor() {
        ChildJvm.Result result = read("-Xmx30m", "skip", 2);
        assertThat(result.value("read")).isEqualTo("1");
        assertThat(result.value("skipped")).contains("large0.jpg", "large1.jpg");
    }

    /// The serial collector, so that how the heap is divided does not depend on the machine.
    private static ChildJvm.Result read(String heap, String unreadable, int threads) {
        ChildJvm.Result result =
                ChildJvm.of(LargePicturesMain.class)
                        .with("-XX:+UseSerialGC", heap)
                        .arguments(folder.toString(), unreadable, Integer.toString(threads))
                        .run();
        assertThat(result.exitCode()).as(result.output()).isZero();
        return result;
    }
}
