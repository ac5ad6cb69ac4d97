package dev.balboa.reliability;

import dev.balboa.tensor.DType;
import dev.balboa.tensor.Operator;
import dev.balboa.tensor.Shape;
import dev.balboa.tensor.Tensor;
import java.util.List;
import java.util.random.RandomGenerator;

/// Draws small tensors: empty, scalar, transposed, expanded, stepped, conjugated, wrong in value
/// and type; also results of earlier calls.
final class RandomTensors {

    private static final long[][] SIZES = {
        {},
        {0},
        {1},
        {3},
        {4},
        {2, 3},
        {3, 3},
        {3, 2},
        {0, 3},
        {2, 0, 3},
        {2, 3, 4},
        {1, 2, 4, 4},
        {2, 3, 4, 4},
        {1, 1, 3, 3, 3}
    };
    private static final double FROM_POOL = 0.4;

    private final RandomGenerator random;
    private final List<Tensor> pool;

    RandomTensors(RandomGenerator random, List<Tensor> pool) {
        this.random = random;
        this.pool = pool;
    }

    long[] sizes() {
        return SIZES[random.nextInt(SIZES.length)];
    }

    Tensor next() {
        if (!pool.isEmpty() && random.nextDouble() < FROM_POOL) {
            return pool.get(random.nextInt(pool.size()));
        }
        return view(fresh());
    }

    private Tensor fresh() {
        Shape shape = Shape.of(sizes());
        Tensor values =
                switch (random.nextInt(6)) {
                    case 0 -> Tensor.full(shape, Double.NaN);
                    case 1 -> Tensor.full(shape, 1e30);
                    case 2 -> Tensor.zeros(shape);
                    default -> ramp(shape);
                };
        DType dtype = dtype();
        return dtype == DType.FLOAT32 ? values : values.to(dtype);
    }

    /// Values from -2 up in steps that give small integers or halves.
    private Tensor ramp(Shape shape) {
        double step = random.nextBoolean() ? 1 : 0.5;
        double first = random.nextInt(-2, 2);
        return Tensor.arange(first, first + step * shape.numel() - step / 2, step, DType.FLOAT32)
                .reshape(shape.toArray());
    }

    private DType dtype() {
        return switch (random.nextInt(10)) {
            case 0, 1, 2, 3 -> DType.FLOAT32;
            case 4 -> DType.FLOAT64;
            case 5, 6 -> DType.INT64;
            default -> DType.values()[random.nextInt(DType.values().length)];
        };
    }

    private Tensor view(Tensor tensor) {
        int last = tensor.dim() - 1;
        return switch (random.nextInt(10)) {
            case 0 -> last >= 1 ? tensor.transpose(0, last) : tensor;
            case 1 -> last >= 0 && tensor.size(last) > 1 ? stepped(tensor, last) : tensor;
            case 2 -> tensor.numel() == 1 ? tensor.reshape(1).expand(3) : tensor;
            case 3 -> tensor.dtype().isComplex() ? Operator.of("aten::_conj").call(tensor) : tensor;
            case 4 -> tensor.dtype().isFloatingPoint() ? tensor.requiresGrad_(true) : tensor;
            default -> tensor;
        };
    }

    private static Tensor stepped(Tensor tensor, int dim) {
        return Operator.of("aten::slice.Tensor").call(tensor, dim, 0, null, 2);
    }
}
