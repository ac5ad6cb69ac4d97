package dev.balboa.latent;

import static org.assertj.core.api.Assertions.assertThat;

import dev.balboa.loss.FullyVariationalNce;
import dev.balboa.loss.ScoringRule;
import dev.balboa.optim.Adam;
import dev.balboa.optim.Optimizer;
import dev.balboa.optim.Schedule;
import dev.balboa.tensor.DType;
import dev.balboa.tensor.Scope;
import dev.balboa.tensor.Shape;
import dev.balboa.tensor.Tensor;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// A mixture of three normal distributions in one dimension, with the component as latent variable
/// and encoders whose family contains the posterior, is recovered by maximising both terms over
/// model and encoders together, from noise `N(0, 3²)`, without being normalised. Oracle: the
/// parameters that the data were made with.
///
/// Sums over `z` are exact, those over `x` are over a fine grid, and exponentials are not clipped:
/// what is left of an error is the optimiser's, unless a term is no bound.
class MixtureRecoveryTest {

    private static final double[] WEIGHTS = {0.2, 0.5, 0.3};
    private static final double[] MEANS = {-2.5, 0, 2.5};
    private static final double[] DEVIATIONS = {0.6, 0.8, 0.5};
    private static final double STEP = 0.1;
    private static final int STEPS = 3000;
    private static final double RATE = 0.1;

    private static Tensor grid() {
        return Tensor.arange(-9, 9.01, STEP, DType.FLOAT64);
    }

    private static Tensor row(double... values) {
        return Tensor.of(values, Shape.of(1, values.length));
    }

    /// `log N(x; m, s²)`, `[X, Z]`.
    private static Tensor logNormal(Tensor x, Tensor means, Tensor logDeviations) {
        Tensor white = x.unsqueeze(1).sub(means).div(logDeviations.exp());
        return white.square().add(Math.log(2 * Math.PI)).mul(-0.5).sub(logDeviations);
    }

    /// What is learned: the components' logits, means and deviations, the log-constant, and for
    /// each encoder the coefficients of its logits `a + b x + c x²`.
    private static Map<String, Tensor> start(boolean shared) {
        Map<String, Tensor> start = new LinkedHashMap<>();
        start.put("logits", row(0, 0, 0));
        start.put("means", row(-1.5, 0.3, 1.5));
        start.put("logDeviations", row(0, 0, 0));
        start.put("constant", Tensor.scalar(0.5, DType.FLOAT64));
        for (String encoder : shared ? List.of("q") : List.of("q", "q0")) {
            start.put(encoder + ".a", row(0, 0, 0));
            start.put(encoder + ".b", row(-1.5, 0.3, 1.5));
            start.put(encoder + ".c", row(0, 0, 0));
        }
        start.values().forEach(p -> p.requiresGrad_(true));
        return start;
    }

    private static Tensor logQ(Tensor x, Map<String, Tensor> p, String encoder) {
        Tensor column = x.unsqueeze(1);
        return p.get(encoder + ".a")
                .add(p.get(encoder + ".b").mul(column))
                .add(p.get(encoder + ".c").mul(column.square()))
                .logSoftmax(1);
    }

    private static Tensor objective(FullyVariationalNce loss, Map<String, Tensor> p, Tensor x) {
        Tensor pData =
                logNormal(x, row(MEANS), row(DEVIATIONS).log())
                        .add(row(WEIGHTS).log())
                        .exp()
                        .sum(true, 1);
        Tensor logNoise = logNormal(x, row(0), row(Math.log(3)));
        Tensor logModel =
                p.get("logits")
                        .logSoftmax(1)
                        .add(logNormal(x, p.get("means"), p.get("logDeviations")))
                        .add(p.get("constant"))
                        .sub(logNoise);
        Tensor q1 = logQ(x, p, "q");
        Tensor q0 = p.containsKey("q0.a") ? logQ(x, p, "q0") : q1;
        Tensor data = q1.exp().mul(loss.data(logModel.sub(q1))).mul(pData);
        Tensor noise = q0.exp().mul(loss.noise(logModel.sub(q0))).mul(logNoise.exp());
        return data.add(noise).sum().mul(STEP);
    }

    /// The largest error of a weight, mean, deviation or of the log-constant after training.
    private static double error(String member, boolean shared) {
        Map<String, Tensor> p = start(shared);
        Tensor x = grid();
        FullyVariationalNce loss = FullyVariationalNce.exact(ScoringRule.of(member));
        try (Optimizer optimizer = Adam.of(Adam.Config.of(RATE), p, new Schedule.Cosine(STEPS))) {
            for (int i = 0; i < STEPS; i++) {
                try (Scope _ = Scope.open()) {
                    objective(loss, p, x).neg().backward();
                    optimizer.step();
                    optimizer.zeroGrad();
                }
            }
        }
        double worst = Math.abs(p.get("constant").item());
        double[] weights = p.get("logits").softmax(1).toDoubleArray();
        double[] means = p.get("means").toDoubleArray();
        double[] deviations = p.get("logDeviations").exp().toDoubleArray();
        for (int i = 0; i < 3; i++) {
            worst = Math.max(worst, Math.abs(weights[i] - WEIGHTS[i]));
            worst = Math.max(worst, Math.abs(means[i] - MEANS[i]));
            worst = Math.max(worst, Math.abs(deviations[i] - DEVIATIONS[i]));
        }
        return worst;
    }

    // with an encoder for data and one for noise; what is seen is an error of at most 0.024
    @ParameterizedTest
    @ValueSource(strings = {"vae", "lsif", "power", "log1p", "vae-lsif"})
    void everyMemberWithBothBoundsRecoversTheMixture(String member) {
        assertThat(error(member, false)).isLessThan(0.03);
    }

    // An encoder of noise that may do as it likes hides the model's density from a convex score.
    // One that is shared, and whose family contains the posterior, cannot: at the truth every
    // sample has the best score there is, of whatever scoring rule.
    @ParameterizedTest
    @ValueSource(strings = {"log-score", "brier"})
    void withoutABoundOnNoiseAnEncoderOfItsOwnFoolsTheModel(String member) {
        assertThat(error(member, false)).isGreaterThan(1);
        assertThat(error(member, true)).isLessThan(0.03);
    }
}
