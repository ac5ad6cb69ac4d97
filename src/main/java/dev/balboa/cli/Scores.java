package dev.balboa.cli;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.balboa.eval.FeatureSplits;
import dev.balboa.eval.KnnProbe;

/// Takes kNN scores, tells them to people and puts them into the results.
///
/// @param console where people read
/// @param results what `--json` prints
record Scores(Console console, ObjectNode results) {

    /// The pixels themselves, and the encoder before training.
    void before(KnnProbe probe, FeatureSplits features) {
        results.put("knn_k", probe.knn().k());
        pixels(probe);
        show("untrained", "knn_untrained", probe.score(features));
    }

    void pixels(KnnProbe probe) {
        double accuracy = probe.pixels();
        console.say("kNN accuracy  %-24s %.4f", "raw pixels", accuracy);
        results.put("knn_pixels", accuracy);
    }

    /// The encoder after training, with the spread of its features.
    void after(KnnProbe probe, FeatureSplits features) {
        KnnProbe.Score score = probe.score(features);
        show("trained", "knn", score);
        results.put("feature_spread", score.spread());
    }

    void show(String what, String key, KnnProbe.Score score) {
        console.say(
                "kNN accuracy  %-24s %.4f   feature spread %.2f",
                what, score.accuracy(), score.spread());
        results.put(key, score.accuracy());
    }

    void none(Images images) {
        console.say(
                "no kNN score: %s",
                images.classes() == 0
                        ? "the images have no labels"
                        : images.testSize() == 0
                                ? "there is no test split (a folder test/ or val/ beside train/)"
                                : "the test split has only one image");
    }
}
