package dev.balboa.loss;

import dev.balboa.tensor.Device;
import dev.balboa.tensor.Functional;
import dev.balboa.tensor.Operator;
import dev.balboa.tensor.Tensor;
import java.util.List;

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
        return isOwn(full) ? own(full, null) : Functional.normalize(full, 2, 1, LEAST_NORM);
    }

    /// Those of two views, the second's below the first's; in float32 at least.
    ///
    /// @param z0 `[N, D]`
    /// @param z1 `[N, D]`
    /// @return `[2N, D]`
    static Tensor of(Tensor z0, Tensor z1) {
        Tensor first = FullPrecision.of(z0);
        Tensor second = FullPrecision.of(z1);
        return isOwn(first) && isOwn(second) && first.dtype() == second.dtype()
                ? own(first, second)
                : of(Tensor.cat(List.of(first, second), 0));
    }

    private static boolean isOwn(Tensor rows) {
        return rows.device().equals(Device.CPU)
                && rows.dim() == 2
                && !Composed.isWanted(rows.device());
    }

    private static Tensor own(Tensor first, Tensor second) {
        return Operator.of(UNIT_ROWS).call(first, second, LEAST_NORM);
    }
}
