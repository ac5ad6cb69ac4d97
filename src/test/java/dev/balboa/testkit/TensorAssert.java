package dev.balboa.testkit;

import dev.balboa.tensor.DType;
import dev.balboa.tensor.Shape;
import dev.balboa.tensor.Tensor;
import org.assertj.core.api.AbstractAssert;

/// AssertJ assertions on tensors; failures show both.
public final class TensorAssert extends AbstractAssert<TensorAssert, Tensor> {
    private TensorAssert(Tensor actual) {
        super(actual, TensorAssert.class);
    }

    /// Starts an assertion.
    public static TensorAssert assertThat(Tensor actual) {
        return new TensorAssert(actual);
    }

    /// The sizes are these.
    public TensorAssert hasShape(long... sizes) {
        isNotNull();
        if (!actual.shape().equals(Shape.of(sizes))) {
            failWithMessage("expected shape %s, got %s", Shape.of(sizes), actual);
        }
        return this;
    }

    /// The element type is this.
    public TensorAssert hasDType(DType dtype) {
        isNotNull();
        if (actual.dtype() != dtype) failWithMessage("expected %s, got %s", dtype, actual);
        return this;
    }

    /// The elements in row order are exactly these, as doubles; NaN equals NaN.
    public TensorAssert hasValues(double... expected) {
        return isCloseTo(expected, 0, 0);
    }

    /// The elements in row order are within `1e-6 + 1e-6 |expected|` of these.
    public TensorAssert isCloseTo(double... expected) {
        return isCloseTo(expected, 1e-6, 1e-6);
    }

    /// The elements in row order are within `atol + rtol |expected|` of these; NaN equals NaN.
    public TensorAssert isCloseTo(double[] expected, double rtol, double atol) {
        isNotNull();
        double[] values = actual.toDoubleArray();
        if (values.length != expected.length) {
            failWithMessage("expected %d elements, got %s", expected.length, actual);
        }
        for (int i = 0; i < values.length; i++) {
            boolean same = Double.compare(values[i], expected[i]) == 0 || values[i] == expected[i];
            if (same || Math.abs(values[i] - expected[i]) <= atol + rtol * Math.abs(expected[i]))
                continue;
            failWithMessage(
                    "element %d: expected %s, got %s in %s", i, expected[i], values[i], actual);
        }
        return this;
    }

    /// Shape, type and values are those of another tensor, within `atol + rtol |expected|`.
    public TensorAssert isCloseTo(Tensor expected, double rtol, double atol) {
        hasShape(expected.shape().toArray());
        hasDType(expected.dtype());
        return isCloseTo(expected.toDoubleArray(), rtol, atol);
    }
}
