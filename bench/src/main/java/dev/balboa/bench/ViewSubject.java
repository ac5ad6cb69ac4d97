package dev.balboa.bench;

import dev.balboa.data.Augmentation;
import dev.balboa.data.Batch;
import dev.balboa.data.ColorJitter;
import dev.balboa.data.Epoch;
import dev.balboa.data.GaussianBlur;
import dev.balboa.data.Image;
import dev.balboa.data.ImagesInMemory;
import dev.balboa.data.Loader;
import dev.balboa.data.LoaderOptions;
import dev.balboa.data.Normalize;
import dev.balboa.data.Pipelines;
import dev.balboa.data.RandomGrayscale;
import dev.balboa.data.RandomHorizontalFlip;
import dev.balboa.data.RandomResizedCrop;
import dev.balboa.tensor.Scope;
import java.util.Collections;
import java.util.List;
import java.util.stream.IntStream;

/// Two views of each image of a batch, by a loader with one worker: a round is a batch.
///
/// @param inputs       sizes
/// @param images       of a batch
/// @param augmentation what is measured
record ViewSubject(ViewInputs inputs, List<Image> images, Augmentation augmentation)
        implements Subject {

    private ViewSubject(ViewInputs inputs, Augmentation augmentation) {
        this(
                inputs,
                IntStream.range(0, inputs.images())
                        .mapToObj(i -> new Image(inputs.side(), inputs.side(), inputs.image(i)))
                        .toList(),
                augmentation);
    }

    static ViewSubject cifar() {
        return new ViewSubject(ViewInputs.CIFAR, Pipelines.simClrLightly(32, 0.5, 0));
    }

    static ViewSubject imageNet() {
        return new ViewSubject(ViewInputs.IMAGENET, Pipelines.simClrLightly(224, 1, 0.5));
    }

    @Override
    public double[] result() {
        int size = inputs.gateSize();
        Augmentation gate =
                Augmentation.of(
                        new RandomResizedCrop(size, 1, 1, 1, 1),
                        new RandomHorizontalFlip(1),
                        new ColorJitter(0, 0, 0, 0, 1),
                        new RandomGrayscale(1),
                        new GaussianBlur(inputs.gateTaps(), 1, 1, 1),
                        Normalize.imageNet());
        Loader loader = Loader.of(dataset(1), gate, LoaderOptions.evaluation(1));
        double[] values = new double[ViewOracle.PROBES.length];
        try (Scope _ = Scope.open();
                Epoch epoch = loader.epoch(0)) {
            float[] view = epoch.next().view(0).toFloatArray();
            for (int p = 0; p < values.length; p++) {
                int y = (int) (ViewOracle.PROBES[p][0] * size);
                int x = (int) (ViewOracle.PROBES[p][1] * size);
                values[p] = view[y * size + x];
            }
        }
        return values;
    }

    /// An epoch of that many batches: what its worker has made ahead is made within the time.
    @Override
    public void run(long rounds) {
        LoaderOptions options = LoaderOptions.training(inputs.images(), 2, 0);
        ImagesInMemory dataset = dataset(Math.toIntExact(rounds));
        try (Epoch epoch = Loader.of(dataset, augmentation, options).epoch(0)) {
            while (epoch.hasNext()) {
                try (Scope _ = Scope.open();
                        Batch batch = epoch.next()) {
                    batch.size();
                }
            }
        }
    }

    private ImagesInMemory dataset(int rounds) {
        List<Image> all =
                Collections.nCopies(rounds, images).stream().flatMap(List::stream).toList();
        return ImagesInMemory.unlabelled("images", all);
    }
}
