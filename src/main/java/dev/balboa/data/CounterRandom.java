package dev.balboa.data;

/// Random numbers that are a pure function of a key and a counter: value `n` of a key is `mix(key +
/// (n + 1)·γ)`, the finaliser of SplitMix64 over a Weyl sequence (Steele, Lea, Flood 2014).
///
/// The key is hashed from a purpose and words such as (seed, epoch, index, view), so every sample
/// has a stream of its own and no stream depends on who draws it, or when.
final class CounterRandom {

    /// What a stream is for. Streams of two purposes never meet, even for the same seed.
    enum Purpose {
        /// Factors and noise of a generated image: seed, split, index.
        SCENE,
        /// Which images a limit keeps: seed, label.
        CHOICE,
        /// The order of an epoch: seed, epoch.
        ORDER,
        /// The augmentation of one view: seed, epoch, index, view.
        VIEW,
        /// Which part of a random split an image falls into: seed, stratum.
        SPLIT,
        /// Turns of the classes and of their images: seed, epoch.
        BALANCE,
        /// Which images come first in an order by importance: seed, epoch.
        PRIORITY
    }

    private static final long GAMMA = 0x9E3779B97F4A7C15L;

    private final long key;
    private long counter;

    CounterRandom(long key) {
        this.key = key;
    }

    /// A stream at its start. The order of the words matters.
    static CounterRandom of(Purpose purpose, long... words) {
        long key = mix(purpose.ordinal() + 1);
        for (long word : words) {
            key = mix(key * 31 + GAMMA + mix(word + GAMMA));
        }
        return new CounterRandom(key);
    }

    private static long mix(long z) {
        long a = (z ^ (z >>> 30)) * 0xBF58476D1CE4E5B9L;
        long b = (a ^ (a >>> 27)) * 0x94D049BB133111EBL;
        return b ^ (b >>> 31);
    }

    long nextLong() {
        counter++;
        return mix(key + counter * GAMMA);
    }

    /// Uniform in `[0, 1)`, 53 bits.
    double nextDouble() {
        return (nextLong() >>> 11) * 0x1.0p-53;
    }

    /// Uniform in `[low, high)`; `low` when both are equal.
    double uniform(double low, double high) {
        return low + (high - low) * nextDouble();
    }

    /// Uniform in `0 … bound − 1`; the bias of the multiplication, below `bound / 2⁵³`, is
    /// accepted.
    int nextInt(int bound) {
        return (int) (nextDouble() * bound);
    }

    /// Standard normal by Box and Muller; two draws each, so the counter moves by a fixed step.
    double nextGaussian() {
        double radius = Math.sqrt(-2 * StrictMath.log(1 - nextDouble()));
        return radius * StrictMath.cos(2 * Math.PI * nextDouble());
    }

    /// Fisher and Yates, in place.
    void shuffle(int[] values) {
        for (int last = values.length - 1; last > 0; last--) {
            int other = nextInt(last + 1);
            int kept = values[last];
            values[last] = values[other];
            values[other] = kept;
        }
    }
}
