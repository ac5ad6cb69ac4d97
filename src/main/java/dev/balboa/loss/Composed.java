package dev.balboa.loss;

import dev.balboa.tensor.Device;
import java.util.function.Supplier;

/// Contrastive losses made of libtorch's operators, in place of Balboa's own kernel: the readable
/// definition, which the kernel is held against, and which takes the matrices of all scores.
final class Composed {

    private static final ScopedValue<Boolean> WANTED = ScopedValue.newInstance();

    private Composed() {}

    /// Calls `loss` so that the losses it computes on this thread are made of operators.
    static <T> T call(Supplier<T> loss) {
        return ScopedValue.where(WANTED, true).call(loss::get);
    }

    /// Whether operators are wanted, or are all there is: on the meta device.
    static boolean isWanted(Device device) {
        return WANTED.orElse(false) || device.type() == Device.Type.META;
    }

    /// The same for pairs of a number of rows. Two rows take their matrix: the loss of one pair, as
    /// [SupCon] takes it, is then 0 to the last bit, which the difference of a logarithm and a
    /// product is not.
    static boolean isFor(Device device, long rows) {
        return isWanted(device) || rows == 2;
    }
}
