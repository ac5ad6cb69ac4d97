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

    /// The same with one more figure, before the others.
    ///
    /// @param name  of the figure
    /// @param value 0-d, without gradient
    /// @return a copy
    public Step with(String name, Tensor value) {
        Map<String, Tensor> more = new LinkedHashMap<>();
        more.put(name, value);
        more.putAll(metrics);
        return new Step(loss, more);
    }
}
