package dev.balboa.cli;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.balboa.latent.Fvnce;
import dev.balboa.latent.ImportanceWeightedLikelihood;
import dev.balboa.tensor.DType;
import dev.balboa.tensor.Generator;
import dev.balboa.tensor.Scope;
import dev.balboa.tensor.Tensor;
import java.util.Optional;

/// Log-likelihoods of held-out rows, in nats for each row: of the model by importance sampling, and
/// of the noise exactly. Of real columns, those of the standardised ones.
final class FvnceScores {

    /// Rows of all samples together that are in memory at a time.
    private static final int CHUNK = 5_000;

    private final FvnceConfig config;
    private final FvnceData data;
    private final Fvnce objective;

    FvnceScores(FvnceConfig config, FvnceData data, Fvnce objective) {
        this.config = config;
        this.data = data;
        this.objective = objective;
    }

    /// A mean over rows.
    ///
    /// @param mean  in nats
    /// @param error standard error of the mean, from the spread between rows
    record Score(double mean, double error) {

        static Score of(Tensor each) {
            try (Scope _ = Scope.open()) {
                Tensor wide = each.to(DType.FLOAT64);
                double deviation = wide.std(true, false, 0).item();
                return new Score(wide.mean().item(), deviation / Math.sqrt(each.size(0)));
            }
        }

        /// Tells people, and puts it into results.
        void show(Console console, ObjectNode results, String words, String name) {
            console.say("%-22s %9.2f ± %.2f nats per test row", words, mean, error);
            put(results, name);
        }

        /// Puts it into results under a name, and its error under the same with `_se`.
        void put(ObjectNode results, String name) {
            results.put(name, mean).put(name + "_se", error);
        }
    }

    /// The model's likelihood of the test rows. The same model gives the same estimate each time.
    Score test() {
        return model(data.test(), Math.toIntExact(config.settings().whole("likelihood-samples")));
    }

    /// The model's likelihood of as many train rows: much above that of the test rows where the
    /// model has learned its rows by heart.
    Score train() {
        try (Scope _ = Scope.open()) {
            long count = Math.min(data.train().size(0), data.test().size(0));
            Tensor rows = data.train().narrow(0, 0, count);
            return model(rows, Math.toIntExact(config.settings().whole("likelihood-samples")));
        }
    }

    /// The evidence lower bound of the test rows, from one sample for each.
    Score elbo() {
        return model(data.test(), 1);
    }

    private Score model(Tensor rows, int samples) {
        try (Scope _ = Scope.open();
                Generator generator = FvnceParts.Stream.LIKELIHOOD.of(config)) {
            return Score.of(
                    new ImportanceWeightedLikelihood(samples, CHUNK)
                            .apply(objective.model(), rows, generator));
        }
    }

    /// The noise's likelihood of the test rows; none where some have no density under it.
    Optional<Score> noise() {
        try (Scope _ = Scope.open()) {
            Score score = Score.of(objective.noise().logDensity(data.test()));
            return Double.isFinite(score.mean()) ? Optional.of(score) : Optional.empty();
        }
    }
}
