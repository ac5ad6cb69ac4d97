package dev.balboa.cli;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.balboa.tensor.Threads;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/// `balboa compare`.
@Command(
        name = "compare",
        mixinStandardHelpOptions = true,
        sortOptions = false,
        description = {
            "Train several methods with the same budget and several seeds, and compare their encoders.",
            "",
            "Scores are those of the last epoch, at equal epochs. At equal seconds there is kNN only: it"
                    + " is read off the curve at the time at which the quickest method with the same"
                    + " seed was done, when the others are in mid-schedule. Differences"
                    + " are paired by seed and come with a 95 %% interval. Each run has a folder of its"
                    + " own below --out; the same command again goes on where it was stopped, and"
                    + " with more methods or seeds does only what is new.",
            ""
        },
        footerHeading = "%nExamples:%n",
        footer = {
            "  balboa compare --methods simclr,simsiam,simsiam-gsg --epochs 10 --width 16 --out runs/three",
            "  balboa compare --methods simclr,dystress --seeds 5 --data cifar10 --out runs/temperature",
            "  balboa compare --methods simclr:temperature=0.2,dystress:temperature-profile=shifted",
            "  balboa compare --methods vicreg:lr=0.01,vicreg:lr=0.03 --seeds 1 --validation-share 0.2"
        })
final class CompareCommand implements Callable<Integer> {

    @Option(
            names = "--methods",
            paramLabel = "M",
            split = ",",
            required = true,
            description =
                    "Methods, each with options of its own if wanted: METHOD:OPTION=VALUE:…. Options are the"
                            + " method's (balboa methods NAME), and optimizer, lr, momentum,"
                            + " weight-decay, warmup-epochs and batch-size; / separates the numbers of"
                            + " a list. The first is the one that the others are compared with.")
    private List<String> methods;

    @Option(
            names = "--seeds",
            paramLabel = "N",
            defaultValue = "3",
            description = "Number of seeds: --seed and those after it. Default: ${DEFAULT-VALUE}.")
    private int seeds;

    @Option(
            names = "--config",
            paramLabel = "FILE",
            description = "TOML file with settings of every run; flags are put over it.")
    private Path configFile;

    @Mixin private DataOptions data;
    @Mixin private NetworkOptions network;
    @Mixin private OptimizerOptions optimizer;
    @Mixin private ComputeOptions compute;
    @Mixin private KnnOptions knn;

    @Option(
            names = "--knn-every",
            paramLabel = "N",
            defaultValue = "1",
            description =
                    "Epochs from one kNN score of a curve to the next; the last epoch has one always."
                            + " Scores at equal seconds and seconds to equal scores are as fine."
                            + " Default: ${DEFAULT-VALUE}.")
    private int knnEvery;

    @Option(
            names = "--out",
            paramLabel = "DIR",
            defaultValue = "runs/compare",
            description = "Folder for the runs, the table and the page. Default: ${DEFAULT-VALUE}.")
    private Path out;

    @Mixin private Console console;

    @Override
    public Integer call() {
        knn.check();
        UsageException.require(seeds >= 1, "--seeds", seeds, ">= 1");
        UsageException.require(knnEvery >= 1, "--knn-every", knnEvery, ">= 1");
        List<Variant> variants = Variant.parseAll(methods);
        List<Cell> cells = cells(variants);
        Images images = images(cells.getFirst().config());
        cells.forEach(cell -> cell.requireOwn(knn, knnEvery, images.trainSize()));
        // a fault of a late variant shows before an early one has trained for hours; what could be
        // wrong does not depend on the seed
        cells.stream()
                .limit(variants.size())
                .filter(cell -> !cell.isDone())
                .forEach(cell -> cell.requireTrainable(images));
        Comparison comparison = new Comparison();
        int number = 0;
        for (Cell cell : cells) {
            number++;
            console.say(
                    "%nrun %d of %d: %s, seed %d%s",
                    number,
                    cells.size(),
                    cell.variant().text(),
                    cell.config().schedule().seed(),
                    cell.isDone() ? ", done before" : "");
            comparison.add(cell.variant(), cell.scores(knn, knnEvery, images, console));
        }
        finish(comparison);
        return 0;
    }

    /// Seed by seed, so that what is done when it is stopped is done for every method.
    private List<Cell> cells(List<Variant> variants) {
        List<Cell> cells = new ArrayList<>();
        long first = settings().resolve().schedule().seed();
        for (long seed = first; seed < first + seeds; seed++) {
            for (Variant variant : variants) {
                Settings settings = settings();
                variant.apply(settings);
                RunConfig config = settings.set("schedule.seed", seed).resolveNew();
                cells.add(
                        new Cell(variant, config, out.resolve(variant.folder() + "-seed" + seed)));
            }
        }
        return cells;
    }

    private Settings settings() {
        Settings settings = Settings.defaults();
        if (configFile != null) {
            settings.readToml(configFile);
        }
        data.apply(settings);
        network.apply(settings);
        optimizer.apply(settings);
        compute.apply(settings);
        return settings;
    }

    /// The images of all runs, read once.
    private static Images images(RunConfig config) {
        ComputeOptions.parsed(config.compute().device());
        Threads.set(config.compute().threads());
        Images images = Images.load(config.data(), config.compute().workers());
        UsageException.require(
                images.classes() >= 2 && images.testClasses() >= 2,
                "--data",
                config.data().source(),
                "train/ and test/ or val/, with one folder per class in each, and test images of two classes at least; or --validation-share"
                        + " for one folder per class without splits");
        return images;
    }

    private void finish(Comparison comparison) {
        ObjectNode results = console.results().put("out", out.toString());
        comparison.toJson(results);
        ComparisonTables tables = new ComparisonTables(comparison);
        tables.say(console);
        Path page = out.resolve("index.html");
        results.put("page", page.toString());
        new Page("compare.html").write(page, results);
        try {
            Files.writeString(out.resolve("results.json"), results.toPrettyString() + "\n");
            Files.writeString(out.resolve("results.md"), tables.markdown());
        } catch (IOException e) {
            throw new UncheckedIOException(out + ": the results cannot be written", e);
        }
        console.say(
                "%nsaved in %s; the page about it is %s, its tables in Markdown are results.md",
                out, page);
        console.finish(results);
    }
}
