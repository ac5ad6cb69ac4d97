package dev.balboa.cli;

import java.nio.file.Files;
import java.nio.file.Path;
import picocli.CommandLine.Option;

/// Flags that say which images.
final class DataOptions {

    @Option(
            names = "--data",
            paramLabel = "DIR",
            description =
                    "Folder with one folder of images per class, or with images; train/ and test/ (or val/)"
                            + " inside are understood as splits. Also the unpacked binary files of"
                            + " CIFAR-10 or CIFAR-100, MNIST's IDX files, and a file that balboa pack"
                            + " wrote; for fvnce also a CSV file of numbers. Without it, or generated: images that Balboa generates"
                            + " (for eval: the run's data).")
    Path folder;

    @Option(
            names = "--image-size",
            paramLabel = "PIXELS",
            description = "Side to which every image is brought. Default: 32.")
    Integer imageSize;

    @Option(
            names = "--limit",
            paramLabel = "K",
            description = "Use at most K train images, classes in equal shares. Default: all.")
    Integer limit;

    @Option(
            names = "--test-limit",
            paramLabel = "K",
            description = "Use at most K test images, classes in equal shares. Default: all.")
    Integer testLimit;

    @Option(
            names = "--bad-images",
            paramLabel = "WHAT",
            description =
                    "What to do about files that cannot be read as images: fail, or skip and count"
                            + " them. Every file, of those that a limit keeps, is read before"
                            + " training starts. Default: fail.")
    String badImages;

    @Option(
            names = "--augmentation",
            paramLabel = "NAME",
            description =
                    "How views are drawn: generated, generated-weak, generated-strong, simsiam-cifar,"
                            + " simclr-cifar, mocov2, simclr or byol. Default: that of generated images for them, simsiam-cifar up to"
                            + " 64 pixels, mocov2 (with blur) above.")
    String augmentation;

    @Option(
            names = "--validation-share",
            paramLabel = "SHARE",
            description =
                    "Hold this share of the train images out and score on them, in place of the test"
                            + " images: for choosing settings, and for one folder without splits."
                            + " Default: none.")
    Double validationShare;

    @Option(
            names = "--imbalance",
            paramLabel = "RATIO",
            description =
                    "Cut the train images to classes of exponentially falling sizes, the last RATIO"
                            + " times the first: a long-tailed dataset, as 0.01. Default: as they are.")
    Double imbalance;

    @Option(
            names = "--leave-out",
            paramLabel = "CLASS",
            description =
                    "Learn nothing of this class; compare scores how well its test images are told"
                            + " from the known ones. Default: none.")
    String leaveOut;

    void apply(Settings settings) {
        settings.set("data.source", folder == null ? null : source())
                .set("data.image_size", imageSize)
                .set("data.limit", limit)
                .set("data.test_limit", testLimit)
                .set("data.bad_images", badImages)
                .set("data.augmentation", augmentation)
                .set("data.validation_share", validationShare)
                .set("data.imbalance", imbalance)
                .set("data.leave_out", leaveOut);
    }

    /// Absolute, so that a run is understood from every folder.
    String source() {
        UsageException.require(
                !folder.toString().isEmpty(), "--data", "''", "an existing folder of images");
        if (folder.toString().equals(RunConfig.GENERATED) && !Files.exists(folder)) {
            return RunConfig.GENERATED;
        }
        return folder.toAbsolutePath().normalize().toString();
    }

    /// What is given here, else what the run was trained on. Limits of another folder's run do not
    /// carry over.
    RunConfig.Data resolve(RunConfig.Data run) {
        boolean same = folder == null || source().equals(run.source());
        return new RunConfig.Data(
                folder == null ? run.source() : source(),
                imageSize == null ? run.imageSize() : imageSize,
                limit == null && same ? run.limit() : limit,
                testLimit == null && same ? run.testLimit() : testLimit,
                badImages == null ? run.badImages() : badImages,
                augmentation == null ? run.augmentation() : augmentation,
                validationShare == null && same ? run.validationShare() : validationShare,
                imbalance == null && same ? run.imbalance() : imbalance,
                leaveOut == null && same ? run.leaveOut() : leaveOut);
    }
}
