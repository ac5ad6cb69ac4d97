package dev.balboa.bench.compare;

import dev.balboa.bench.SmallNetwork;
import dev.balboa.data.FolderOptions;
import dev.balboa.data.ImageFolder;
import dev.balboa.data.Loader;
import dev.balboa.data.LoaderOptions;
import dev.balboa.data.Pipelines;
import dev.balboa.optim.Schedule;
import dev.balboa.optim.Sgd;
import dev.balboa.ssl.SimClr;
import dev.balboa.tensor.Device;
import dev.balboa.tensor.Generator;
import dev.balboa.train.Event;
import dev.balboa.train.Trainer;
import java.nio.file.Path;
import java.util.DoubleSummaryStatistics;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/// A whole process that trains the small convolutional network for one epoch by SimCLR on a folder
/// of JPEG files; `bench/python/epoch_from_files.py` does the same.
final class EpochFromFiles {
    private static final int SIDE = 32;
    private static final int BATCH = 64;

    private EpochFromFiles() {}

    /// @param args the folder of class folders
    public static void main(String[] args) {
        ImageFolder images = ImageFolder.read(Path.of(args[0]), FolderOptions.of(SIDE));
        // as many as `balboa train` has
        int workers = Math.max(1, Runtime.getRuntime().availableProcessors() / 2);
        Loader loader =
                Loader.of(
                        images,
                        Pipelines.simClrLightly(SIDE, 0.5, 0),
                        LoaderOptions.training(BATCH, 2, 0).withWorkers(workers));
        DoubleSummaryStatistics losses = new DoubleSummaryStatistics();
        try (Generator generator = Generator.of(0);
                SimClr method = SmallNetwork.simClr(generator);
                Sgd optimizer =
                        SmallNetwork.sgd(method, new Schedule.Cosine(loader.batchesPerEpoch()))) {
            Trainer.Config once = new Trainer.Config(1, Device.CPU, Optional.empty());
            new Trainer(once, List.of(event -> note(event, losses))).run(method, loader, optimizer);
        }
        System.out.printf(
                Locale.ROOT, "%d steps, mean loss %.4f%n", losses.getCount(), losses.getAverage());
    }

    private static void note(Event event, DoubleSummaryStatistics losses) {
        if (event instanceof Event.StepDone done) losses.accept(done.loss());
    }
}
