package dev.balboa.cli;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.balboa.ssl.Methods;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.stream.Stream;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/// `balboa train`.
@Command(
        name = "train",
        mixinStandardHelpOptions = true,
        sortOptions = false,
        description = {
            "Train an encoder on images without labels, or with --method fvnce a model of images or"
                    + " of a table of numbers.",
            "",
            "Settings come from their defaults, then from the --config file, then from flags. The"
                    + " file is TOML with the sections and keys of a run's config.json:",
            "",
            "  method = \"simclr\"",
            "  [data]",
            "  source = \"photos\"",
            "  [schedule]",
            "  epochs = 100",
            "  [options]",
            "  temperature = 0.2",
            ""
        },
        footerHeading = "%nExamples:%n",
        footer = {
            "  balboa train --epochs 5 --width 16 --out runs/first",
            "  balboa train --method simsiam --data photos --limit 5000 --seed 1 --out runs/photos",
            "  balboa train --config photos.toml --lr 0.1",
            "  balboa train --method simclr --preset cifar --data cifar10 --epochs 100",
            "  balboa train --resume runs/photos",
            "  balboa train --epochs 1 --profile --out runs/first",
            "  balboa train --method fvnce --member lsif --noise mixture --out runs/model",
            "  balboa train --method fvnce --data numbers.csv --latent-dim 4 --hidden 64",
            "  balboa train --data photos --device cuda:0 --autocast bfloat16 --batch-size 512"
        })
final class TrainCommand implements Callable<Integer> {

    /// What may be said beside `--resume`: nothing of it changes a result.
    private static final OnlyFlags WITH_RESUME =
            new OnlyFlags(
                    Set.of(
                            "--resume",
                            "--device",
                            "--threads",
                            "--workers",
                            "--knn-k",
                            "--knn-temperature",
                            ProfileOptions.FLAG,
                            ProfileOptions.STEPS_FLAG,
                            "--json"));

    @Spec private CommandSpec spec;

    @Option(
            names = "--method",
            paramLabel = "NAME",
            description = "Method; balboa methods lists them. Default: simsiam-gsg.")
    private String method;

    @Option(
            names = "--preset",
            paramLabel = "NAME",
            description =
                    "Published settings of the method: cifar or imagenet. A --config file and flags are"
                            + " put over them.")
    private String preset;

    @Option(
            names = "--config",
            paramLabel = "FILE",
            description = "TOML file with settings; flags are put over it.")
    private Path configFile;

    @Option(
            names = "--resume",
            paramLabel = "DIR",
            description =
                    "Go on with the run in this folder after its last finished epoch, with its own"
                            + " settings. The result is that of a run without the interruption.")
    private Path resume;

    @Mixin private DataOptions data;
    @Mixin private NetworkOptions network;
    @Mixin private OptimizerOptions optimizer;
    @Mixin private ComputeOptions compute;

    @Option(
            names = "--autocast",
            paramLabel = "TYPE",
            description =
                    "Compute in none (float32) or bfloat16, or auto: measure both with this run's"
                            + " network and take the faster one, which config.json then names."
                            + " Default: none.")
    private String autocast;

    @Mixin private KnnOptions knn;

    @Option(
            names = "--out",
            paramLabel = "DIR",
            description = "Folder for the run's files. Default: runs/METHOD-TIME.")
    private Path out;

    @Option(names = "--overwrite", description = "Replace the run in the --out folder.")
    private boolean overwrite;

    @Mixin private ProfileOptions profile;
    @Mixin private Console console;

    /// The names that `--method` knows: those of the encoders' methods, and fvnce.
    static List<String> methods() {
        return Stream.concat(Methods.names().stream(), Stream.of(FvnceOptions.METHOD))
                .sorted()
                .toList();
    }

    @Override
    public Integer call() {
        knn.check();
        profile.check();
        try (ProfileOptions _ = profile) {
            ObjectNode results = results();
            profile.report(console, results);
            console.finish(results);
        }
        return 0;
    }

    private ObjectNode results() {
        if (resume != null) {
            return FvnceRun.wrote(new OutputFolder(resume).checkpoint())
                    ? goOnWithFvnce().run()
                    : goOn().run();
        }
        String chosen = method;
        if (chosen == null && configFile != null) {
            chosen = Settings.peek(configFile, "method").orElse(null);
        }
        if (chosen != null) {
            UsageException.requireKnown("--method", chosen, methods());
        }
        return FvnceOptions.METHOD.equals(chosen) ? startFvnce().run() : start().run();
    }

    private FvnceRun startFvnce() {
        FvnceConfig config =
                FvnceFlags.config(
                        spec.commandLine().getParseResult(),
                        configFile,
                        data.folder == null ? null : data.source());
        Path folder = out == null ? OutputFolder.named(config.method()) : out;
        if (!config.data().table()) {
            requireApart(folder, config.data().images());
        }
        OutputFolder made = OutputFolder.create(folder, overwrite);
        return FvnceRun.fresh(config, made, console).with(profile.of(made));
    }

    private FvnceRun goOnWithFvnce() {
        WITH_RESUME.checkBesideResume(spec.commandLine().getParseResult());
        FvnceFlags.refuseBesideResume(spec.commandLine().getParseResult());
        OutputFolder folder = OutputFolder.existing(resume);
        FvnceConfig saved = FvnceRun.saved("--resume", folder.checkpoint());
        FvnceConfig config = FvnceFlags.moved(saved, spec.commandLine().getParseResult());
        return FvnceRun.resumed(config, folder, console).with(profile.of(folder));
    }

    private TrainingRun start() {
        Settings settings = Settings.defaults();
        if (preset != null) {
            Presets.apply(preset, method == null ? RunConfig.DEFAULTS.method() : method, settings);
        }
        if (configFile != null) {
            settings.readToml(configFile);
        }
        boolean measured = AutocastChoice.AUTO.equals(autocast);
        settings.set("method", method).set("compute.autocast", measured ? "none" : autocast);
        data.apply(settings);
        network.apply(settings);
        MethodFlags.apply(spec.commandLine().getParseResult(), settings);
        optimizer.apply(settings);
        compute.apply(settings);
        RunConfig config = settings.resolveNew();
        Path folder = out == null ? OutputFolder.named(config.method()) : out;
        requireApart(folder, config.data());
        OutputFolder made = OutputFolder.create(folder, overwrite);
        if (measured) {
            AutocastChoice choice = AutocastChoice.measure(config);
            console.say("%s", choice);
            config = settings.set("compute.autocast", choice.chosen()).resolve();
        }
        return TrainingRun.fresh(config, knn, made, console).with(profile.of(made));
    }

    /// The pictures that a run leaves would be images of the next.
    private static void requireApart(Path folder, RunConfig.Data data) {
        UsageException.require(
                data.generated()
                        || !folder.toAbsolutePath().normalize().startsWith(Path.of(data.source())),
                "--out",
                folder,
                "a folder outside --data, whose images are learned from");
    }

    private TrainingRun goOn() {
        WITH_RESUME.checkBesideResume(spec.commandLine().getParseResult());
        OutputFolder folder = OutputFolder.existing(resume);
        Settings settings = folder.settings();
        compute.apply(settings);
        return TrainingRun.resumed(settings.resolve(), knn, folder, console)
                .with(profile.of(folder));
    }
}
