package dev.balboa.cli;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.balboa.data.Augmentation;
import dev.balboa.data.Cifar;
import dev.balboa.data.ContactSheet;
import dev.balboa.data.FolderOptions;
import dev.balboa.data.GeneratedImages;
import dev.balboa.data.GeneratedOptions;
import dev.balboa.data.Idx;
import dev.balboa.data.Image;
import dev.balboa.data.ImageDataset;
import dev.balboa.data.ImageFolder;
import dev.balboa.data.Loader;
import dev.balboa.data.LoaderOptions;
import dev.balboa.data.LongTail;
import dev.balboa.data.OneClassOut;
import dev.balboa.data.PackedImages;
import dev.balboa.data.RandomSplit;
import dev.balboa.data.Sampler;
import dev.balboa.data.Splits;
import dev.balboa.eval.KnnProbe;
import dev.balboa.eval.WeightedKnn;
import dev.balboa.ssl.Method;
import dev.balboa.tensor.Device;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.function.BiFunction;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/// The images of a run, and the loaders over them.
final class Images {

    /// Which images are generated, and which of a folder a limit keeps: the same for every seed of
    /// a run, so that runs that differ in their seed learn from the same images.
    private static final long DATA_SEED = 0;

    private static final int EVALUATION_BATCH = 256;

    private final Splits splits;
    private final Optional<ImageDataset> unknown;
    private final RunConfig.Data data;
    private final int workers;
    private final int skipped;

    private Images(
            Splits splits,
            Optional<ImageDataset> unknown,
            RunConfig.Data data,
            int workers,
            int skipped) {
        this.splits = splits;
        this.unknown = unknown;
        this.data = data;
        this.workers = workers;
        this.skipped = skipped;
    }

    static Images load(RunConfig.Data data, int workers) {
        boolean pack = !data.generated() && PackedImages.isPacked(Path.of(data.source()));
        Splits all = data.generated() ? generated(data) : pack ? pack(data) : folder(data);
        int skipped = skipped(all);
        if (pack) {
            // of a folder only what is kept is read; a pack was read as a whole
            all = limited(all, data);
        }
        Optional<ImageDataset> unknown = Optional.empty();
        if (data.validationShare() != null) {
            all = validation(all, data.validationShare());
        }
        if (data.leaveOut() != null) {
            OneClassOut parts = named("--leave-out", OneClassOut::of, all, data.leaveOut());
            all = parts.known();
            unknown = Optional.of(parts.unknown());
        }
        if (data.imbalance() != null) {
            LongTail tail = new LongTail(data.imbalance(), DATA_SEED);
            ImageDataset train = all.train();
            all = new Splits(named("--imbalance", LongTail::of, tail, train), all.test());
        }
        return new Images(all, unknown, data.resolved(), workers, skipped);
    }

    /// What the images do not allow, as a mistake of the command line.
    private static <A, B, C> C named(String flag, BiFunction<A, B, C> cut, A first, B second) {
        try {
            return cut.apply(first, second);
        } catch (IllegalArgumentException e) {
            throw new UsageException(flag + ": " + e.getMessage(), e);
        }
    }

    /// A part of the train images in place of the test images, which are not looked at.
    private static Splits validation(Splits all, double share) {
        List<ImageDataset> parts = RandomSplit.stratified(all.train(), DATA_SEED, 1 - share, share);
        UsageException.require(
                parts.stream().allMatch(part -> part.size() >= 2),
                "--validation-share",
                share,
                "a share that leaves two of the " + all.train().size() + " images on either side");
        return Splits.of(parts.get(0), parts.get(1));
    }

    private static Splits generated(RunConfig.Data data) {
        GeneratedOptions all =
                (data.readout()
                                ? GeneratedOptions.readout(DATA_SEED)
                                : GeneratedOptions.standard(DATA_SEED))
                        .withSize(data.imageSize());
        return GeneratedImages.splits(
                all.withCounts(
                        atMost(data.limit(), all.trainCount()),
                        atMost(data.testLimit(), all.testCount())));
    }

    private static int atMost(Integer limit, int available) {
        return limit == null ? available : Math.min(limit, available);
    }

    private static Splits folder(RunConfig.Data data) {
        Path folder = Path.of(data.source());
        UsageException.require(
                Files.isDirectory(folder),
                "--data",
                folder,
                "an existing folder of images, or a file that balboa pack wrote");
        return read(folder, options(data, data.limit()), options(data, data.testLimit()));
    }

    private static Splits pack(RunConfig.Data data) {
        Splits all = PackedImages.open(Path.of(data.source()));
        int side = all.train().image(0).width();
        UsageException.require(
                side == data.imageSize(),
                "--image-size",
                data.imageSize(),
                side + ", the side of the images in " + data.source());
        return all;
    }

    private static Splits limited(Splits all, RunConfig.Data data) {
        return new Splits(
                limited(all.train(), data.limit()),
                all.test().map(test -> limited(test, data.testLimit())));
    }

    private static ImageDataset limited(ImageDataset images, Integer limit) {
        return limit == null ? images : images.limit(limit, DATA_SEED);
    }

    /// Recognises what a folder holds by the names of its files.
    private static Splits read(Path folder, FolderOptions train, FolderOptions test) {
        if (Cifar.isCifar10(folder)) {
            return Cifar.cifar10(folder, train, test);
        }
        if (Cifar.isCifar100(folder)) {
            return Cifar.cifar100(folder, false, train, test);
        }
        return Idx.isIdx(folder)
                ? Idx.splits(folder, train, test)
                : ImageFolder.splits(folder, train, test);
    }

    private static FolderOptions options(RunConfig.Data data, Integer limit) {
        FolderOptions options =
                FolderOptions.of(data.imageSize()).withSkipUnreadable(data.skipsBadImages());
        return limit == null ? options : options.withLimit(limit, DATA_SEED);
    }

    /// How many files were left out because they could not be read as images, of both splits.
    int skipped() {
        return skipped;
    }

    private static int skipped(Splits all) {
        return Stream.concat(Stream.of(all.train()), all.test().stream())
                .mapToInt(
                        set ->
                                switch (set) {
                                    case ImageFolder folder -> folder.skipped().size();
                                    case PackedImages packed -> packed.skipped();
                                    default -> 0;
                                })
                .sum();
    }

    /// Tells people how many files were left out, if any, and puts the number into the results.
    void reportSkipped(Console console, ObjectNode results) {
        if (skipped > 0) {
            console.say("%d files could not be read as images and were skipped", skipped);
        }
        results.put("skipped_images", skipped);
    }

    int trainSize() {
        return splits.train().size();
    }

    int testSize() {
        return splits.test().map(ImageDataset::size).orElse(0);
    }

    int classes() {
        return splits.train().classNames().size();
    }

    /// Classes that the test images are of.
    long testClasses() {
        return splits.test().stream()
                .flatMapToInt(test -> IntStream.range(0, test.size()).map(test::label))
                .distinct()
                .count();
    }

    List<String> classNames() {
        return splits.train().classNames();
    }

    /// The images whose features are looked at without labels, as they are: the test split, or the
    /// train split where that is all there is.
    Loader measured() {
        return evaluation(splits.test().orElse(splits.train()));
    }

    /// Two augmented views of each image of [#measured()].
    Loader measuredPairs(long seed) {
        return Loader.of(
                splits.test().orElse(splits.train()),
                Augmentations.of(data, 2),
                new LoaderOptions(EVALUATION_BATCH, 2, false, false, seed, workers));
    }

    /// Batches for training.
    Loader training(RunConfig.Schedule schedule, Method method) {
        UsageException.require(
                schedule.batchSize() <= trainSize(),
                "--batch-size",
                schedule.batchSize(),
                "<= " + trainSize() + ", the number of train images");
        Loader usual =
                Loader.of(
                        splits.train(),
                        method.augment(Augmentations.of(data, method.views())),
                        LoaderOptions.training(
                                        schedule.batchSize(), method.views(), schedule.seed())
                                .withWorkers(workers));
        Sampler order = method.order(usual.sampler());
        UsageException.require(
                schedule.batchSize() <= order.size(),
                "--batch-size",
                schedule.batchSize(),
                "<= " + order.size() + ", the number of images that an epoch shows");
        return usual.withSampler(order);
    }

    /// The kNN score, where there are labels and a test split.
    Optional<KnnProbe> probe(KnnOptions knn, Device device) {
        WeightedKnn classifier = knn.forBank(trainSize());
        return splits.test()
                .filter(test -> classes() > 0 && test.size() >= 2)
                .map(
                        test ->
                                new KnnProbe(
                                        evaluation(splits.train()),
                                        evaluation(test),
                                        classifier,
                                        device));
    }

    /// The images to learn on.
    ImageDataset train() {
        return splits.train();
    }

    /// The images to score on.
    Optional<ImageDataset> test() {
        return splits.test();
    }

    /// The test images of the class that was left out, if one was.
    Optional<Loader> unknown() {
        return unknown.map(this::evaluation);
    }

    /// Views of a train image as training draws them.
    List<Image> views(int index, int count, long seed) {
        return ContactSheet.views(
                splits.train(),
                Augmentations.of(data, 1).augmentations().getFirst(),
                index,
                count,
                seed);
    }

    /// One unchanged view of every image, in order.
    Loader evaluation(ImageDataset images) {
        return Loader.of(
                images,
                Augmentation.evaluation(),
                LoaderOptions.evaluation(EVALUATION_BATCH).withWorkers(workers));
    }
}
