package dev.balboa.loss;

import dev.balboa.tensor.DType;
import dev.balboa.tensor.Device;
import dev.balboa.tensor.Modes;
import dev.balboa.tensor.Tensor;
import java.util.function.Supplier;

/// Keeps a loss in float32 or better, whatever type the network computes in.
///
/// Similarities divided by a small temperature reach hundreds: 8 bits of precision lose the
/// differences between them, and float16 ends at 65504 while a least norm of 1e-12 is 0 in it.
final class FullPrecision {

    private FullPrecision() {}

    /// The tensor itself, or its float32 form where its type has fewer bits.
    static Tensor of(Tensor x) {
        return x.dtype() == DType.FLOAT16 || x.dtype() == DType.BFLOAT16 ? x.to(DType.FLOAT32) : x;
    }

    /// Computes `body` with autocast off: it would run the matrix products in the smaller type.
    static Tensor call(Device device, Supplier<Tensor> body) {
        // autocast cannot be on where it cannot be entered: on a virtual thread, on the meta device
        if (Thread.currentThread().isVirtual() || device.type() == Device.Type.META) {
            return body.get();
        }
        return Modes.autocast(device.type(), DType.BFLOAT16, false, body);
    }
}
