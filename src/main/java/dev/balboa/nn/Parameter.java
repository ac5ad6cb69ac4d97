package dev.balboa.nn;

import dev.balboa.tensor.DType;
import dev.balboa.tensor.Device;
import dev.balboa.tensor.Scope;
import dev.balboa.tensor.Tensor;
import java.util.Objects;
import java.util.function.Supplier;

/// A named slot of a leaf layer that owns one tensor: a parameter that is trained, or a buffer that
/// is only kept.
///
/// The slot owns its tensor: no scope frees it, [#close()] does. [#to(Device)] and [#to(DType)] put
/// another tensor into the slot, so an optimiser is built after a module has been moved. Not safe
/// for use by two threads at once.
public final class Parameter implements AutoCloseable {

    private final String name;
    private final boolean trainable;
    private Tensor tensor;

    private Parameter(String name, boolean trainable, Supplier<Tensor> source) {
        this.name = Objects.requireNonNull(name, "name");
        this.trainable = trainable;
        this.tensor = owned(source);
    }

    /// A slot whose tensor requires a gradient.
    ///
    /// @param name   last part of its key, such as `weight`
    /// @param source makes the initial values; called once
    /// @return the slot
    public static Parameter trained(String name, Supplier<Tensor> source) {
        return new Parameter(name, true, source);
    }

    /// A slot whose tensor is part of the state but not trained, such as a running mean.
    ///
    /// @param name   last part of its key
    /// @param source makes the initial values; called once
    /// @return the slot
    public static Parameter buffer(String name, Supplier<Tensor> source) {
        return new Parameter(name, false, source);
    }

    /// The last part of its key in a state dict.
    ///
    /// @return such as `running_mean`
    public String name() {
        return name;
    }

    /// Whether the tensor is trained.
    ///
    /// @return false for a buffer
    public boolean trainable() {
        return trainable;
    }

    /// The tensor itself, not a copy; it stays owned by this slot.
    ///
    /// @return the current values
    public Tensor tensor() {
        return tensor;
    }

    /// Moves the values to a device. The old tensor is closed.
    ///
    /// @param device where to
    public void to(Device device) {
        if (!tensor.device().equals(device)) {
            replace(() -> tensor.detach().to(device));
        }
    }

    /// Converts the values. The old tensor is closed. Integer buffers (a count of batches) stay as
    /// they are.
    ///
    /// @param dtype a floating-point type
    /// @throws IllegalArgumentException when the type is not floating-point
    public void to(DType dtype) {
        if (!dtype.isFloatingPoint()) {
            throw new IllegalArgumentException(
                    "dtype: " + dtype + " (expected: a floating-point type, such as FLOAT64)");
        }
        if (tensor.dtype() != dtype && tensor.dtype().isFloatingPoint()) {
            replace(() -> tensor.detach().to(dtype));
        }
    }

    /// Frees the tensor. A second call does nothing.
    @Override
    public void close() {
        tensor.close();
    }

    private void replace(Supplier<Tensor> source) {
        Tensor old = tensor;
        tensor = owned(source);
        old.close();
    }

    /// Makes a leaf that belongs to no scope, whatever scope is open around the caller.
    private Tensor owned(Supplier<Tensor> source) {
        try (Scope scope = Scope.open()) {
            Tensor made = scope.detach(source.get());
            return trainable ? made.requiresGrad_(true) : made;
        }
    }
}
