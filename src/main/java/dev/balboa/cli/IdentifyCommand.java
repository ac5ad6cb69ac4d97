package dev.balboa.cli;

import dev.balboa.checkpoint.Checkpoint;
import dev.balboa.tensor.Device;
import dev.balboa.tensor.Threads;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/// `balboa identify`: the synthetic experiment of Rusak et al., AISTATS 2025.
@Command(
        name = "identify",
        mixinStandardHelpOptions = true,
        sortOptions = false,
        description = {
            "Ask whether a contrastive loss recovers the latents that data was made of: points on a"
                    + " sphere, seen through a random network, with positives that vary more in"
                    + " some directions than in others.",
            "Prints linear R2 (recovered up to a linear map), MCC (up to a permutation) and the"
                    + " learned metric every --eval-every steps, beside those of the observations"
                    + " and of the untrained encoder. The defaults are the paper's settings; 20,000"
                    + " steps take about 40 minutes on a core of their own. A run can be watched in its"
                    + " index.html, stopped at any time and gone on with by --resume."
        },
        footerHeading = "%nExamples:%n",
        footer = {
            "  balboa identify --lambda linear --steps 50000 --out runs/linear",
            "  balboa identify --lambda bimodal --ensemble --seed 1",
            "  balboa identify --lambda bimodal --method infonce --steps 10000 --out runs/infonce",
            "  balboa identify --lambda bimodal --steps 10000 --beside runs/infonce",
            "  balboa identify --dims 4 --hidden 64,128,64 --batch-size 256 --lr 1e-3 \\",
            "    --metric-lr 1e-2 --condition-draws 1000 --steps 1000      (some seconds)",
            "  balboa identify --resume runs/linear --steps 100000"
        })
final class IdentifyCommand implements Callable<Integer> {

    private static final OnlyFlags WITH_RESUME =
            new OnlyFlags(
                    Set.of("--resume", "--beside", "--steps", "--device", "--threads", "--json"));

    @Spec private CommandSpec spec;

    @Option(
            names = "--lambda",
            paramLabel = "NAME",
            defaultValue = "linear",
            description =
                    "True precisions of the latents: linear (5 to 25, all can be told apart) or"
                            + " bimodal (25 and 5, only two blocks can). Default: ${DEFAULT-VALUE}.")
    private String lambda;

    @Option(
            names = "--method",
            paramLabel = "NAME",
            defaultValue = "aninfonce",
            description =
                    "aninfonce (a learned weight for each direction) or infonce (the same loss with"
                            + " one learned weight, an inverse temperature). Default:"
                            + " ${DEFAULT-VALUE}.")
    private String method;

    @Option(
            names = "--ensemble",
            description =
                    "Two augmentations with a metric each and one encoder: the second has the same"
                            + " precisions with the halves riffled. Each gets half of the batch.")
    private boolean ensemble;

    @Option(
            names = "--steps",
            paramLabel = "N",
            description =
                    "Steps of the whole run. Default: 20000; with --resume, those of the run.")
    private Long steps;

    @Option(
            names = "--seed",
            paramLabel = "S",
            defaultValue = "0",
            description = "Of everything random. Default: ${DEFAULT-VALUE}.")
    private long seed;

    @Option(
            names = "--dims",
            paramLabel = "D",
            defaultValue = "10",
            description = "Number of latents, 2 to 24. Default: ${DEFAULT-VALUE}.")
    private int dims;

    @Option(
            names = "--hidden",
            paramLabel = "W",
            split = ",",
            description =
                    "Widths of the encoder's hidden layers. Default: 10 D, four times 50 D, 10 D.")
    private List<Integer> hidden;

    @Option(
            names = "--batch-size",
            paramLabel = "N",
            defaultValue = "1000",
            description = "Pairs of a step. Default: ${DEFAULT-VALUE}.")
    private int batchSize;

    @Option(
            names = "--lr",
            paramLabel = "R",
            defaultValue = "1e-4",
            description = "Adam's learning rate for the encoder. Default: ${DEFAULT-VALUE}.")
    private double lr;

    @Option(
            names = "--metric-lr",
            paramLabel = "R",
            defaultValue = "1e-3",
            description = "Adam's learning rate for the metric. Default: ${DEFAULT-VALUE}.")
    private double metricLr;

    @Option(
            names = "--condition-draws",
            paramLabel = "N",
            defaultValue = "25000",
            description =
                    "Random matrices whose best condition number bounds those of the mixing"
                            + " network. Default: ${DEFAULT-VALUE}.")
    private int conditionDraws;

    @Option(
            names = "--eval-every",
            paramLabel = "N",
            defaultValue = "250",
            description =
                    "Steps between evaluations, after each of which the run is saved. Default:"
                            + " ${DEFAULT-VALUE}.")
    private int evalEvery;

    @Option(
            names = "--eval-samples",
            paramLabel = "N",
            defaultValue = "4096",
            description = "Fresh latents of an evaluation. Default: ${DEFAULT-VALUE}.")
    private int evalSamples;

    @Option(
            names = "--device",
            paramLabel = "DEVICE",
            description = "cpu, or cuda:N. Default: cpu; with --resume, that of the run.")
    private String device;

    @Option(
            names = "--threads",
            paramLabel = "N",
            description =
                    "Threads of libtorch. Default: one per core; with --resume, those of the run,"
                            + " since another number changes the last bits of the result.")
    private Integer threads;

    @Option(
            names = "--out",
            paramLabel = "DIR",
            description = "Folder for the run's files. Default: runs/identify-TIME.")
    private Path out;

    @Option(names = "--overwrite", description = "Replace the run in the --out folder.")
    private boolean overwrite;

    @Option(
            names = "--resume",
            paramLabel = "DIR",
            description =
                    "Go on with the run in this folder after its last evaluation, with its own"
                            + " settings. The result is that of a run without the interruption.")
    private Path resume;

    @Option(
            names = "--beside",
            paramLabel = "RUN",
            description =
                    "Folder of an earlier run with the same --lambda, --seed, --dims and"
                            + " --condition-draws, say of --method infonce: its last R2 and MCC are"
                            + " printed, and its curves drawn on the page beside this run's.")
    private Path beside;

    @Mixin private Console console;

    @Override
    public Integer call() {
        IdentifyRun run = resume == null ? start() : goOn();
        console.finish(run.run());
        return 0;
    }

    private IdentifyRun start() {
        IdentifyConfig config =
                new IdentifyConfig(
                        lambda,
                        method,
                        ensemble,
                        steps == null ? 20_000 : steps,
                        seed,
                        dims,
                        hidden,
                        batchSize,
                        lr,
                        metricLr,
                        conditionDraws,
                        evalEvery,
                        evalSamples,
                        device,
                        threads);
        Optional<IdentifyBeside> other = other(config);
        Device where = prepare(config);
        OutputFolder folder =
                OutputFolder.create(out == null ? OutputFolder.named("identify") : out, overwrite);
        return IdentifyRun.fresh(config, where, folder, console).beside(other);
    }

    private Optional<IdentifyBeside> other(IdentifyConfig config) {
        return Optional.ofNullable(beside).map(run -> IdentifyBeside.read(run, config));
    }

    private static Device prepare(IdentifyConfig config) {
        Threads.set(config.threads());
        return ComputeOptions.parsed(config.device());
    }

    private IdentifyRun goOn() {
        WITH_RESUME.checkBesideResume(spec.commandLine().getParseResult());
        OutputFolder folder = new OutputFolder(resume);
        UsageException.require(
                Files.isRegularFile(folder.checkpoint()),
                "--resume",
                resume,
                "the --out folder of a run of balboa identify; it holds no "
                        + OutputFolder.CHECKPOINT);
        String text = Checkpoint.metadata(folder.checkpoint()).get(IdentifyRun.CONFIG);
        UsageException.require(
                text != null, "--resume", resume, "the --out folder of balboa identify");
        IdentifyConfig saved = IdentifyConfig.fromJson("--resume: " + resume, text);
        IdentifyConfig config = saved.with(steps, device, threads);
        Optional<IdentifyBeside> other = other(config);
        return IdentifyRun.resumed(config, prepare(config), folder, console).beside(other);
    }
}
