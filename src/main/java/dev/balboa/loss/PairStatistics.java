package dev.balboa.loss;

import dev.balboa.autograd.Autograd;
import dev.balboa.tensor.Scope;
import dev.balboa.tensor.Tensor;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.function.UnaryOperator;

/// What the cosines of a batch are like, for losses whose temperature depends on them: of its first
/// images, so that watching a loss costs little beside it however large the batch is.
final class PairStatistics {

    /// Images of a batch that are looked at. All pairs of 2,048 would take half as long as the
    /// loss.
    static final int MOST_IMAGES = 256;

    private static final List<String> COSINES =
            List.of("cosine_partners", "cosine_others", "cosine_nearest");
    private static final List<String> ALL =
            List.of(
                    "cosine_partners",
                    "cosine_others",
                    "cosine_nearest",
                    "temperature_partners",
                    "temperature_others");

    private PairStatistics() {}

    /// Cosines of partners, of views of different images and of the nearest such, and the
    /// temperatures of the first two kinds.
    ///
    /// @param temperature of cosines of any shape
    static Map<String, Tensor> of(Tensor z0, Tensor z1, UnaryOperator<Tensor> temperature) {
        return named(
                ALL,
                z0,
                z1,
                scores -> {
                    List<Tensor> all = new ArrayList<>(cosines(scores));
                    Tensor at = temperature.apply(scores.all());
                    all.addAll(means(new ScoreMatrix(at, scores.partners())));
                    return all;
                });
    }

    /// The cosines only.
    static Map<String, Tensor> cosines(Tensor z0, Tensor z1) {
        return named(COSINES, z0, z1, PairStatistics::cosines);
    }

    private static List<Tensor> cosines(ScoreMatrix scores) {
        List<Tensor> means = means(scores);
        Tensor nearest = scores.negatives().amax(false, 1).mean();
        return List.of(means.getFirst(), means.getLast(), nearest);
    }

    /// The mean over partners, and over views of different images.
    private static List<Tensor> means(ScoreMatrix scores) {
        long rows = scores.all().size(0);
        Tensor positives = scores.positives();
        // what stands on the diagonal stands for nothing
        Tensor all = scores.all().copy();
        all.diagonal(0).fill_(0);
        Tensor others = all.sum().sub(positives.sum()).div(rows * (rows - 2));
        return List.of(positives.mean(), others);
    }

    /// Figures of the cosines of all pairs, which are made once.
    private static Map<String, Tensor> named(
            List<String> names, Tensor z0, Tensor z1, Function<ScoreMatrix, List<Tensor>> figures) {
        PairScores.require(z0, z1, 2);
        Tensor values =
                FullPrecision.call(
                        z0.device(),
                        () ->
                                Autograd.noGrad(
                                        () -> {
                                            try (Scope scope = Scope.open()) {
                                                long count = Math.min(z0.size(0), MOST_IMAGES);
                                                ScoreMatrix cosines =
                                                        ScoreMatrix.of(
                                                                z0.narrow(0, 0, count),
                                                                z1.narrow(0, 0, count),
                                                                UnaryOperator.identity());
                                                return scope.keep(
                                                        Tensor.stack(figures.apply(cosines), 0));
                                            }
                                        }));
        Map<String, Tensor> all = new LinkedHashMap<>();
        for (int i = 0; i < names.size(); i++) {
            all.put(names.get(i), values.select(0, i));
        }
        return all;
    }
}
