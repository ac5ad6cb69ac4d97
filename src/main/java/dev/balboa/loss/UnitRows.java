package dev.balboa.loss;

import dev.balboa.tensor.Functional;
import dev.balboa.tensor.Tensor;

/// Rows brought to length 1, whose products are cosines.
final class UnitRows {

    /// The least norm of PyTorch's `normalize`: a row of zeros stays one.
    private static final double LEAST_NORM = 1e-12;

    private UnitRows() {}

    /// In float32 at least.
    static Tensor of(Tensor rows) {
        return Functional.normalize(FullPrecision.of(rows), 2, 1, LEAST_NORM);
    }
}
