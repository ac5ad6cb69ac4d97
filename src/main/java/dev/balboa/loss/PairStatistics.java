package dev.balboa.loss;

import dev.balboa.autograd.Autograd;
import dev.balboa.tensor.Scope;
import dev.balboa.tensor.Tensor;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;

/// What the cosines of a batch are like, for losses whose temperature depends on them.
final class PairStatistics {

    private static final List<String> COSINES =
            List.of("cosine_partners", "cosine_others", "cosine_nearest");
    private static final List<String> TEMPERATURES =
            List.of("temperature_partners", "temperature_others");

    private PairStatistics() {}

    /// Cosines of partners, of views of different images and of the nearest such, and the
    /// temperatures of the first two kinds.
    ///
    /// @param temperature of cosines of any shape
    static Map<String, Tensor> of(Tensor z0, Tensor z1, UnaryOperator<Tensor> temperature) {
        Map<String, Tensor> all = cosines(z0, z1);
        Tensor found =
                withoutGradient(
                        z0,
                        z1,
                        cosines -> {
                            Tensor at = temperature.apply(cosines.all());
                            return Tensor.stack(means(new PairScores(at, cosines.partners())), 0);
                        });
        put(all, TEMPERATURES, found);
        return all;
    }

    /// The cosines only.
    static Map<String, Tensor> cosines(Tensor z0, Tensor z1) {
        PairScores.require(z0, z1, 2);
        Tensor found =
                withoutGradient(
                        z0,
                        z1,
                        cosines -> {
                            List<Tensor> means = means(cosines);
                            Tensor nearest = cosines.negatives().amax(false, 1).mean();
                            return Tensor.stack(
                                    List.of(means.getFirst(), means.getLast(), nearest), 0);
                        });
        Map<String, Tensor> all = new LinkedHashMap<>();
        put(all, COSINES, found);
        return all;
    }

    /// The mean over partners, and over views of different images.
    private static List<Tensor> means(PairScores scores) {
        long rows = scores.all().size(0);
        Tensor positives = scores.positives();
        // what stands on the diagonal stands for nothing
        Tensor all = scores.all().copy();
        all.diagonal(0).fill_(0);
        Tensor others = all.sum().sub(positives.sum()).div(rows * (rows - 2));
        return List.of(positives.mean(), others);
    }

    private static void put(Map<String, Tensor> all, List<String> names, Tensor values) {
        for (int i = 0; i < names.size(); i++) {
            all.put(names.get(i), values.select(0, i));
        }
    }

    private interface Body {
        Tensor of(PairScores cosines);
    }

    private static Tensor withoutGradient(Tensor z0, Tensor z1, Body body) {
        return FullPrecision.call(
                z0.device(),
                () ->
                        Autograd.noGrad(
                                () -> {
                                    try (Scope scope = Scope.open()) {
                                        return scope.keep(
                                                body.of(
                                                        PairScores.of(
                                                                z0, z1, UnaryOperator.identity())));
                                    }
                                }));
    }
}
