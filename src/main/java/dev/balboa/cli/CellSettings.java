package dev.balboa.cli;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonValue;
import java.nio.file.Path;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;

/// Everything that decides the scores of one run of a comparison, by key: the run's configuration
/// but for where it is computed, and the settings of the kNN score.
///
/// @param values by key, such as `optimizer.lr`, as text
record CellSettings(@JsonValue Map<String, String> values) {

    /// Nothing of it changes a result.
    private static final String WHERE = "compute.";

    @JsonCreator
    CellSettings {
        values = new TreeMap<>(values);
    }

    /// @param config of the run, resolved
    /// @param knn    of its scores
    static CellSettings of(RunConfig config, KnnOptions knn) {
        Map<String, String> values = new TreeMap<>();
        Settings.values(config).forEach((key, value) -> values.put(key, value.asText()));
        values.keySet().removeIf(key -> key.startsWith(WHERE) && !key.equals("compute.autocast"));
        values.put("knn_k", knn.k.toString());
        values.put("knn_temperature", knn.temperature.toString());
        return new CellSettings(values);
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
        Map<String, String> all = new TreeMap<>(known.values);
        all.putAll(values);
        for (String key : all.keySet()) {
            String theirs = known.values.get(key);
            String mine = values.get(key);
            if (!Objects.equals(theirs, mine)) {
                throw new UsageException(
                        "--out: %s holds a run with %s = %s, not %s (expected: the settings of the comparison in it, or another folder)"
                                .formatted(folder, key, theirs, mine));
            }
        }
    }
}
