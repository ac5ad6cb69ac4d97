package dev.balboa.data;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/// Oracle: what Pillow's `exif_transpose(...).convert("RGB")` makes of the same files, recorded by
/// `image_file_goldens.py`: level by level, for JPEGs as well, since both use libjpeg's accurate
/// transform. On these files a wrong turn, a wrong conversion or a profile that is applied shows.
class ImageFileTest {

    private static final Path GOLDENS = Path.of("src/test/resources/goldens/pillow");

    /// What Pillow made of a file.
    private record Golden(String name, int width, int height) {

        Image expected() throws IOException {
            return new Image(width, height, Files.readAllBytes(GOLDENS.resolve(name + ".rgb")));
        }

        @Override
        public String toString() {
            return name;
        }
    }

    static Stream<Golden> goldens() {
        try {
            List<String> lines = Files.readAllLines(GOLDENS.resolve("cases.tsv"));
            return lines.stream()
                    .map(line -> line.split("\t"))
                    .map(f -> new Golden(f[0], Integer.parseInt(f[1]), Integer.parseInt(f[2])));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @ParameterizedTest
    @MethodSource("goldens")
    void aFileIsDecodedAsPillowDoes(Golden golden) throws IOException {
        assertThat(ImageDecoder.decode(GOLDENS.resolve(golden.name())))
                .isEqualTo(golden.expected());
    }
}
