package dev.balboa.loss;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.balboa.autograd.Autograd;
import dev.balboa.tensor.DType;
import dev.balboa.tensor.Generator;
import dev.balboa.tensor.Random;
import dev.balboa.tensor.Shape;
import dev.balboa.tensor.Tensor;
import dev.balboa.testkit.TensorAssert;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/// The claims that give the method its name, by sums over small discrete spaces in double
/// precision, with exact exponentials. Oracles: the marginal ratio itself, which the bounds have to
/// stay below; the true ratio, where the objective has to be largest; the evidence lower bound
/// written down directly.
class FullyVariationalBoundTest {

    private static final int CASES = 4000;
    private static final int STATES = 5;
    private static final String MEMBERS = "vae,lsif,power,log1p,vae-lsif";

    private static Tensor normal(long seed, double scale, long... sizes) {
        try (Generator generator = Generator.of(seed)) {
            return Random.randn(Shape.of(sizes), DType.FLOAT64, generator).mul(scale);
        }
    }

    /// Cases of a model, a noise and an encoder: log-ratios and the encoder's weights.
    private record Cases(Tensor logRatio, Tensor q) {

        static Cases random() {
            Tensor logQ = normal(1, 1, CASES, STATES).logSoftmax(1);
            Tensor logJoint = normal(2, 1.5, CASES, STATES);
            Tensor logNoise = normal(3, 1, CASES, 1);
            return new Cases(logJoint.sub(logNoise).sub(logQ), logQ.exp());
        }

        /// How often the average over `z` is above the value at the marginal ratio.
        int violations(Tensor each, Tensor atMarginal) {
            Tensor bound = q.mul(each).sum(false, 1);
            Tensor slack = atMarginal.abs().add(1).mul(1e-11);
            return (int) bound.gt(atMarginal.add(slack)).to(DType.FLOAT64).sum().item();
        }

        Tensor marginal() {
            return q.log().add(logRatio).logsumexp(false, 1);
        }
    }

    // seen: 0 data violations for all, 4,000 and 3,982 noise violations for the counter-examples
    @ParameterizedTest
    @CsvSource({
        "vae, 0, 0",
        "lsif, 0, 0",
        "power, 0, 0",
        "log1p, 0, 0",
        "vae-lsif, 0, 0",
        "log-score, 0, 4000",
        "brier, 0, 3900"
    })
    void averagesOverLatentStatesAreBoundsForTheMembersThatSaySo(
            String member, int data, int leastNoise) {
        Cases cases = Cases.random();
        ScoringRule rule = ScoringRule.of(member);
        FullyVariationalNce loss = FullyVariationalNce.exact(rule);
        Tensor marginal = cases.marginal();
        int s1 = cases.violations(loss.data(cases.logRatio()), loss.data(marginal));
        int s0 = cases.violations(loss.noise(cases.logRatio()), loss.noise(marginal));
        assertThat(s1).isEqualTo(data);
        assertThat(s0).isGreaterThanOrEqualTo(leastNoise);
        assertThat(s0 == 0).isEqualTo(rule.boundsBothTerms());
    }

    @ParameterizedTest
    @ValueSource(doubles = {0, 0.25, 0.75, 1})
    void thePowerFamilyBoundsBothTermsUpToItsEnds(double b) {
        Cases cases = Cases.random();
        FullyVariationalNce loss = FullyVariationalNce.exact(new ScoringRule.Power(b));
        Tensor marginal = cases.marginal();
        assertThat(cases.violations(loss.data(cases.logRatio()), loss.data(marginal))).isZero();
        assertThat(cases.violations(loss.noise(cases.logRatio()), loss.noise(marginal))).isZero();
    }

    @ParameterizedTest
    @CsvSource({MEMBERS})
    void theBoundIsTightAtThePosterior(String vae, String b, String c, String d, String e) {
        Tensor logJoint = normal(2, 1.5, CASES, STATES);
        Tensor marginal = logJoint.logsumexp(false, 1);
        Tensor logPosterior = logJoint.sub(marginal.unsqueeze(1));
        Tensor logRatio = logJoint.sub(logPosterior);
        for (String member : List.of(vae, b, c, d, e)) {
            FullyVariationalNce loss = FullyVariationalNce.exact(ScoringRule.of(member));
            for (boolean data : new boolean[] {true, false}) {
                Tensor each = data ? loss.data(logRatio) : loss.noise(logRatio);
                Tensor bound = logPosterior.exp().mul(each).sum(false, 1);
                Tensor exact = data ? loss.data(marginal) : loss.noise(marginal);
                TensorAssert.assertThat(bound).isCloseTo(exact, 1e-10, 1e-10);
            }
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"vae", "lsif", "log1p"})
    void aClipBreaksTheBoundOfTheNoiseTermOnly(String member) {
        Cases cases = Cases.random();
        FullyVariationalNce exact = FullyVariationalNce.exact(ScoringRule.of(member));
        FullyVariationalNce clip = new FullyVariationalNce(ScoringRule.of(member), 2);
        Tensor marginal = cases.marginal();
        assertThat(cases.violations(clip.noise(cases.logRatio()), exact.noise(marginal)))
                .isGreaterThan(500);
        assertThat(cases.violations(clip.data(cases.logRatio()), exact.data(marginal))).isZero();
    }

    /// `p_data S1 + p_noise S0` at each point of a grid of log-ratios; where it is largest.
    private static double best(FullyVariationalNce loss, double pData, double pNoise) {
        Tensor grid = Tensor.arange(-8, 8.005, 0.01, DType.FLOAT64);
        Tensor score = loss.data(grid).mul(pData).add(loss.noise(grid).mul(pNoise));
        return grid.toDoubleArray()[(int) score.argmax().itemLong()];
    }

    @ParameterizedTest
    @ValueSource(strings = {"vae", "lsif", "power", "log1p", "vae-lsif", "log-score", "brier"})
    void theObjectiveIsLargestAtTheTrueRatio(String member) {
        double[] pData = {0.02, 0.5, 0.1, 0.3, 0.001, 0.079};
        double[] pNoise = {0.4, 0.1, 0.1, 0.001, 0.2, 0.199};
        for (int x = 0; x < pData.length; x++) {
            double truth = Math.log(pData[x] / pNoise[x]);
            FullyVariationalNce exact = FullyVariationalNce.exact(ScoringRule.of(member));
            assertThat(best(exact, pData[x], pNoise[x])).isCloseTo(truth, within(0.0051));
            // a clip above the ratio leaves the optimum where it is: both slopes switch together
            FullyVariationalNce clip = new FullyVariationalNce(ScoringRule.of(member), 6);
            assertThat(best(clip, pData[x], pNoise[x])).isCloseTo(truth, within(0.0051));
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"vae", "lsif", "power", "log1p", "vae-lsif"})
    void beyondTheThresholdAFreeRatioGrowsWithoutEnd(String member) {
        FullyVariationalNce loss = new FullyVariationalNce(ScoringRule.of(member), 2);
        assertThat(best(loss, 1, Math.exp(-1.9))).isCloseTo(1.9, within(0.0051));
        assertThat(best(loss, 1, Math.exp(-2.2))).isCloseTo(8, within(0.0051));
    }

    /// A normalised model and an encoder over 6 values of `x` and 4 of `z`, as free logits.
    private record Discrete(Tensor logits, Tensor encoder, Tensor pData, Tensor pNoise) {

        static Discrete random() {
            return new Discrete(
                    normal(1, 1, 6, 4).requiresGrad_(true),
                    normal(2, 1, 6, 4).requiresGrad_(true),
                    normal(3, 1, 6).softmax(0),
                    normal(4, 1, 6).softmax(0));
        }

        Tensor logJoint() {
            return logits.flatten().logSoftmax(0).reshape(6, 4);
        }

        Tensor logQ() {
            return encoder.logSoftmax(1);
        }

        Tensor elbo() {
            Tensor each = logQ().exp().mul(logJoint().sub(logQ())).sum(false, 1);
            return pData.mul(each).sum();
        }

        /// The objective by exact sums over `x` and `z`.
        Tensor objective(FullyVariationalNce loss) {
            Tensor logRatio = logJoint().sub(logQ()).sub(pNoise.log().unsqueeze(1));
            Tensor q = logQ().exp();
            Tensor data = q.mul(loss.data(logRatio)).sum(false, 1);
            Tensor noise = q.mul(loss.noise(logRatio)).sum(false, 1);
            return pData.mul(data).sum().add(pNoise.mul(noise).sum());
        }

        List<Tensor> gradient(Tensor objective) {
            return Autograd.grad(objective, List.of(logits, encoder));
        }
    }

    @Test
    void theVaeMembersGradientIsThatOfTheEvidenceLowerBound() {
        Discrete model = Discrete.random();
        List<Tensor> elbo = model.gradient(model.elbo());
        List<Tensor> vae =
                model.gradient(model.objective(FullyVariationalNce.exact(new ScoringRule.Vae())));
        TensorAssert.assertThat(vae.get(0)).isCloseTo(elbo.get(0), 1e-12, 1e-14);
        TensorAssert.assertThat(vae.get(1)).isCloseTo(elbo.get(1), 1e-12, 1e-14);
        assertThat(elbo.get(0).abs().max().item()).isGreaterThan(0.01);
        List<Tensor> lsif =
                model.gradient(model.objective(FullyVariationalNce.exact(new ScoringRule.Lsif())));
        assertThat(lsif.get(0).sub(elbo.get(0)).abs().max().item()).isGreaterThan(0.01);
    }
}
