package dev.balboa.loss;

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

    static boolean isWanted() {
        return WANTED.orElse(false);
    }
}
