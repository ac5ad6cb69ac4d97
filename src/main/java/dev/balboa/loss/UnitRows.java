package dev.balboa.loss;

import dev.balboa.tensor.Device;
import dev.balboa.tensor.Functional;
import dev.balboa.tensor.Operator;
import dev.balboa.tensor.Tensor;

/// Rows brought to length 1, whose products are cosines. On the CPU by an operator of our own that
/// passes over them once forward and once backward (`native/src/unit_rows.cpp`).
final class UnitRows {

    private static final String UNIT_ROWS = "balboa::unit_rows";

    /// The least norm of PyTorch's `normalize`: a row of zeros stays one.
    private static final double LEAST_NORM = 1e-12;

    private UnitRows() {}

    /// In float32 at least.
    static Tensor of(Tensor rows) {
        Tensor full = FullPrecision.of(rows);
        boolean composed =
                !full.device().equals(Device.CPU)
                        || full.dim() != 2
                        || Composed.isWanted(full.device());
        return composed
                ? Functional.normalize(full, 2, 1, LEAST_NORM)
                : Operator.of(UNIT_ROWS).call(full, LEAST_NORM);
    }
}
