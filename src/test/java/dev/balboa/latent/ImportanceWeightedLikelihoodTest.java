package dev.balboa.latent;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.balboa.tensor.Generator;
import dev.balboa.tensor.Scope;
import dev.balboa.tensor.Shape;
import dev.balboa.tensor.Tensor;
import dev.balboa.testkit.TensorAssert;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// Oracle: the likelihood of the linear Gaussian model in closed form.
class ImportanceWeightedLikelihoodTest {

    private static final LinearGaussian KNOWN = new LinearGaussian(1.5, 0.4, 0.8);
    private static final double[] POINTS = {-2, -1, 0, 0.5, 1, 2, 3};

    private static Tensor points() {
        return Tensor.of(POINTS, Shape.of(POINTS.length, 1));
    }

    private static double truth() {
        double sum = 0;
        for (double x : POINTS) {
            sum += KNOWN.logLikelihood(x) / POINTS.length;
        }
        return sum;
    }

    private static double estimate(int samples, int chunk) {
        try (LatentVariableModel model = KNOWN.model(0.3, 1.6, true);
                Generator generator = Generator.of(2)) {
            return new ImportanceWeightedLikelihood(samples, chunk)
                    .mean(model, points(), generator);
        }
    }

    @ParameterizedTest
    @CsvSource({"1, 1", "1, 100", "7, 3", "50, 100", "100, 1000"})
    void atThePosteriorItIsTheLikelihoodHoweverItIsChunked(int samples, int chunk) {
        try (LatentVariableModel model = KNOWN.model(0, 1, true);
                Generator generator = Generator.of(2)) {
            Tensor found =
                    new ImportanceWeightedLikelihood(samples, chunk)
                            .apply(model, points(), generator);
            TensorAssert.assertThat(found).hasShape(POINTS.length);
            double[] expected = new double[POINTS.length];
            for (int i = 0; i < expected.length; i++) {
                expected[i] = KNOWN.logLikelihood(POINTS[i]);
            }
            TensorAssert.assertThat(found).isCloseTo(expected, 1e-12, 1e-12);
            assertThat(found.requiresGrad()).isFalse();
        }
    }

    @Test
    void withMoreSamplesItRisesToTheLikelihood() {
        // one sample: the evidence lower bound; the divergence to this encoder is 0.15 nats
        double one = 0;
        for (int i = 0; i < 20; i++) {
            one += estimate(1, 1 + i) / 20;
        }
        assertThat(one).isLessThan(truth() - 0.05);
        assertThat(estimate(20_000, 5000)).isCloseTo(truth(), within(0.01));
        assertThat(estimate(20_000, 700_000)).isCloseTo(truth(), within(0.01));
    }

    @Test
    void chunksLeaveNothingBehind() {
        try (LatentVariableModel model = KNOWN.model(0.3, 1.6, true);
                Generator generator = Generator.of(2);
                Scope scope = Scope.open()) {
            Tensor x = points();
            int before = scope.size();
            ImportanceWeightedLikelihood.of(100).apply(model, x, generator);
            assertThat(scope.size()).isEqualTo(before + 1);
        }
    }

    @Test
    void noSampleIsRefused() {
        assertThatThrownBy(() -> ImportanceWeightedLikelihood.of(0))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("samples: 0 (expected: >= 1)");
    }
}
