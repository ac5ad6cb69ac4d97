package dev.balboa.data;

import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.Arrays;
import java.util.Objects;
import java.util.function.Supplier;
import java.util.stream.IntStream;

/// Images that count more sooner: the next image is drawn from those that are left, with chances in
/// proportion to their importance. An image of importance 0 comes after all others.
///
/// With a share below 1 an epoch ends after that share of the images, so that those that count
/// little are left out of most epochs.
///
/// Importances are read when an epoch begins, so what changes them during an epoch has its effect
/// in the next. An order is a function of (seed, epoch) and of them: a run that is to be resumed
/// keeps them with its state. Drawn as `−ln uᵢ / wᵢ` in ascending order, Efraimidis and Spirakis,
/// *Weighted random sampling with a reservoir*, 2006.
public final class Prioritised implements Sampler {

    private final int images;
    private final int size;
    private final long seed;
    private final Supplier<double[]> importances;

    private Prioritised(int images, int size, long seed, Supplier<double[]> importances) {
        this.images = images;
        this.size = size;
        this.seed = seed;
        this.importances = importances;
    }

    /// An order by importances.
    ///
    /// @param images      of the dataset, at least 1
    /// @param share       of the images that an epoch shows, rounded up, within `(0, 1]`
    /// @param seed        of the orders
    /// @param importances one for each image, finite and at least 0; asked once for each order
    /// @return the sampler
    /// @throws IllegalArgumentException naming what is out of range
    public static Prioritised of(
            int images, double share, long seed, Supplier<double[]> importances) {
        Objects.requireNonNull(importances, "importances");
        Check.atLeast("images", images, 1);
        if (!(share > 0 && share <= 1)) {
            throw new IllegalArgumentException("share: " + share + " (expected: within (0, 1])");
        }
        // in decimal: 0.07 of 100 images are 7, and 0.07 * 100 is above 7
        int size =
                BigDecimal.valueOf(share)
                        .multiply(BigDecimal.valueOf(images))
                        .setScale(0, RoundingMode.CEILING)
                        .intValueExact();
        return new Prioritised(images, size, seed, importances);
    }

    @Override
    public int size() {
        return size;
    }

    /// The order of an epoch, by the importances of now.
    ///
    /// @throws IllegalArgumentException when there is not one importance for each image, or one is
    ///     negative or not finite
    @Override
    public int[] order(int epoch) {
        Check.atLeast("epoch", epoch, 0);
        double[] weights = importances.get();
        if (weights.length != images) {
            throw new IllegalArgumentException(
                    "importances: %d values (expected: %d, one for each image)"
                            .formatted(weights.length, images));
        }
        CounterRandom random = CounterRandom.of(CounterRandom.Purpose.PRIORITY, seed, epoch);
        int[] order = IntStream.range(0, images).toArray();
        // so that images of importance 0 come in a random order too
        random.shuffle(order);
        double[] turns = new double[images];
        for (int i = 0; i < images; i++) {
            Check.amplitude("importance of image " + i, weights[i]);
            double turn = -Math.log(1 - random.nextDouble());
            turns[i] = weights[i] == 0 ? Double.POSITIVE_INFINITY : turn / weights[i];
        }
        return Arrays.stream(order)
                .boxed()
                .sorted((a, b) -> Double.compare(turns[a], turns[b]))
                .mapToInt(Integer::intValue)
                .limit(size)
                .toArray();
    }
}
