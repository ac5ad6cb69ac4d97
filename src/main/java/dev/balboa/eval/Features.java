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
    public static Features of(Layer encoder, Loader loader, Device device) {
        encoder.eval();
        return collect(loader, view -> encoder.forward(view.to(device)));
    }

    /// The images themselves as vectors, as an encoder would be given them: the baseline that any
    /// encoder should beat.
    ///
    /// @param loader gives one view per image, all equally large
    /// @return `[N, 3 · H · W]` on the CPU, in the current scope
    public static Features pixels(Loader loader) {
        return collect(loader, view -> view.flatten(1, -1));
    }

    private static Features collect(Loader loader, UnaryOperator<Tensor> encode) {
        List<long[]> labels = new ArrayList<>();
        Tensor values =
                Autograd.inferenceMode(
                        () -> {
                            try (Scope scope = Scope.open()) {
                                List<Tensor> rows = new ArrayList<>();
                                encodeAll(loader, encode, rows, labels);
                                return scope.keep(Tensor.cat(rows, 0));
                            }
                        });
        return new Features(values, labels.stream().flatMapToLong(Arrays::stream).toArray());
    }

    private static void encodeAll(
            Loader loader, UnaryOperator<Tensor> encode, List<Tensor> rows, List<long[]> labels) {
        try (Epoch epoch = loader.epoch(0)) {
            while (epoch.hasNext()) {
                try (Scope scope = Scope.open()) {
                    Batch batch = epoch.next();
                    if (batch.views().size() != 1) {
                        throw new IllegalArgumentException(
                                "loader: "
                                        + batch.views().size()
                                        + " views per image (expected: 1)");
                    }
                    rows.add(scope.keep(encode.apply(batch.views().getFirst())));
                    labels.add(batch.labels().toLongArray());
                }
            }
        }
    }
}
