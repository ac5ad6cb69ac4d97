package dev.balboa.cli;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.balboa.eval.KnnProbe;
import dev.balboa.nn.Layer;
import dev.balboa.train.Event;
import dev.balboa.train.Listener;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;

/// The kNN score after each epoch, a line each: `{"epoch":3,"knn":0.41}`. Its time is not among the
/// seconds of an epoch.
///
/// @param file    where to
/// @param probe   takes the score
/// @param encoder what is trained
record KnnCurve(Path file, KnnProbe probe, Layer encoder) implements Listener {

    private static final ObjectMapper JSON = JsonMapper.builder().build();

    /// A curve that goes on after some epochs; lines of later ones go.
    static KnnCurve open(Path file, int epochsDone, KnnProbe probe, Layer encoder) {
        try {
            List<String> kept = new ArrayList<>();
            if (Files.exists(file)) {
                for (String line : Files.readAllLines(file)) {
                    // one that was cut short belongs to an epoch that is done again
                    if (line.endsWith("}")
                            && JSON.readTree(line).get("epoch").asInt() <= epochsDone) {
                        kept.add(line);
                    }
                }
            }
            Files.write(file, kept);
            return new KnnCurve(file, probe, encoder);
        } catch (IOException e) {
            throw new UncheckedIOException(file + ": cannot be continued", e);
        }
    }

    @Override
    public void on(Event event) {
        if (event instanceof Event.EpochDone done) {
            String line =
                    JSON.createObjectNode()
                            .put("epoch", done.epoch())
                            .put("knn", probe.encoder(encoder).accuracy())
                            .toString();
            try {
                Files.writeString(
                        file, line + "\n", StandardOpenOption.APPEND, StandardOpenOption.CREATE);
            } catch (IOException e) {
                throw new UncheckedIOException(file + ": cannot be written", e);
            }
        }
    }

    /// The scores of a file, from the first epoch on.
    static List<Double> read(Path file) {
        try {
            List<Double> scores = new ArrayList<>();
            for (String line : Files.readAllLines(file)) {
                JsonNode node = JSON.readTree(line);
                scores.add(node.get("knn").asDouble());
            }
            return scores;
        } catch (IOException e) {
            throw new UncheckedIOException(file + ": cannot be read", e);
        }
    }
}
