package dev.balboa.cli;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;

/// Everything that decides the scores of one run of a comparison, as it is kept beside them.
///
/// @param config         of the run, as [RunConfig#toJson()] has it
/// @param knnK           neighbours of its kNN score
/// @param knnTemperature of its weights
record CellSettings(JsonNode config, List<Integer> knnK, List<Double> knnTemperature) {

    private static final ObjectMapper JSON = JsonMapper.builder().build();

    /// Where it is computed; but for the precision, nothing of it changes a result.
    private static final String WHERE = "compute.";

    private static final String PRECISION = "compute.autocast";

    /// @param config of the run, resolved
    /// @param knn    of its scores
    static CellSettings of(RunConfig config, KnnOptions knn) {
        try {
            return new CellSettings(JSON.readTree(config.toJson()), knn.k, knn.temperature);
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
        Map<String, String> mine = values(folder);
        known.values(folder)
                .forEach(
                        (key, value) -> {
                            if (!Objects.equals(value, mine.get(key))) {
                                throw new UsageException(
                                        "--out: %s holds a run with %s = %s, not %s (expected: the settings of the comparison in it, or another folder)"
                                                .formatted(folder, key, value, mine.get(key)));
                            }
                        });
    }

    /// By key, such as `optimizer.lr`. What an earlier Balboa did not have has its default.
    private Map<String, String> values(Path folder) {
        Map<String, String> values = new TreeMap<>();
        Settings.values(RunConfig.fromJson("--out: " + folder, config.toString()))
                .forEach((key, value) -> values.put(key, value.asText()));
        values.keySet().removeIf(key -> key.startsWith(WHERE) && !key.equals(PRECISION));
        values.put("knn_k", knnK.toString());
        values.put("knn_temperature", knnTemperature.toString());
        return values;
    }
}
