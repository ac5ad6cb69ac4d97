package dev.balboa.tensor;

/// The bridge from a [Tensor] to the C++ loops that benchmarks compare with.
///
/// In this package because the handle is nobody else's business: it is valid only while the tensor
/// is open and reachable, which a benchmark can promise and an application should not have to.
public final class NativeHandle {
    private NativeHandle() {}

    /// The borrowed native handle of an open tensor; the caller keeps the tensor open and
    /// reachable.
    public static long of(Tensor tensor) {
        return tensor.handle();
    }
}
