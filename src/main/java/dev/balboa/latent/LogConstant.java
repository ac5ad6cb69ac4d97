package dev.balboa.latent;

import dev.balboa.nn.Module;
import dev.balboa.nn.Parameter;
import dev.balboa.tensor.DType;
import dev.balboa.tensor.Tensor;
import java.util.List;

/// A learned number that is added to a model's log-density, which is not normalised any more.
/// Classification against noise is what gives it a value: at the optimum 0 for a model that was
/// normalised without it.
///
/// Key: `value`, 0-d.
public final class LogConstant implements Module {

    private final Parameter value;

    private LogConstant(double start) {
        this.value = Parameter.trained("value", () -> Tensor.scalar(start, DType.FLOAT32));
    }

    /// A constant with a start value.
    ///
    /// @param start usually 0
    /// @return the constant
    public static LogConstant of(double start) {
        return new LogConstant(start);
    }

    @Override
    public List<Parameter> slots() {
        return List.of(value);
    }

    /// The value itself, not a copy.
    ///
    /// @return 0-d
    public Tensor value() {
        return value.tensor();
    }
}
