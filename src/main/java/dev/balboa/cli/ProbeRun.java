package dev.balboa.cli;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.balboa.eval.ConfusionMatrix;
import dev.balboa.eval.FeatureGeometry;
import dev.balboa.eval.FeatureSplits;
import dev.balboa.eval.Features;
import dev.balboa.eval.LinearClassifier;
import dev.balboa.eval.WeightedKnn;
import dev.balboa.tensor.Scope;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// Gives features to the probes asked for, tells people and puts the figures into the results.
/// Figures of projections have keys that start with `projection_`.
///
/// @param probes     which
/// @param knn        settings of the kNN probe
/// @param classNames in the order of the labels
/// @param console    where people read
/// @param results    what `--json` prints
record ProbeRun(
        ProbeOptions probes,
        KnnOptions knn,
        List<String> classNames,
        Console console,
        ObjectNode results) {

    /// Probes one kind of features.
    ///
    /// @param kind     `backbone` or `projection`
    /// @param features as the probes asked for need them
    void on(String kind, ProbedFeatures features) {
        UsageException.require(
                features.isFinite(),
                "--checkpoint: " + kind + " features",
                "NaN or infinite",
                "finite; did training diverge?");
        Named named =
                new Named(
                        kind.equals(ProbeOptions.BACKBONE) ? "" : kind + "_",
                        kind.equals(ProbeOptions.BACKBONE) ? "trained" : "trained, " + kind);
        Map<String, ConfusionMatrix> matrices = new LinkedHashMap<>();
        if (probes.wants(ProbeOptions.KNN)) {
            matrices.put("knn", knn(named, features.splits().orElseThrow()));
        }
        if (probes.wants(ProbeOptions.LINEAR)) {
            matrices.put("linear", linear(named, features.splits().orElseThrow()));
        }
        spread(named, features.measured());
        if (probes.wants(ProbeOptions.GEOMETRY)) {
            geometry(named, features.measured(), features.views());
        }
        if (!matrices.isEmpty()) {
            new ClassTable(classNames, console, results)
                    .show(named.prefix(), matrices, probes.confusion());
        }
    }

    /// @param prefix of the keys
    /// @param title  for people
    private record Named(String prefix, String title) {

        String key(String name) {
            return prefix + name;
        }
    }

    private ConfusionMatrix knn(Named named, FeatureSplits features) {
        int bank = features.train().labels().length;
        Map<WeightedKnn, ConfusionMatrix> scores =
                knn.sweep(bank).scores(features.train(), features.test());
        WeightedKnn first = knn.forBank(bank);
        ConfusionMatrix main = scores.get(first);
        console.say(
                "kNN accuracy  %-24s %.4f   k = %d, temperature %s",
                named.title(), main.accuracy(), first.k(), first.temperature());
        results.put("knn_k", first.k())
                .put("knn_temperature", first.temperature())
                .put(named.key("knn"), main.accuracy());
        if (scores.size() > 1) {
            sayTable(bank, scores);
            scores.forEach(
                    (setting, matrix) ->
                            results.put(
                                    named.key(
                                            "knn_k%d_t%s"
                                                    .formatted(setting.k(), setting.temperature())),
                                    matrix.accuracy()));
        }
        return main;
    }

    /// A row for each `k`, a column for each temperature.
    private void sayTable(int bank, Map<WeightedKnn, ConfusionMatrix> scores) {
        StringBuilder head = new StringBuilder("%14s".formatted("k"));
        knn.temperatures().forEach(t -> head.append("%12s".formatted("T = " + t)));
        console.say("%s", head);
        for (int k : knn.neighbours(bank)) {
            StringBuilder row = new StringBuilder("%14d".formatted(k));
            for (double t : knn.temperatures()) {
                row.append("%12.4f".formatted(scores.get(new WeightedKnn(k, t)).accuracy()));
            }
            console.say("%s", row);
        }
    }

    private ConfusionMatrix linear(Named named, FeatureSplits features) {
        try (Scope _ = Scope.open()) {
            LinearOptions.Learned learned =
                    probes.linear().learn(features.train(), features.classes());
            LinearClassifier.Score score = learned.classifier().score(features.test());
            console.say(
                    "linear probe  %-24s %.4f   top-5 %.4f   %s",
                    named.title(), score.top1(), score.top5(), learned.remark());
            results.put(named.key("linear"), score.top1())
                    .put(named.key("linear_top5"), score.top5())
                    .put(named.key("linear_solver"), probes.linear().solver());
            learned.fit()
                    .ifPresent(
                            fit ->
                                    results.put(named.key("linear_loss"), fit.loss())
                                            .put(named.key("linear_iterations"), fit.iterations())
                                            .put(named.key("linear_converged"), fit.converged()));
            return score.confusion();
        }
    }

    private void spread(Named named, Features test) {
        double std = FeatureGeometry.std(test.values());
        double healthy = 1 / Math.sqrt(test.values().size(1));
        double level = FeatureGeometry.collapseLevel(test.values());
        console.say(
                "collapse      %-24s %.4f   feature std %.4f (%.4f healthy, 0 collapsed)",
                named.title(), level, std, healthy);
        results.put(named.key("feature_spread"), std / healthy)
                .put(named.key("feature_std"), std)
                .put(named.key("collapse_level"), level);
    }

    private void geometry(Named named, Features test, List<Features> views) {
        double rank = FeatureGeometry.effectiveRank(test.values());
        double uniformity = FeatureGeometry.uniformity(test.values());
        double alignment = FeatureGeometry.alignment(views.get(0).values(), views.get(1).values());
        console.say(
                "geometry      %-24s effective rank %.1f of %d   uniformity %.3f   alignment %.3f",
                named.title(), rank, test.values().size(1), uniformity, alignment);
        results.put(named.key("effective_rank"), rank)
                .put(named.key("uniformity"), uniformity)
                .put(named.key("alignment"), alignment);
    }
}
