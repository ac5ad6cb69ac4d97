package dev.balboa.data;

import dev.balboa.tensor.DType;
import dev.balboa.tensor.Device;
import dev.balboa.tensor.Shape;
import dev.balboa.tensor.Tensor;
import java.util.List;
import java.util.Objects;
import java.util.stream.LongStream;

/// One step's worth of views.
///
/// The tensors belong to the scope that was open on the thread that called [Epoch#next()], or to
/// the caller where none was; [#close()] frees them earlier.
///
/// @param views   `V` tensors float32 `[batch, 3, height, width]`; row `i` of each shows the same
///     image; sizes differ between views only where [Views] says so
/// @param labels  int64 `[batch]`, [ImageDataset#UNLABELLED] where the class is not known
/// @param indices `batch` indices into the dataset, in the order of the rows
public record Batch(List<Tensor> views, Tensor labels, long[] indices) implements AutoCloseable {

    /// Copies the list, not the tensors.
    public Batch {
        views = List.copyOf(views);
        Objects.requireNonNull(labels, "labels");
        Objects.requireNonNull(indices, "indices");
    }

    /// Views without labels, their rows counted from 0.
    ///
    /// @param views as in [Batch]; at least one
    /// @return a batch that owns new labels, all [ImageDataset#UNLABELLED]
    public static Batch of(List<Tensor> views) {
        long n = views.getFirst().size(0);
        Device device = views.getFirst().device();
        Tensor labels = Tensor.full(Shape.of(n), ImageDataset.UNLABELLED, DType.INT64, device);
        return new Batch(views, labels, LongStream.range(0, n).toArray());
    }

    /// The same views and labels on a device; those that are there already are not copied.
    ///
    /// @param device where to
    /// @return a batch whose tensors belong to the open scope
    public Batch to(Device device) {
        return new Batch(
                views.stream().map(view -> view.to(device)).toList(), labels.to(device), indices);
    }

    /// One of the views.
    ///
    /// @param index 0 for the first
    /// @return float32 `[batch, 3, height, width]`
    public Tensor view(int index) {
        return views.get(index);
    }

    /// Number of images.
    ///
    /// @return rows of every view
    public int size() {
        return indices.length;
    }

    /// Frees the views and the labels. A second call does nothing.
    @Override
    public void close() {
        views.forEach(Tensor::close);
        labels.close();
    }
}
