package dev.balboa.cli;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import dev.balboa.eval.KnnProbe;
import dev.balboa.nn.Layer;
import dev.balboa.train.Event;
import dev.balboa.train.Listener;
import java.nio.file.Path;
import java.util.Map;
import java.util.stream.Collectors;

/// The kNN score after epochs, a line each: `{"epoch":3,"knn":0.41}`. Its time is not among the
/// seconds of an epoch. The last epoch always has one.
///
/// It has to hear of an epoch before the checkpoint is written: then an epoch that is in the
/// checkpoint has its score, wherever a run is killed.
///
/// @param curve   where to
/// @param probe   takes the score
/// @param encoder what is trained
/// @param every   epochs from one score to the next, at least 1
/// @param epochs  of the whole run
record KnnCurve(CurveFile curve, KnnProbe probe, Layer encoder, int every, int epochs)
        implements Listener {

    private static final String EPOCH = "epoch";
    private static final String KNN = "knn";

    @Override
    public void on(Event event) {
        if (event instanceof Event.EpochDone done
                && (done.epoch() % every == 0 || done.epoch() == epochs)) {
            curve.add(
                    JsonNodeFactory.instance
                            .objectNode()
                            .put(EPOCH, done.epoch())
                            .put(KNN, probe.encoder(encoder).accuracy()));
        }
    }

    /// A file of scores that goes on after some epochs; lines of later ones go.
    static CurveFile reopen(Path file, int epochsDone) {
        return CurveFile.reopen(file, EPOCH, epochsDone);
    }

    /// The scores of a file by epoch, 1 for the first.
    static Map<Integer, Double> read(Path file) {
        return CurveFile.read(file).stream()
                .collect(
                        Collectors.toMap(
                                line -> line.get(EPOCH).asInt(), line -> line.get(KNN).asDouble()));
    }
}
