package dev.balboa.tensor;

import dev.balboa.internal.ffm.TensorAbi;
import dev.balboa.internal.libtorch.LibtorchUnavailable;
import dev.balboa.internal.libtorch.SharedLibtorch;
import dev.balboa.internal.libtorch.TensorExchange;
import java.util.function.LongFunction;

/// Gives the optional package `javacpp` the addresses of tensors. Made by [TensorExchange], by
/// name.
final class Exchange extends TensorExchange {
    Exchange() {}

    @Override
    public void require() {
        Native.require();
        try {
            SharedLibtorch.require();
        } catch (LibtorchUnavailable e) {
            throw new LibtorchException(e.getMessage(), e);
        }
    }

    @Override
    public Object share(long address) {
        Errors.check(TensorAbi.retain(address), "fromPresets");
        return Tensor.adopt(address, ThreadState.current());
    }

    @Override
    public <T> T lend(Object tensor, LongFunction<T> body) {
        Tensor lent = (Tensor) tensor;
        long address = lent.acquire();
        try {
            return body.apply(address);
        } finally {
            lent.release();
        }
    }
}
