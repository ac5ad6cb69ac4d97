package dev.balboa.cli;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonMappingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.MapperFeature;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.PropertyNamingStrategies;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.dataformat.toml.TomlMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;

/// Settings of a run by key (`network.width`), gathered from their defaults, from a file and from
/// flags, each over the one before.
///
/// The keys are those of `config.json`: the components of [RunConfig], or of [FvnceConfig] for
/// fvnce. A key that it does not have is an error that names the nearest.
final class Settings {

    private static final ObjectMapper JSON =
            JsonMapper.builder()
                    .propertyNamingStrategy(PropertyNamingStrategies.SNAKE_CASE)
                    .enable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
                    .enable(DeserializationFeature.FAIL_ON_NULL_FOR_PRIMITIVES)
                    .disable(DeserializationFeature.ACCEPT_FLOAT_AS_INT)
                    .disable(MapperFeature.ALLOW_COERCION_OF_SCALARS)
                    .build();

    private final Map<String, JsonNode> values = new LinkedHashMap<>();
    // where a value comes from, for messages about it
    private final Map<String, String> origins = new TreeMap<>();

    private Settings() {}

    /// The value of every key of a configuration.
    static Map<String, JsonNode> values(Record config) {
        return flat(JSON.valueToTree(config));
    }

    /// The default of every key of a [RunConfig].
    static Settings defaults() {
        return of(RunConfig.DEFAULTS);
    }

    /// The settings of a configuration.
    static Settings of(Record config) {
        Settings settings = new Settings();
        settings.values.putAll(values(config));
        return settings;
    }

    /// What a TOML file says of one key at its top, if anything; other faults of the file show when
    /// it is read as a whole.
    static Optional<String> peek(Path file, String key) {
        try {
            JsonNode value = new TomlMapper().readTree(Files.readString(file)).path(key);
            return Optional.ofNullable(value.isTextual() ? value.asText() : null);
        } catch (IOException _) {
            return Optional.empty();
        }
    }

    /// Puts the settings of a TOML file over these.
    ///
    /// @throws UsageException when it cannot be read, or has a key that is not known
    Settings readToml(Path file) {
        String flag = "--config: " + file;
        try {
            return readToml(flag, Files.readString(file));
        } catch (IOException e) {
            throw new UsageException(flag + " cannot be read (" + e + ")", e);
        }
    }

    /// Puts the settings of a TOML text over these.
    ///
    /// @param origin for messages
    /// @throws UsageException when it is no TOML, or has a key that is not known
    Settings readToml(String origin, String text) {
        try {
            return put(origin, new TomlMapper().readTree(text));
        } catch (JsonProcessingException e) {
            String place = e.getLocation() == null ? "" : ", line " + e.getLocation().getLineNr();
            throw new UsageException(
                    "%s%s: %s (expected: TOML)".formatted(origin, place, e.getOriginalMessage()),
                    e);
        }
    }

    /// Puts settings as [RunConfig#toJson()] writes them over these.
    ///
    /// @throws UsageException when the text is something else
    Settings readJson(String origin, String json) {
        try {
            return put(origin, EarlierKeys.renamed(JSON.readTree(json)));
        } catch (JsonProcessingException e) {
            throw new UsageException(
                    origin + ": not a configuration of balboa: " + e.getOriginalMessage(), e);
        }
    }

    private Settings put(String origin, JsonNode tree) {
        if (!tree.isObject()) {
            throw new UsageException(origin + " (expected: sections with keys)");
        }
        flat(tree)
                .forEach(
                        (key, value) -> {
                            requireKnown(origin, key);
                            values.put(key, value);
                            origins.put(key, origin);
                        });
        return this;
    }

    private void requireKnown(String origin, String key) {
        Set<String> known = known();
        if (!known.contains(key)) {
            String hint =
                    UsageException.nearest(key, known)
                            .map(near -> "did you mean " + near + "?")
                            .orElse("known are " + String.join(", ", known));
            throw new UsageException("%s: unknown key %s (%s)".formatted(origin, key, hint));
        }
    }

    private Set<String> known() {
        Set<String> known = new LinkedHashSet<>(values.keySet());
        known.addAll(MethodFlags.keys());
        return known;
    }

    /// Puts one value over what is there; null leaves it.
    Settings set(String key, Object value) {
        if (!known().contains(key)) {
            throw new IllegalArgumentException(
                    "key: " + key + " (expected: one of the configuration)");
        }
        if (value != null) {
            values.put(key, JSON.valueToTree(value));
            origins.remove(key);
        }
        return this;
    }

    /// The run that these settings describe: what is still open takes the method's defaults.
    ///
    /// @throws UsageException when a value has the wrong type or is out of range
    RunConfig resolve() {
        return read(RunConfig.class).resolved();
    }

    /// As [#resolve()], of a run that is to begin: an option that nothing reads is refused. (The
    /// settings of a run that was saved have all options, and those of a preset suit the published
    /// settings of the others.)
    ///
    /// @throws UsageException also for an option that is given and that nothing reads
    RunConfig resolveNew() {
        RunConfig config = resolve();
        MethodFlags.requireUsed(config.method(), chosen(), config.options());
        return config;
    }

    /// The options that a file or a flag has set, by key without the section.
    Map<String, Object> chosen() {
        Map<String, Object> chosen = new LinkedHashMap<>();
        for (String key : MethodFlags.keys()) {
            if (values.containsKey(key)
                    && !values.get(key).isNull()
                    && !origins.getOrDefault(key, "").startsWith("--preset")) {
                chosen.put(key.substring(MethodFlags.SECTION.length()), values.get(key));
            }
        }
        return chosen;
    }

    /// As [#resolve()], of settings [#of] another kind of run, whose own defaults stay open.
    <T> T read(Class<T> type) {
        ObjectNode tree = JSON.createObjectNode();
        values.forEach((key, value) -> place(tree, key, value));
        try {
            return JSON.treeToValue(tree, type);
        } catch (JsonMappingException e) {
            throw refused(e);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("a tree is not text", e);
        }
    }

    private UsageException refused(JsonMappingException e) {
        for (Throwable cause = e; cause != null; cause = cause.getCause()) {
            if (cause instanceof UsageException own) {
                return own;
            }
        }
        String key =
                e.getPath().stream()
                        .map(JsonMappingException.Reference::getFieldName)
                        .collect(Collectors.joining("."));
        String origin = origins.containsKey(key) ? origins.get(key) + ": " : "";
        return new UsageException(
                "%s%s: %s (%s)".formatted(origin, key, values.get(key), e.getOriginalMessage()), e);
    }

    private static void place(ObjectNode tree, String key, JsonNode value) {
        String[] parts = key.split("\\.", 2);
        if (parts.length == 1) {
            tree.set(key, value);
        } else {
            place(tree.withObjectProperty(parts[0]), parts[1], value);
        }
    }

    /// `{"network": {"width": 16}}` to `network.width` → 16.
    private static Map<String, JsonNode> flat(JsonNode tree) {
        Map<String, JsonNode> found = new LinkedHashMap<>();
        tree.properties()
                .forEach(
                        entry -> {
                            if (entry.getValue().isObject()) {
                                flat(entry.getValue())
                                        .forEach(
                                                (key, value) ->
                                                        found.put(
                                                                entry.getKey() + "." + key, value));
                            } else {
                                found.put(entry.getKey(), entry.getValue());
                            }
                        });
        return found;
    }
}
