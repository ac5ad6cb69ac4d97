package dev.balboa.cli;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.balboa.data.FolderOptions;
import dev.balboa.data.ImagePacker;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import java.util.concurrent.atomic.AtomicInteger;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/// `balboa pack`.
@Command(
        name = "pack",
        mixinStandardHelpOptions = true,
        sortOptions = false,
        description = {
            "Decode the images of a folder once and write them into one file, which train, eval and"
                    + " compare take as --data: it opens at once and is not decoded again.",
            "Packing that was stopped goes on when the same command is given again."
        },
        footerHeading = "%nExamples:%n",
        footer = {
            "  balboa pack photos photos.pack --image-size 64",
            "  balboa train --data photos.pack --image-size 64",
            "  balboa pack photos photos.pack --bad-images skip --overwrite"
        })
final class PackCommand implements Callable<Integer> {

    private static final double MEGABYTE = 1e6;

    @Parameters(
            index = "0",
            paramLabel = "DIR",
            description =
                    "Folder with one folder of images per class, or with images; train/ and test/ (or"
                            + " val/) inside are understood as splits.")
    private Path folder;

    @Parameters(index = "1", paramLabel = "OUT", description = "The file to write.")
    private Path out;

    @Option(
            names = "--image-size",
            paramLabel = "PIXELS",
            defaultValue = "32",
            description = "Side to which every image is brought. Default: ${DEFAULT-VALUE}.")
    private int imageSize;

    @Option(
            names = "--bad-images",
            paramLabel = "WHAT",
            defaultValue = "fail",
            description =
                    "What to do about files that cannot be read as images: fail, or skip and count"
                            + " them. Default: ${DEFAULT-VALUE}.")
    private String badImages;

    @Option(
            names = "--workers",
            paramLabel = "N",
            description =
                    "Threads that decode; the result does not depend on it. Default: one per core.")
    private Integer workers;

    @Option(names = "--overwrite", description = "Replace OUT if it is there.")
    private boolean overwrite;

    @Mixin private Console console;

    @Override
    public Integer call() {
        FolderOptions options = options();
        UsageException.require(
                Files.isDirectory(folder), "DIR", folder, "an existing folder of images");
        UsageException.require(!Files.isDirectory(out), "OUT", out, "a file, not a folder");
        UsageException.require(
                overwrite || !Files.exists(out), "OUT", out, "a new file, or add --overwrite");
        AtomicInteger done = new AtomicInteger();
        long start = System.nanoTime();
        ImagePacker.Packed packed;
        try (StepBar bar = new StepBar("image");
                Interruption _ = Interruption.tell(() -> tellHowToGoOn(done.get()))) {
            packed =
                    ImagePacker.pack(
                            folder,
                            out,
                            options,
                            (now, all) -> {
                                done.set(now);
                                bar.stepTo(now, all);
                            });
        }
        report(packed, (System.nanoTime() - start) / 1e9);
        return 0;
    }

    private FolderOptions options() {
        int largest = RunConfig.Data.LARGEST_SIDE;
        UsageException.require(
                imageSize >= 8 && imageSize <= largest,
                "--image-size",
                imageSize,
                ">= 8 and <= " + largest);
        UsageException.requireKnown("--bad-images", badImages, RunConfig.BAD_IMAGES);
        UsageException.require(workers == null || workers >= 1, "--workers", workers, ">= 1");
        FolderOptions options =
                FolderOptions.of(imageSize).withSkipUnreadable(badImages.equals(RunConfig.SKIP));
        return workers == null ? options : options.withThreads(workers);
    }

    private void tellHowToGoOn(int done) {
        console.say("interrupted; the same command goes on after image %d", done);
    }

    private void report(ImagePacker.Packed packed, double seconds) {
        if (packed.resumed() > 0) {
            console.say("went on after image %d", packed.resumed());
        }
        if (packed.skipped() > 0) {
            console.say("%d files could not be read as images and were skipped", packed.skipped());
        }
        console.say(
                "%d train images and %d test images of %d×%d in %s, %.1f MB, %.1f s",
                packed.train(),
                packed.test(),
                imageSize,
                imageSize,
                out,
                packed.bytes() / MEGABYTE,
                seconds);
        ObjectNode results =
                console.results()
                        .put("file", out.toString())
                        .put("train_images", packed.train())
                        .put("test_images", packed.test())
                        .put("skipped_images", packed.skipped())
                        .put("resumed_images", packed.resumed())
                        .put("image_size", imageSize)
                        .put("bytes", packed.bytes())
                        .put("seconds", seconds);
        console.finish(results);
    }
}
