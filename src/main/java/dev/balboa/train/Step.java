package dev.balboa.train;

import dev.balboa.tensor.Tensor;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;

/// What an objective makes of one batch.
///
/// @param loss    0-d, differentiable
/// @param metrics 0-d tensors without gradient, by name; the loop reports their mean over an epoch
public record Step(Tensor loss, Map<String, Tensor> metrics) {

    /// Copies the map and keeps its order.
    public Step {
        Objects.requireNonNull(loss, "loss");
        metrics = Collections.unmodifiableMap(new LinkedHashMap<>(metrics));
    }
}
