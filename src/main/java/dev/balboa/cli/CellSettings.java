package dev.balboa.cli;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;

/// Everything that decides the scores of one run of a comparison, as it is kept beside them.
///
/// @param config         of the run, as [RunConfig#toJson()] has it
/// @param knnK           neighbours of its kNN score
/// @param knnTemperature of its weights
/// @param knnEvery       epochs between the points of its curve; null where an earlier Balboa did
///     not say
record CellSettings(
        JsonNode config, List<Integer> knnK, List<Double> knnTemperature, Integer knnEvery) {

    private static final ObjectMapper JSON = JsonMapper.builder().build();

    /// @param config   of the run, resolved
    /// @param knn      of its scores
    /// @param knnEvery epochs between the points of its curve
    static CellSettings of(RunConfig config, KnnOptions knn, Integer knnEvery) {
        try {
            return new CellSettings(
                    JSON.readTree(config.toJson()), knn.k, knn.temperature, knnEvery);
        } catch (IOException e) {
            throw new IllegalStateException("a configuration is JSON", e);
        }
    }

    /// Fails where a folder holds a run with other settings, and names the first that differs.
    ///
    /// @param known those of the run; null where an earlier Balboa did not say them
    void requireSame(Path folder, CellSettings known) {
        if (known == null) {
            throw new UsageException(
                    "--out: %s holds a run of an earlier Balboa, whose settings are not known (expected: another folder)"
                            .formatted(folder));
        }
        OwnFolder own = new OwnFolder(folder);
        own.require(known.run(folder), run(folder), OwnFolder::decidesFigures);
        own.require("knn_k", known.knnK, knnK);
        own.require("knn_temperature", known.knnTemperature, knnTemperature);
        if (known.knnEvery != null) {
            own.require("knn_every", known.knnEvery, knnEvery);
        }
    }

    /// Where it was computed, which decides its times.
    String place() {
        JsonNode compute = config.get("compute");
        return "%s, %s threads, %s workers"
                .formatted(
                        compute.get("device").asText(),
                        compute.get("threads").asText(),
                        compute.get("workers").asText());
    }

    /// The run that they describe. What an earlier Balboa did not have has its default.
    private RunConfig run(Path folder) {
        return RunConfig.fromJson("--out: " + folder, config.toString());
    }
}
