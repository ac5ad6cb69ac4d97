package dev.balboa.internal.libtorch;

import java.util.function.LongFunction;

/// How the optional package `dev.balboa.javacpp` reaches the native side of tensors, which is no
/// part of the public API: an address is only as safe as who holds it.
public abstract class TensorExchange {
    private static final String PROVIDER = "dev.balboa.tensor.Exchange";

    /// The one exchange there is.
    public static TensorExchange instance() {
        return Holder.INSTANCE;
    }

    /// Loads libtorch, and makes sure that the presets' classes may be initialised now.
    ///
    /// @throws RuntimeException that says why not and what to do
    public abstract void require();

    /// A tensor with one more reference to an existing `TensorImpl`.
    ///
    /// @param address of the `TensorImpl`, which must stay alive during the call
    /// @return a `dev.balboa.tensor.Tensor`, owned as any new one is
    public abstract Object share(long address);

    /// Gives the address of a tensor's `TensorImpl`, which stays alive during the call.
    ///
    /// @param tensor a `dev.balboa.tensor.Tensor`
    public abstract <T> T lend(Object tensor, LongFunction<T> body);

    // By name and at the first use: this package must not import the tensor's, and who does not use
    // the exchange must not pay for it.
    private static final class Holder {
        static final TensorExchange INSTANCE = create();

        private static TensorExchange create() {
            try {
                var constructor = Class.forName(PROVIDER).getDeclaredConstructor();
                constructor.setAccessible(true);
                return (TensorExchange) constructor.newInstance();
            } catch (ReflectiveOperationException e) {
                throw new AssertionError(e);
            }
        }
    }
}
