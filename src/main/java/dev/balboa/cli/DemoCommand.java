package dev.balboa.cli;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/// `balboa demo`: SimSiam+GSG on generated images, in a few minutes on two cores.
@Command(
        name = "demo",
        mixinStandardHelpOptions = true,
        sortOptions = false,
        description =
                "Train SimSiam+GSG on images that Balboa generates, and compare the encoder with its"
                        + " untrained self and with raw pixels. Takes 2 to 3 minutes on two cores that have nothing else to do.",
        footerHeading = "%nExamples:%n",
        footer = {"  balboa demo", "  balboa demo --seed 1 --out runs/demo"})
final class DemoCommand implements Callable<Integer> {

    private static final int EPOCHS = 5;
    private static final int BATCH_SIZE = 64;
    private static final double LEARNING_RATE = 0.12;
    private static final int WIDTH = 16;
    private static final int PROJECTION = 256;
    private static final int KNN_K = 20;
    private static final String DEFAULT_OUT = "balboa-out/demo";

    @Option(
            names = "--epochs",
            paramLabel = "N",
            defaultValue = "" + EPOCHS,
            description = "Passes over the train images. Default: ${DEFAULT-VALUE}.")
    private int epochs;

    @Option(
            names = "--limit",
            paramLabel = "K",
            description = "Use at most K train images. Default: all.")
    private Integer limit;

    @Option(
            names = "--test-limit",
            paramLabel = "K",
            description = "Use at most K test images. Default: all.")
    private Integer testLimit;

    @Option(
            names = "--seed",
            paramLabel = "S",
            defaultValue = "0",
            description = "Of everything random. Default: ${DEFAULT-VALUE}.")
    private long seed;

    @Mixin private ComputeOptions compute;

    @Option(
            names = "--out",
            paramLabel = "DIR",
            description =
                    "Folder for the run's files. Default: "
                            + DEFAULT_OUT
                            + ", where an earlier demo is replaced.")
    private Path out;

    @Option(names = "--overwrite", description = "Replace a finished run in the --out folder.")
    private boolean overwrite;

    @Mixin private Console console;

    @Override
    public Integer call() {
        Settings settings =
                Settings.defaults()
                        .set("data.limit", limit)
                        .set("data.test_limit", testLimit)
                        .set("network.width", WIDTH)
                        .set("network.proj_dim", PROJECTION)
                        .set("optimizer.lr", LEARNING_RATE)
                        .set("schedule.epochs", epochs)
                        .set("schedule.batch_size", BATCH_SIZE)
                        .set("schedule.seed", seed);
        compute.apply(settings);
        RunConfig config = settings.resolve();
        OutputFolder folder =
                out == null
                        ? OutputFolder.create(Path.of(DEFAULT_OUT), true)
                        : OutputFolder.create(out, overwrite);
        ObjectNode results =
                TrainingRun.fresh(config, KnnOptions.of(KNN_K, 0.1), folder, console).run();
        console.say(
                "%nkNN accuracy  %.3f untrained -> %.3f trained (raw pixels %.3f, chance %.3f);"
                        + " spread %.2f (1 healthy, 0 collapsed)",
                results.get("knn_untrained").doubleValue(),
                results.get("knn").doubleValue(),
                results.get("knn_pixels").doubleValue(),
                1.0 / 8,
                results.get("spread").doubleValue());
        console.say(
                "neighbours of some test images, before and after: %s",
                folder.neighbours().toAbsolutePath());
        console.finish(results);
        return 0;
    }
}
