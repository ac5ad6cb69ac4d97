package dev.balboa.cli;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.file.Path;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.function.Predicate;

/// Whether the folder of one run among several holds that run, and not one with other settings,
/// which would be taken for it.
///
/// @param folder of the run
record OwnFolder(Path folder) {

    /// Where it is computed.
    private static final String WHERE = "compute.";

    private static final String PRECISION = "compute.autocast";

    /// What decides the figures of a run, but not how long it takes: of where it is computed, the
    /// precision.
    static boolean decidesFigures(String key) {
        return !key.startsWith(WHERE) || key.equals(PRECISION);
    }

    /// Fails where two configurations differ in something that decides a result, and names the
    /// first such setting.
    ///
    /// @param known    of the run in the folder
    /// @param wanted   of the run that is to be in it
    /// @param compared of which keys, such as `optimizer.lr`
    void require(RunConfig known, RunConfig wanted, Predicate<String> compared) {
        Map<String, JsonNode> mine = Settings.values(wanted);
        new TreeMap<>(Settings.values(known))
                .forEach(
                        (key, value) -> {
                            if (compared.test(key)) {
                                require(key, value, mine.get(key));
                            }
                        });
    }

    /// Fails where one setting is another.
    void require(String key, Object known, Object wanted) {
        if (!Objects.equals(known, wanted)) {
            throw new UsageException(
                    "--out: %s (expected: the settings of what is in it, or another folder; it holds a run with %s = %s, not %s)"
                            .formatted(folder, key, known, wanted));
        }
    }
}
