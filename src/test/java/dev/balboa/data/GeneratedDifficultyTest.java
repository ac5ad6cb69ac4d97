package dev.balboa.data;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import java.util.Arrays;
import java.util.Comparator;
import java.util.stream.IntStream;

/// How much of the class of a generated image its raw pixels give away. Oracle: the weighted kNN
/// vote (k = 20, cosine, weights `exp(cos / 0.1)`) written here as plain loops over all train
/// images.
class GeneratedDifficultyTest {

    private static final int NEIGHBOURS = 20;
    private static final int CLASSES = 8;

    @ParameterizedTest
    @ValueSource(longs = {0, 1, 2})
    void neighboursInRawPixelsNameTheClassLessThanThirtyFivePercentOfTheTime(long seed) {
        Splits splits =
                GeneratedImages.splits(GeneratedOptions.standard(seed).withCounts(4000, 80));
        float[][] bank = pixels(splits.train());
        ImageDataset test = splits.test().orElseThrow();
        float[][] queries = pixels(test);
        long right =
                IntStream.range(0, queries.length)
                        .parallel()
                        .filter(i -> vote(queries[i], bank, splits.train()) == test.label(i))
                        .count();
        assertThat(right / (double) queries.length).isLessThan(0.35);
    }

    @Test
    void theMeanLevelOfAnImageSaysLittleAboutItsClass() {
        ImageDataset images = GeneratedImages.train(GeneratedOptions.standard(0));
        double[] mean = new double[CLASSES];
        double[] square = new double[CLASSES];
        double n = images.size() / (double) CLASSES;
        for (int i = 0; i < images.size(); i++) {
            byte[] rgb = images.image(i).rgb();
            double level =
                    IntStream.range(0, rgb.length).map(k -> rgb[k] & 0xFF).average().orElseThrow();
            mean[images.label(i)] += level / n;
            square[images.label(i)] += level * level / n;
        }
        double within =
                IntStream.range(0, CLASSES)
                        .mapToDouble(c -> square[c] - mean[c] * mean[c])
                        .average()
                        .orElseThrow();
        double whole = Arrays.stream(mean).average().orElseThrow();
        double between =
                Arrays.stream(mean).map(m -> (m - whole) * (m - whole)).average().orElseThrow();
        assertThat(between / (between + within))
                .as("share of the variance between classes")
                .isLessThan(0.15);
    }

    private static float[][] pixels(ImageDataset dataset) {
        float[][] rows = new float[dataset.size()][];
        for (int i = 0; i < rows.length; i++) {
            float[] row =
                    PixelExecutor.apply(
                                    dataset.image(i),
                                    Drawing.of(
                                            Augmentation.evaluation(),
                                            32,
                                            32,
                                            CounterRandom.of(CounterRandom.Purpose.VIEW, i)))
                            .levels();
            double norm = Math.sqrt(dot(row, row));
            for (int k = 0; k < row.length; k++) {
                row[k] /= (float) norm;
            }
            rows[i] = row;
        }
        return rows;
    }

    private static int vote(float[] query, float[][] bank, ImageDataset train) {
        double[] cosines = Arrays.stream(bank).mapToDouble(row -> dot(query, row)).toArray();
        double[] votes = new double[CLASSES];
        IntStream.range(0, cosines.length)
                .boxed()
                .sorted(Comparator.comparingDouble(i -> -cosines[i]))
                .limit(NEIGHBOURS)
                .forEach(i -> votes[train.label(i)] += Math.exp(cosines[i] / 0.1));
        return IntStream.range(0, CLASSES)
                .boxed()
                .max(Comparator.comparingDouble(c -> votes[c]))
                .orElseThrow();
    }

    private static float dot(float[] a, float[] b) {
        float even = 0;
        float odd = 0;
        for (int k = 0; k < a.length; k += 2) {
            even += a[k] * b[k];
            odd += a[k + 1] * b[k + 1];
        }
        return even + odd;
    }
}
