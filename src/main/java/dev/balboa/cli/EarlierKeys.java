package dev.balboa.cli;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.balboa.ssl.Methods;

/// Brings the configuration of an earlier Balboa's run to today's keys, so that the run can still
/// be evaluated and resumed.
final class EarlierKeys {

    private EarlierKeys() {}

    /// Moves what is an option of the method by now into `options`. Earlier files had these keys
    /// for every method; where they meant nothing they are dropped.
    static JsonNode renamed(JsonNode tree) {
        if (tree instanceof ObjectNode config) {
            move(config, "loss", "temperature");
            move(config, "optimizer", "predictor_lr");
            config.remove("loss");
            if (config.path("network").isObject()
                    && config.path("network").path("stem").isMissingNode()) {
                config.withObjectProperty("network").put("stem", "cifar"); // there was no other
            }
        }
        return tree;
    }

    private static void move(ObjectNode config, String section, String key) {
        JsonNode value = config.path(section).path(key);
        if (value.isMissingNode()) {
            return;
        }
        ((ObjectNode) config.get(section)).remove(key);
        String method = config.path("method").asText(RunConfig.DEFAULTS.method());
        boolean known = Methods.names().contains(method);
        if (known && Methods.get(method).option(key.replace('_', '-')).isPresent()) {
            config.withObjectProperty("options").set(key, value);
        }
    }
}
