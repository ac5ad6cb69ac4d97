package dev.balboa.reliability;

import static org.assertj.core.api.Assertions.assertThat;

import dev.balboa.data.FolderOptions;
import dev.balboa.data.ImagePacker;
import dev.balboa.testkit.Unguarded;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// A pack that is cut short by another process while it is mapped: reading memory behind its end is
/// SIGBUS. The oracle is the operating system, in a JVM of its own ([TruncatedPackMain]).
@Unguarded
class TruncatedPackTest {

    private static final int IMAGES = 8;

    @TempDir private Path root;

    private Path file;

    @BeforeEach
    void pack() throws IOException {
        Path photos = Files.createDirectories(root.resolve("photos"));
        for (int i = 0; i < IMAGES; i++) {
            BufferedImage image = new BufferedImage(64, 64, BufferedImage.TYPE_INT_RGB);
            ImageIO.write(image, "png", photos.resolve(i + ".png").toFile());
        }
        file = root.resolve("photos.pack");
        ImagePacker.pack(photos, file, FolderOptions.of(64), (_, _) -> {});
    }

    // in the last page, which the system fills with zeros; in the middle; before all images
    @ParameterizedTest
    @ValueSource(doubles = {0.9999, 0.5, 0.0001, 0})
    void aFileThatIsCutShortWhileItIsReadIsNamed(double share) throws IOException {
        long length = (long) (share * Files.size(file));
        List<String> lines = run(length);
        assertThat(lines.getLast()).isEqualTo("alive");
        String expected = file + ": was cut short while it was in use (pack the folder again)";
        assertThat(lines.subList(0, IMAGES)).containsOnly("named " + expected);
        assertThat(lines.get(IMAGES)).startsWith("loader ").contains(expected);
    }

    @Test
    void aFileThatIsLeftAloneIsRead() throws IOException {
        List<String> lines = run(Files.size(file));
        assertThat(lines.subList(0, IMAGES)).containsOnly("read 64");
        assertThat(lines.subList(IMAGES, lines.size())).containsExactly("loaded", "alive");
    }

    private List<String> run(long length) {
        return ChildJvm.of(TruncatedPackMain.class)
                .arguments(file.toString(), Long.toString(length))
                .run()
                .output()
                .lines()
                .toList();
    }
}
