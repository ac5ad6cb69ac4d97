package dev.balboa.bench;

import dev.balboa.data.Batch;
import dev.balboa.data.Epoch;
import dev.balboa.data.FolderOptions;
import dev.balboa.data.ImageFolder;
import dev.balboa.data.Loader;
import dev.balboa.data.LoaderOptions;
import dev.balboa.data.Pipelines;
import dev.balboa.tensor.Scope;
import dev.balboa.tensor.Tensor;
import java.nio.file.Path;

/// Two views of each picture of a folder of JPEG files, from the files: a round reads and decodes
/// them all.
///
/// @param folder of class folders
record FolderSubject(Path folder) implements Subject {
    private static final int SIDE = 32;
    private static final int BATCH = 64;
    private static final int WORKERS = 2;

    static FolderSubject create() {
        return new FolderSubject(Path.of(System.getenv(PictureFiles.PICTURES)));
    }

    private Loader loader() {
        ImageFolder images = ImageFolder.read(folder, FolderOptions.of(SIDE).withThreads(WORKERS));
        return Loader.of(
                images,
                Pipelines.simClrLightly(SIDE, 0.5, 0),
                LoaderOptions.training(BATCH, 2, 0).withWorkers(WORKERS));
    }

    /// Pictures that are missing, then the mean label, and mean and deviation of all levels.
    @Override
    public double[] result() {
        double count = 0;
        double labels = 0;
        double sum = 0;
        double squares = 0;
        int batches = 0;
        try (Epoch epoch = loader().epoch(0)) {
            while (epoch.hasNext()) {
                try (Scope _ = Scope.open();
                        Batch batch = epoch.next()) {
                    count += batch.size();
                    labels += batch.labels().sum().itemLong();
                    for (Tensor view : batch.views()) {
                        sum += view.mean().item() / 2;
                        squares += view.mul(view).mean().item() / 2;
                    }
                    batches++;
                }
            }
        }
        double mean = sum / batches;
        double missing = PictureFiles.CLASSES * PictureFiles.IN_A_CLASS - count;
        return new double[] {
            missing, labels / count, mean, Math.sqrt(squares / batches - mean * mean)
        };
    }

    @Override
    public void run(long rounds) {
        for (long i = 0; i < rounds; i++) {
            try (Epoch epoch = loader().epoch(0)) {
                while (epoch.hasNext()) {
                    try (Scope _ = Scope.open();
                            Batch batch = epoch.next()) {
                        batch.size();
                    }
                }
            }
        }
    }
}
