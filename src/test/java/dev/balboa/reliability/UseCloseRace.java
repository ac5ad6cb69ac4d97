package dev.balboa.reliability;

import dev.balboa.tensor.Tensor;
import java.util.concurrent.atomic.AtomicReference;

/// One thread uses a tensor until another one has closed it, over and over: each round ends by the
/// other's close, so each is a race.
final class UseCloseRace {
    private static final int LONGEST_DELAY = 97;
    private static final int PATIENCE = 50;

    private final AtomicReference<Tensor> shared = new AtomicReference<>();
    private volatile boolean done;

    /// Makes tensors and sums them until the sum is refused.
    ///
    /// @return how many rounds ended with "this tensor is closed" after right sums only
    /// @throws AssertionError for a wrong sum
    long use(int rounds) {
        try {
            long refused = 0;
            for (int i = 0; i < rounds; i++) {
                Tensor tensor = Tensor.of(i, 2f * i);
                shared.set(tensor);
                if (refusal(tensor, 3f * i).startsWith("this tensor is closed")) refused++;
            }
            return refused;
        } finally {
            done = true;
        }
    }

    private static String refusal(Tensor tensor, double expected) {
        for (int uses = 1; ; uses++) {
            // On a busy machine the other thread may be waiting for this one's core.
            if (uses % PATIENCE == 0) Thread.yield();
            try (Tensor sum = tensor.sum()) {
                if (sum.item() != expected)
                    throw new AssertionError(sum.item() + " instead of " + expected);
            } catch (IllegalStateException e) {
                return e.getMessage();
            }
        }
    }

    /// Closes what the other thread uses, each a little later than the one before.
    void close() {
        int delay = 0;
        for (int polls = 1; !done; polls++) {
            Tensor tensor = shared.getAndSet(null);
            if (tensor == null) {
                if (polls % PATIENCE == 0) Thread.yield();
                continue;
            }
            delay = (delay + 1) % LONGEST_DELAY;
            for (int spin = 0; spin < delay; spin++) Thread.onSpinWait();
            tensor.close();
        }
    }
}
