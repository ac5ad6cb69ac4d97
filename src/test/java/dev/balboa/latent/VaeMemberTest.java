package dev.balboa.latent;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.balboa.autograd.Autograd;
import dev.balboa.loss.FullyVariationalNce;
import dev.balboa.loss.ScoringRule;
import dev.balboa.tensor.DType;
import dev.balboa.tensor.Generator;
import dev.balboa.tensor.Random;
import dev.balboa.tensor.Scope;
import dev.balboa.tensor.Shape;
import dev.balboa.tensor.Tensor;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/// With samples of `x` and reparameterised samples of `z`, the gradient of the VAE member is
/// that of the evidence lower bound plus noise with mean zero. Oracle: the evidence lower bound
/// itself, on the linear Gaussian model; the standard error of the mean. (By exact sums: in
/// `FullyVariationalBoundTest`.)
class VaeMemberTest {

    private static final int BATCHES = 400;
    private static final int ROWS = 250;

    /// Gradients of the negative noise term, one row for each batch.
    private static double[][] noiseGradients(ScoringRule member) {
        LinearGaussian known = new LinearGaussian(1, 0.5, 1);
        FullyVariationalNce loss = FullyVariationalNce.exact(member);
        double[][] all = new double[BATCHES][];
        try (LatentVariableModel model = known.model(0.2, 1.5, true);
                Generator generator = Generator.of(11);
                GaussianNoise noise = noise(3)) {
            List<Tensor> parameters = new ArrayList<>(model.parameters().values());
            for (int i = 0; i < BATCHES; i++) {
                try (Scope _ = Scope.open()) {
                    Tensor x = noise.sample(ROWS, generator);
                    Tensor ratios = model.logRatios(x, noise.logDensity(x), 1, generator);
                    Tensor term = loss.noise(ratios).mean().neg();
                    List<Tensor> gradients = Autograd.grad(term, parameters);
                    all[i] =
                            Tensor.cat(gradients.stream().map(g -> g.flatten()).toList(), 0)
                                    .toDoubleArray();
                }
            }
        }
        return all;
    }

    /// A normal distribution around 0.
    private static GaussianNoise noise(double deviation) {
        try (Scope _ = Scope.open()) {
            Tensor two = Tensor.of(new double[] {-deviation, deviation}, Shape.of(2, 1));
            return GaussianNoise.fit(two, 0);
        }
    }

    /// The largest mean of a gradient, in standard errors.
    private static double worst(double[][] gradients) {
        double worst = 0;
        for (int k = 0; k < gradients[0].length; k++) {
            double sum = 0;
            double squares = 0;
            for (double[] gradient : gradients) {
                sum += gradient[k];
                squares += gradient[k] * gradient[k];
            }
            double mean = sum / BATCHES;
            double error = Math.sqrt((squares / BATCHES - mean * mean) / BATCHES);
            // the standard error has to be able to see a tenth of a usual gradient
            assertThat(error).isBetween(1e-6, 0.03);
            worst = Math.max(worst, Math.abs(mean) / error);
        }
        return worst;
    }

    @Test
    void theNoiseTermsGradientHasMeanZero() {
        assertThat(worst(noiseGradients(new ScoringRule.Vae()))).isLessThan(4);
        assertThat(worst(noiseGradients(new ScoringRule.Log1p()))).isGreaterThan(10);
    }

    @Test
    void theDataTermIsTheEvidenceLowerBoundButForTheNoisesDensity() {
        LinearGaussian known = new LinearGaussian(1, 0.5, 1);
        FullyVariationalNce loss = FullyVariationalNce.exact(new ScoringRule.Vae());
        try (LatentVariableModel model = known.model(0.2, 1.5, true);
                Generator draws = Generator.of(1);
                GaussianNoise noise = noise(3)) {
            Tensor x = Random.randn(Shape.of(50, 1), DType.FLOAT64, draws);
            Tensor elbo;
            Tensor term;
            try (Generator one = Generator.of(5);
                    Generator same = Generator.of(5)) {
                elbo = model.logWeights(x, 4, one).mean();
                term = loss.data(model.logRatios(x, noise.logDensity(x), 4, same)).mean();
            }
            assertThat(term.item())
                    .isCloseTo(elbo.item() - noise.logDensity(x).mean().item(), within(1e-12));
            List<Tensor> parameters = new ArrayList<>(model.parameters().values());
            List<Tensor> expected = Autograd.grad(elbo, parameters);
            List<Tensor> found = Autograd.grad(term, parameters);
            for (int i = 0; i < expected.size(); i++) {
                assertThat(found.get(i).allclose(expected.get(i), 1e-12, 1e-14)).isTrue();
            }
        }
    }
}
