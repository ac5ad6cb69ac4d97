package dev.balboa.cli;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.balboa.ssl.Method;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/// `balboa recover`: information recovery, as Rusak et al., AISTATS 2025, call it.
@Command(
        name = "recover",
        mixinStandardHelpOptions = true,
        sortOptions = false,
        description = {
            "Ask what encoders keep of the factors that images were drawn from, and of what"
                    + " augmentations did to them.",
            "",
            "Trains each method on generated images at each strength of crop and jitter and with each"
                    + " seed. Then reads, by ridge regression with the penalty chosen on validation"
                    + " images, every factor from images as they are and every parameter of the"
                    + " augmentation from augmented ones, behind the backbone and behind the"
                    + " projector, and gives R2 on test images, beside raw pixels and the untrained"
                    + " encoder. What neither of these two tells (R2 below 0.1) is marked as not"
                    + " measurable. Each run has a folder of its own below --out; the same command"
                    + " again goes on where it was stopped, and with more methods, strengths or seeds"
                    + " does only what is new.",
            ""
        },
        footerHeading = "%nExamples:%n",
        footer = {
            "  balboa recover --epochs 10 --width 16 --out runs/recovery",
            "  balboa recover --methods simclr,aninfonce:metric-start=published --strengths standard",
            "  balboa recover --limit 256 --test-limit 128 --epochs 1 --width 4 --seeds 1    (a minute)"
        })
final class RecoverCommand implements Callable<Integer> {

    private static final ObjectMapper JSON = JsonMapper.builder().build();

    @Option(
            names = "--methods",
            paramLabel = "M",
            split = ",",
            defaultValue = "simclr,aninfonce,aninfonce:ensemble=true",
            description =
                    "Methods with a projector, each with options of its own if wanted:"
                            + " METHOD:OPTION=VALUE:…. The first is the one that the others are"
                            + " compared with. Default: ${DEFAULT-VALUE}.")
    private List<String> methods;

    @Option(
            names = "--strengths",
            paramLabel = "S",
            split = ",",
            defaultValue = "weak,standard,strong",
            description =
                    "Of crop and jitter; flip and gray are the same for all. Default:"
                            + " ${DEFAULT-VALUE}.")
    private List<String> strengths;

    @Option(
            names = "--seeds",
            paramLabel = "N",
            defaultValue = "3",
            description = "Number of seeds: --seed and those after it. Default: ${DEFAULT-VALUE}.")
    private int seeds;

    @Option(
            names = "--image-size",
            paramLabel = "PIXELS",
            description = "Side of the images. Default: 32.")
    private Integer imageSize;

    @Option(
            names = "--limit",
            paramLabel = "K",
            description = "Train images, at most 4000. Default: 4000.")
    private Integer limit;

    @Option(
            names = "--test-limit",
            paramLabel = "K",
            description = "Test images, at most 1000. Default: 1000.")
    private Integer testLimit;

    @Mixin private NetworkOptions network;
    @Mixin private OptimizerOptions optimizer;
    @Mixin private ComputeOptions compute;

    @Option(
            names = "--out",
            paramLabel = "DIR",
            defaultValue = "runs/recover",
            description = "Folder for the runs, the table and the page. Default: ${DEFAULT-VALUE}.")
    private Path out;

    @Mixin private Console console;

    private final Map<Strength, ReadoutRun> readouts = new EnumMap<>(Strength.class);

    @Override
    public Integer call() {
        UsageException.require(seeds >= 1, "--seeds", seeds, ">= 1");
        UsageException.require(limit == null || limit >= 16, "--limit", limit, ">= 16");
        UsageException.require(
                testLimit == null || testLimit >= 8, "--test-limit", testLimit, ">= 8");
        List<Variant> variants = Variant.parseAll(methods);
        List<Strength> levels = strengths.stream().map(Strength::of).distinct().toList();
        List<RecoverCell> cells = cells(variants, levels);
        OutputFolder.create(out, true);
        for (Strength strength : levels) {
            Readings.requireData(pixels(strength), config(variants.getFirst(), strength, 0));
        }
        cells.forEach(cell -> Readings.requireSettings(cell.folder(), cell.config()));
        InformationRecovery recovery = new InformationRecovery(levels, variants);
        for (Strength strength : levels) {
            recovery.add(strength, InformationRecovery.PIXELS, pixels(variants, strength));
        }
        int number = 0;
        for (RecoverCell cell : cells) {
            number++;
            console.say(
                    "%nrun %d of %d: %s, %s, seed %d%s",
                    number,
                    cells.size(),
                    cell.name(),
                    cell.strength().label(),
                    cell.config().schedule().seed(),
                    cell.isDone() ? ", done before" : "");
            Readings readings = cell.readings(readout(cell.strength(), cell.config()), console);
            recovery.add(cell.strength(), cell.name(), readings);
            // so that it can be watched
            write(recovery, cells.getFirst().config());
        }
        recovery.say(console);
        console.say("%nsaved in %s; the page about it is %s", out, out.resolve("index.html"));
        console.finish(write(recovery, cells.getFirst().config()));
        return 0;
    }

    private Path pixels(Strength strength) {
        return out.resolve("pixels-" + strength.label());
    }

    private Readings pixels(List<Variant> variants, Strength strength) {
        RunConfig config = config(variants.getFirst(), strength, 0);
        return Readings.in(
                pixels(strength),
                () -> {
                    console.say("reading raw pixels, %s", strength.label());
                    return readout(strength, config).pixels();
                });
    }

    private ReadoutRun readout(Strength strength, RunConfig config) {
        return readouts.computeIfAbsent(strength, _ -> new ReadoutRun(config));
    }

    /// Seed by seed, so that what is done when it is stopped is done for all methods and strengths.
    private List<RecoverCell> cells(List<Variant> variants, List<Strength> levels) {
        variants.forEach(
                variant -> requireProjector(variant, config(variant, levels.getFirst(), 0)));
        List<RecoverCell> cells = new ArrayList<>();
        for (int seed = 0; seed < seeds; seed++) {
            for (Strength strength : levels) {
                Variant first = variants.getFirst();
                cells.add(cell(InformationRecovery.UNTRAINED, "untrained", first, strength, seed));
                for (Variant variant : variants) {
                    cells.add(cell(variant.text(), variant.folder(), variant, strength, seed));
                }
            }
        }
        return cells;
    }

    private RecoverCell cell(
            String name, String folder, Variant variant, Strength strength, int seed) {
        RunConfig config = config(variant, strength, seed);
        String place = "%s-%s-seed%d".formatted(folder, strength.label(), config.schedule().seed());
        return new RecoverCell(
                name,
                strength,
                config,
                out.resolve(place),
                !name.equals(InformationRecovery.UNTRAINED));
    }

    private static void requireProjector(Variant variant, RunConfig config) {
        try (Method method = TrainingRun.method(config, 1)) {
            UsageException.require(
                    SavedRun.projectorOf(method).isPresent(),
                    "--methods",
                    variant.text(),
                    "methods with one projector, such as simclr");
        }
    }

    /// @param seed counted from `--seed`
    private RunConfig config(Variant variant, Strength strength, int seed) {
        Settings settings = Settings.defaults();
        settings.set("data.source", RunConfig.GENERATED_READOUT)
                .set("data.image_size", imageSize)
                .set("data.limit", limit)
                .set("data.test_limit", testLimit)
                .set("data.augmentation", strength.augmentation());
        network.apply(settings);
        optimizer.apply(settings);
        compute.apply(settings);
        variant.apply(settings);
        long first = settings.resolve().schedule().seed();
        RunConfig config = settings.set("schedule.seed", first + seed).resolveNew();
        ComputeOptions.parsed(config.compute().device());
        return limit == null ? config : config.fitting(limit);
    }

    /// @param config of the first run, which stands for all but method, strength and seed
    private ObjectNode write(InformationRecovery recovery, RunConfig config) {
        Path page = out.resolve("index.html");
        ObjectNode results = console.results().put("out", out.toString()).put("seeds", seeds);
        recovery.toJson(results);
        results.put("page", page.toString());
        try {
            results.set("config", JSON.readTree(config.toJson()));
            new Page("recover.html").write(page, results);
            Files.writeString(out.resolve("results.json"), JSON.writeValueAsString(results) + "\n");
        } catch (IOException e) {
            throw new UncheckedIOException(out + ": results.json cannot be written", e);
        }
        return results;
    }
}
