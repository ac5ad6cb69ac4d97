package dev.balboa.cli;

import java.nio.file.Path;
import java.time.LocalDateTime;
import java.time.format.DateTimeFormatter;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/// `balboa train`.
@Command(
        name = "train",
        mixinStandardHelpOptions = true,
        sortOptions = false,
        description = "Train an encoder on images without labels.",
        footerHeading = "%nExamples:%n",
        footer = {
            "  balboa train --epochs 5 --width 16 --out runs/first",
            "  balboa train --method simsiam --data photos --limit 5000 --seed 1 --out runs/photos",
            "  balboa train --data photos --device cuda:0 --autocast bfloat16 --batch-size 512"
        })
final class TrainCommand implements Callable<Integer> {

    @Option(
            names = "--method",
            paramLabel = "NAME",
            defaultValue = "simsiam-gsg",
            description = "simclr, simsiam or simsiam-gsg. Default: ${DEFAULT-VALUE}.")
    private String method;

    @Mixin private DataOptions data;
    @Mixin private NetworkOptions network;
    @Mixin private OptimizerOptions optimizer;
    @Mixin private ComputeOptions compute;

    @Option(
            names = "--autocast",
            paramLabel = "TYPE",
            defaultValue = "none",
            description = "Compute in none (float32) or bfloat16. Default: ${DEFAULT-VALUE}.")
    private String autocast;

    @Mixin private KnnOptions knn;

    @Option(
            names = "--out",
            paramLabel = "DIR",
            description = "Folder for the run's files. Default: runs/METHOD-TIME.")
    private Path out;

    @Option(names = "--overwrite", description = "Replace a finished run in the --out folder.")
    private boolean overwrite;

    @Mixin private Console console;

    @Override
    public Integer call() {
        knn.check();
        RunConfig config =
                new RunConfig(
                        method,
                        data.resolve(),
                        network.resolve(),
                        optimizer.optimizer(),
                        optimizer.schedule(),
                        compute.resolve(autocast));
        OutputFolder folder = OutputFolder.create(out == null ? fresh() : out, overwrite);
        console.finish(new TrainingRun(config, knn, Optional.of(folder), console).run());
        return 0;
    }

    private Path fresh() {
        DateTimeFormatter time = DateTimeFormatter.ofPattern("yyyyMMdd-HHmmss");
        return Path.of("runs", method + "-" + LocalDateTime.now().format(time));
    }
}
