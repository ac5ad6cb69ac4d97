package dev.balboa.data;

/// Which images of a dataset an epoch shows, and in which order.
///
/// An order is a function of the epoch's number alone, so that an epoch can be repeated and several
/// processes agree without talking.
///
/// - [Sequential]: every image, as the dataset has them;
/// - [Shuffled]: every image, each epoch in an order of its own;
/// - [Balanced]: drawn so that each class has the same chance;
/// - [Prioritised]: those that count more sooner, by importances that may change between epochs;
/// - [Distributed]: one process's share of any of these.
public interface Sampler {

    /// How many indices every epoch has.
    ///
    /// @return at least 0
    int size();

    /// The indices of an epoch.
    ///
    /// @param epoch its number, at least 0
    /// @return [#size()] indices into the dataset, the caller's to keep
    int[] order(int epoch);

    /// Every image once, in the order of the dataset.
    ///
    /// @param size images of the dataset
    record Sequential(int size) implements Sampler {

        /// Checks the range.
        ///
        /// @throws IllegalArgumentException when `size` is negative
        public Sequential {
            Check.atLeast("size", size, 0);
        }

        @Override
        public int[] order(int epoch) {
            Check.atLeast("epoch", epoch, 0);
            int[] order = new int[size];
            for (int i = 0; i < size; i++) {
                order[i] = i;
            }
            return order;
        }
    }

    /// Every image once, in an order that is drawn from (seed, epoch).
    ///
    /// @param size images of the dataset
    /// @param seed of the orders
    record Shuffled(int size, long seed) implements Sampler {

        /// Checks the range.
        ///
        /// @throws IllegalArgumentException when `size` is negative
        public Shuffled {
            Check.atLeast("size", size, 0);
        }

        @Override
        public int[] order(int epoch) {
            int[] order = new Sequential(size).order(epoch);
            CounterRandom.of(CounterRandom.Purpose.ORDER, seed, epoch).shuffle(order);
            return order;
        }
    }
}
