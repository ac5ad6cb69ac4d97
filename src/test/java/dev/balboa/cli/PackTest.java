package dev.balboa.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.balboa.data.ContactSheet;
import dev.balboa.data.GeneratedImages;
import dev.balboa.data.GeneratedOptions;
import dev.balboa.data.ImageDataset;
import dev.balboa.data.Splits;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Oracle: the same commands on the folder itself.
class PackTest {

    @TempDir private static Path root;

    @BeforeAll
    static void write() {
        Splits splits =
                GeneratedImages.splits(
                        GeneratedOptions.standard(0).withSize(16).withCounts(64, 32));
        write(splits.train(), root.resolve("photos/train"));
        write(splits.test().orElseThrow(), root.resolve("photos/test"));
    }

    private static void write(ImageDataset images, Path folder) {
        for (int i = 0; i < images.size(); i++) {
            Path file = folder.resolve("c" + images.label(i)).resolve(i + ".png");
            ContactSheet.write(file, List.of(images.image(i)), 1, 1);
        }
    }

    private static CommandRun pack(String out, String... more) {
        List<String> args =
                List.of("pack", path("photos"), path(out), "--image-size", "16", "--json");
        return CommandRun.of(
                java.util.stream.Stream.concat(args.stream(), List.of(more).stream())
                        .toArray(String[]::new));
    }

    private static String path(String name) {
        return root.resolve(name).toString();
    }

    @Test
    void trainingOnAPackIsTrainingOnItsFolder() throws IOException {
        CommandRun packed = pack("photos.pack", "--workers", "3");
        assertThat(packed.exit()).as("%s", packed.err()).isZero();
        assertThat(packed.json().get("train_images").asInt()).isEqualTo(64);
        assertThat(packed.json().get("test_images").asInt()).isEqualTo(32);
        CommandRun fromPack = train("photos.pack", "run-pack");
        CommandRun fromFolder = train("photos", "run-folder");
        assertThat(fromPack.exit()).as("%s", fromPack.err()).isZero();
        for (String figure : List.of("loss", "knn", "train_images", "skipped_images")) {
            assertThat(fromPack.json().get(figure))
                    .as(figure)
                    .isNotNull()
                    .isEqualTo(fromFolder.json().get(figure));
        }
        CommandRun eval = CommandRun.of("eval", "--checkpoint", path("run-pack"), "--json");
        assertThat(eval.exit()).as("%s", eval.err()).isZero();
        assertThat(eval.json().get("knn")).isEqualTo(fromPack.json().get("knn"));
    }

    private static CommandRun train(String data, String out) {
        return CommandRun.of(
                "train",
                "--method",
                "simclr",
                "--data",
                path(data),
                "--image-size",
                "16",
                "--width",
                "8",
                "--epochs",
                "1",
                "--batch-size",
                "16",
                "--threads",
                "1",
                "--limit",
                "48",
                "--out",
                path(out),
                "--json");
    }

    @Test
    void anotherImageSizeIsAMistakeThatNamesTheRightOne() {
        pack("sized.pack");
        CommandRun run =
                CommandRun.of("train", "--data", path("sized.pack"), "--out", path("none"));
        assertThat(run.exit()).isEqualTo(2);
        assertThat(run.err().getLast())
                .contains("--image-size: 32 (expected: 16, the side of the images in");
    }

    @Test
    void aFileThatIsThereIsKeptUnlessItMayBeReplaced() throws IOException {
        Files.writeString(root.resolve("mine.pack"), "mine");
        CommandRun refused = pack("mine.pack");
        assertThat(refused.exit()).isEqualTo(2);
        assertThat(refused.err().getLast()).contains("OUT").contains("or add --overwrite");
        assertThat(root.resolve("mine.pack")).hasContent("mine");
        assertThat(pack("mine.pack", "--overwrite").exit()).isZero();
    }

    @Test
    void mistakesAreNamed() throws IOException {
        assertThat(CommandRun.of("pack", path("nowhere"), path("x.pack")).err().getLast())
                .contains("DIR: " + path("nowhere") + " (expected: an existing folder of images)");
        assertThat(CommandRun.of("pack", path("photos"), path("photos")).err().getLast())
                .contains("OUT: " + path("photos") + " (expected: a file, not a folder)");
        assertThat(pack("x.pack", "--bad-images", "skp").err().getLast())
                .contains("--bad-images: skp (expected: one of fail, skip; did you mean skip?)");
        assertThat(pack("x.pack", "--workers", "0").err().getLast()).contains("--workers: 0");
        assertThat(CommandRun.of("pack", path("photos"), path("x"), "--image-size", "4").exit())
                .isEqualTo(2);
        Path cut = Files.writeString(root.resolve("cut.pack"), "BALBPACK");
        CommandRun train = CommandRun.of("train", "--data", cut.toString(), "--out", path("none"));
        assertThat(train.exit()).isEqualTo(1);
        assertThat(train.err().getLast()).contains("cut.pack: cut short (pack the folder again");
    }
}
