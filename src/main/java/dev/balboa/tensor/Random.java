package dev.balboa.tensor;

/// Random tensors. The source is always an argument: the same seed gives the same numbers as
/// PyTorch's.
public final class Random {
    private static final Operator RAND = Operator.lazy("aten::rand.generator");
    private static final Operator RANDN = Operator.lazy("aten::randn.generator");
    private static final Operator RANDINT = Operator.lazy("aten::randint.low_generator");
    private static final Operator RANDPERM = Operator.lazy("aten::randperm.generator");
    private static final Operator BERNOULLI = Operator.lazy("aten::bernoulli");
    private static final Operator MULTINOMIAL = Operator.lazy("aten::multinomial");
    private static final Operator NORMAL_INPLACE = Operator.lazy("aten::normal_");
    private static final Operator UNIFORM_INPLACE = Operator.lazy("aten::uniform_");

    private Random() {}

    /// Uniform on [0, 1), float32, on the generator's device.
    public static Tensor rand(Shape shape, Generator generator) {
        return make(RAND.frame().add(shape.sizes()), DType.FLOAT32, generator);
    }

    /// Standard normal, float32, on the generator's device.
    public static Tensor randn(Shape shape, Generator generator) {
        return randn(shape, DType.FLOAT32, generator);
    }

    /// Standard normal, on the generator's device.
    public static Tensor randn(Shape shape, DType dtype, Generator generator) {
        return make(RANDN.frame().add(shape.sizes()), dtype, generator);
    }

    /// Integers from `low` to before `high`, int64.
    public static Tensor randint(long low, long high, Shape shape, Generator generator) {
        return make(RANDINT.frame().add(low).add(high).add(shape.sizes()), DType.INT64, generator);
    }

    /// 0 to n - 1 in random order, int64 `[n]`.
    public static Tensor randperm(long n, Generator generator) {
        return make(RANDPERM.frame().add(n), DType.INT64, generator);
    }

    private static Tensor make(Frame frame, DType dtype, Generator generator) {
        return frame.add(generator).add(dtype).addNone().add(generator.device()).tensor();
    }

    /// 1 with each element's probability, else 0.
    public static Tensor bernoulli(Tensor probabilities, Generator generator) {
        return BERNOULLI.frame().add(probabilities).add(generator).tensor();
    }

    /// Places drawn in proportion to the weights of each row: `[n]` or `[m, n]` to int64 `[count]`
    /// or `[m, count]`.
    public static Tensor multinomial(
            Tensor weights, long count, boolean replacement, Generator generator) {
        return MULTINOMIAL.frame().add(weights).add(count).add(replacement).add(generator).tensor();
    }

    /// Fills a tensor with normal numbers, in place.
    ///
    /// @return the tensor
    public static Tensor normal_(Tensor tensor, double mean, double std, Generator generator) {
        return NORMAL_INPLACE.frame().add(tensor).add(mean).add(std).add(generator).inPlace(tensor);
    }

    /// Fills a tensor with uniform numbers from [low, high), in place.
    ///
    /// @return the tensor
    public static Tensor uniform_(Tensor tensor, double low, double high, Generator generator) {
        return UNIFORM_INPLACE
                .frame()
                .add(tensor)
                .add(low)
                .add(high)
                .add(generator)
                .inPlace(tensor);
    }
}
