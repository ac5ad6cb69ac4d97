package dev.balboa.eval;

import dev.balboa.tensor.Shape;
import dev.balboa.tensor.Tensor;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;

/// Features with the true values of what is to be read from them.
///
/// @param features `[N, D]`, finite
/// @param targets  by name, at least one: `[N, T]`, finite; several columns where a factor has
///     them, such as sine and cosine
public record ReadoutRows(Tensor features, Map<String, Tensor> targets) {

    /// Checks the sizes against each other and copies the map.
    ///
    /// @throws IllegalArgumentException when there is no target, or a size does not fit
    public ReadoutRows {
        targets =
                Collections.unmodifiableMap(
                        new LinkedHashMap<>(Objects.requireNonNull(targets, "targets")));
        if (features.dim() != 2 || features.size(0) < 2 || features.size(1) < 1) {
            throw new IllegalArgumentException(
                    "features: " + features.shape() + " (expected: [N, D] with N >= 2)");
        }
        if (targets.isEmpty()) {
            throw new IllegalArgumentException("targets: {} (expected: at least one)");
        }
        long rows = features.size(0);
        targets.forEach((name, values) -> requireRows(name, values, rows));
    }

    private static void requireRows(String name, Tensor values, long rows) {
        if (values.dim() != 2 || values.size(0) != rows || values.size(1) < 1) {
            throw new IllegalArgumentException(
                    "targets: %s is %s (expected: %s, a row for each of the features)"
                            .formatted(name, values.shape(), Shape.of(rows, values.size(-1))));
        }
    }

    /// Some of the rows, without a copy.
    ///
    /// @param start first of them
    /// @param count how many, at least 2
    /// @return views in the current scope
    public ReadoutRows rows(long start, long count) {
        Map<String, Tensor> part = new LinkedHashMap<>();
        targets.forEach((name, values) -> part.put(name, values.narrow(0, start, count)));
        return new ReadoutRows(features.narrow(0, start, count), part);
    }
}
