package dev.balboa.data;

import dev.balboa.tensor.Tensor;

import java.util.List;
import java.util.Objects;

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
