package dev.balboa.eval;

import dev.balboa.autograd.Autograd;
import dev.balboa.data.Batch;
import dev.balboa.data.Epoch;
import dev.balboa.data.ImageDataset;
import dev.balboa.data.Loader;
import dev.balboa.nn.Layer;
import dev.balboa.tensor.Device;
import dev.balboa.tensor.Scope;
import dev.balboa.tensor.Tensor;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.function.UnaryOperator;

/// Feature vectors of a dataset, with labels.
///
/// @param values `[N, D]`
/// @param labels `N` classes, [ImageDataset#UNLABELLED] where not known
public record Features(Tensor values, long[] labels) {

    /// Rows that a head is given at once.
    private static final long BLOCK = 4096;

    /// Checks the sizes against each other.
    ///
    /// @throws IllegalArgumentException when there is not one label per row
    public Features {
        Objects.requireNonNull(labels, "labels");
        if (values.dim() != 2 || values.size(0) != labels.length) {
            throw new IllegalArgumentException(
                    "values: "
                            + values.shape()
                            + " (expected: [N, D] with N = "
                            + labels.length
                            + ", the number of labels)");
        }
    }

    /// Encodes a dataset, batch by batch, in evaluation mode and without gradients. The encoder
    /// stays in evaluation mode.
    ///
    /// @param encoder from images to features; on `device`
    /// @param loader  gives one view per image, no image left out
    /// @param device  where to compute; the result is there too
    /// @return features in the current scope, in the loader's order
    /// @throws IllegalArgumentException when the loader gives several views
    public static Features of(Layer encoder, Loader loader, Device device) {
        encoder.eval();
        return single(collect(loader, view -> encoder.forward(view.to(device)), 1));
    }

    /// Encodes each view of a dataset by itself, in evaluation mode and without gradients. The
    /// encoder stays in evaluation mode.
    ///
    /// @param encoder from images to features; on `device`
    /// @param loader  gives `views` views per image
    /// @param views   how many
    /// @param device  where to compute; the result is there too
    /// @return `views` sets of features in the current scope; row `i` of each is of the same image
    /// @throws IllegalArgumentException when the loader gives another number of views
    public static List<Features> ofViews(Layer encoder, Loader loader, int views, Device device) {
        encoder.eval();
        return collect(loader, view -> encoder.forward(view.to(device)), views);
    }

    /// The images themselves as vectors, as an encoder would be given them: the baseline that any
    /// encoder should beat.
    ///
    /// @param loader gives one view per image, all equally large
    /// @return `[N, 3 · H · W]` on the CPU, in the current scope
    /// @throws IllegalArgumentException when the loader gives several views
    public static Features pixels(Loader loader) {
        return single(collect(loader, view -> view.flatten(1, -1), 1));
    }

    /// These features after a head, such as a projector, in evaluation mode and without gradients:
    /// the images need not be encoded again. The head stays in evaluation mode.
    ///
    /// @param head from `[N, D]` to `[N, P]`; on the features' device
    /// @return `[N, P]` with the same labels, in the current scope
    public Features through(Layer head) {
        head.eval();
        Tensor result =
                Autograd.inferenceMode(
                        () -> {
                            try (Scope scope = Scope.open()) {
                                List<Tensor> rows =
                                        values.split(BLOCK, 0).stream().map(head::forward).toList();
                                return scope.keep(Tensor.cat(rows, 0));
                            }
                        });
        return new Features(result, labels);
    }

    /// Number of classes that the labels need.
    ///
    /// @return the largest label and one, at least 0
    public int classes() {
        return Math.toIntExact(Arrays.stream(labels).max().orElse(-1) + 1);
    }

    /// Fails unless every row has a class.
    ///
    /// @param name what the features are called in the message
    /// @throws IllegalArgumentException naming the first row without a label
    void requireLabels(String name) {
        for (int i = 0; i < labels.length; i++) {
            if (labels[i] < 0) {
                throw new IllegalArgumentException(
                        name + ": row " + i + " has no label (expected: a class >= 0)");
            }
        }
    }

    /// Whether every value is a number.
    ///
    /// @return false when one is NaN or infinite
    public boolean isFinite() {
        return finite(values) == values.numel();
    }

    private static long finite(Tensor values) {
        try (Scope _ = Scope.open()) {
            return values.isfinite().countNonzero().itemLong();
        }
    }

    /// Fails unless every value is a number. A diverged encoder gives others.
    ///
    /// @param name what the features are called in the message
    /// @throws IllegalArgumentException when one is NaN or infinite
    void requireFinite(String name) {
        requireFinite(name, values);
    }

    static void requireFinite(String name, Tensor values) {
        long finite = finite(values);
        if (finite != values.numel()) {
            throw new IllegalArgumentException(
                    name
                            + ": "
                            + (values.numel() - finite)
                            + " of "
                            + values.numel()
                            + " values are NaN or infinite (expected: finite features; did"
                            + " training diverge?)");
        }
    }

    /// Fails unless a classifier can learn on these.
    ///
    /// @param name    what the features are called in the message
    /// @param classes number of classes
    /// @throws IllegalArgumentException when there is no row, a label is missing or out of range,
    ///     or a value is not finite
    void requireLearnable(String name, int classes) {
        if (labels.length == 0) {
            throw new IllegalArgumentException(name + ": 0 rows (expected: at least 1)");
        }
        requireLabels(name);
        requireFinite(name);
        if (classes() > classes) {
            throw new IllegalArgumentException(
                    "classes: "
                            + classes
                            + " (expected: >= "
                            + classes()
                            + ", the largest label and one)");
        }
    }

    private static Features single(List<Features> sets) {
        return sets.getFirst();
    }

    private static List<Features> collect(Loader loader, UnaryOperator<Tensor> encode, int views) {
        List<long[]> labels = new ArrayList<>();
        List<Tensor> values =
                Autograd.inferenceMode(
                        () -> {
                            try (Scope scope = Scope.open()) {
                                return encodeAll(loader, encode, views, labels).stream()
                                        .map(rows -> scope.keep(Tensor.cat(rows, 0)))
                                        .toList();
                            }
                        });
        long[] all = labels.stream().flatMapToLong(Arrays::stream).toArray();
        return values.stream().map(set -> new Features(set, all)).toList();
    }

    private static List<List<Tensor>> encodeAll(
            Loader loader, UnaryOperator<Tensor> encode, int views, List<long[]> labels) {
        List<List<Tensor>> rows = new ArrayList<>();
        for (int view = 0; view < views; view++) {
            rows.add(new ArrayList<>());
        }
        try (Epoch epoch = loader.epoch(0)) {
            while (epoch.hasNext()) {
                try (Scope scope = Scope.open()) {
                    Batch batch = epoch.next();
                    requireViews(batch, views);
                    for (int view = 0; view < views; view++) {
                        rows.get(view).add(scope.keep(encode.apply(batch.views().get(view))));
                    }
                    labels.add(batch.labels().toLongArray());
                }
            }
        }
        return rows;
    }

    private static void requireViews(Batch batch, int views) {
        if (batch.views().size() != views) {
            throw new IllegalArgumentException(
                    "loader: "
                            + batch.views().size()
                            + " views per image (expected: "
                            + views
                            + ")");
        }
    }
}
