package dev.balboa.nn;

import dev.balboa.tensor.DType;
import dev.balboa.tensor.Device;
import dev.balboa.tensor.MemoryFormat;
import dev.balboa.tensor.Scope;
import dev.balboa.tensor.Tensor;
import java.util.Objects;
import java.util.function.Supplier;

/// A named slot of a leaf layer that owns one tensor: a parameter that is trained, or a buffer that
/// is only kept.
///
/// A parameter is *frozen* while its tensor requires no gradient: it is still a parameter and part
/// of the state, but it is not trained.
///
/// The slot owns its tensor: no scope frees it, [#close()] does. [#to(Device)], [#to(DType)] and
/// [#to(MemoryFormat)] put another tensor into the slot, so an optimiser is built after a module
/// has been moved. Not safe for use by two threads at once.
public final class Parameter implements AutoCloseable {

    private final String name;
    private final boolean buffer;
    private Tensor tensor;

    private Parameter(String name, boolean buffer, Supplier<Tensor> source) {
        this.name = Objects.requireNonNull(name, "name");
        this.buffer = buffer;
        this.tensor = owned(!buffer, source);
    }

    /// A slot whose tensor requires a gradient.
    ///
    /// @param name   last part of its key, such as `weight`
    /// @param source makes the initial values; called once
    /// @return the slot
    public static Parameter trained(String name, Supplier<Tensor> source) {
        return new Parameter(name, false, source);
    }

    /// A slot whose tensor is part of the state but not trained, such as a running mean.
    ///
    /// @param name   last part of its key
    /// @param source makes the initial values; called once
    /// @return the slot
    public static Parameter buffer(String name, Supplier<Tensor> source) {
        return new Parameter(name, true, source);
    }

    /// The last part of its key in a state dict.
    ///
    /// @return such as `running_mean`
    public String name() {
        return name;
    }

    /// Whether the tensor is part of the state but never trained, such as a running mean.
    ///
    /// @return false for a parameter, frozen or not
    public boolean isBuffer() {
        return buffer;
    }

    /// Whether the tensor is trained.
    ///
    /// @return false for a buffer and for a frozen parameter
    public boolean trainable() {
        return !buffer && (tensor.isClosed() || tensor.requiresGrad());
    }

    /// Freezes or unfreezes a parameter; does nothing to a buffer. Freezing drops the gradient, so
    /// that an optimiser which still holds the tensor leaves it alone.
    ///
    /// @param value whether the tensor is to be trained
    public void requiresGrad(boolean value) {
        if (!buffer) {
            if (!value) {
                tensor.zeroGrad();
            }
            tensor.requiresGrad_(value);
        }
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

    /// Lays the values out in another order, if the format is for their number of dimensions:
    /// channels last for `[N, C, H, W]` (the weight of a [Conv2d]), the three-dimensional form for
    /// `[N, C, D, H, W]`, and contiguous for both. Other tensors stay as they are. The old tensor is
    /// closed.
    ///
    /// @param format any but PRESERVE
    /// @throws IllegalArgumentException when the format is PRESERVE
    public void to(MemoryFormat format) {
        boolean fits =
                switch (format) {
                    case CONTIGUOUS -> tensor.dim() == 4 || tensor.dim() == 5;
                    case CHANNELS_LAST -> tensor.dim() == 4;
                    case CHANNELS_LAST_3D -> tensor.dim() == 5;
                    case PRESERVE ->
                            throw new IllegalArgumentException(
                                    "format: PRESERVE (expected: CONTIGUOUS, CHANNELS_LAST or"
                                            + " CHANNELS_LAST_3D)");
                };
        if (fits) {
            replace(() -> tensor.detach().contiguous(format));
        }
    }

    /// Frees the tensor. A second call does nothing.
    @Override
    public void close() {
        tensor.close();
    }

    private void replace(Supplier<Tensor> source) {
        Tensor old = tensor;
        tensor = owned(trainable(), source);
        old.close();
    }

    /// Makes a leaf that belongs to no scope, whatever scope is open around the caller.
    private static Tensor owned(boolean requiresGrad, Supplier<Tensor> source) {
        try (Scope scope = Scope.open()) {
            Tensor made = scope.detach(source.get());
            return requiresGrad ? made.requiresGrad_(true) : made;
        }
    }
}
