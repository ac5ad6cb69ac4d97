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
    private static final Operator NORMAL_TENSOR_TENSOR =
            Operator.lazy("aten::normal.Tensor_Tensor");
    private static final Operator POISSON = Operator.lazy("aten::poisson");
    private static final Operator BINOMIAL = Operator.lazy("aten::binomial");
    private static final Operator STANDARD_GAMMA = Operator.lazy("aten::_standard_gamma");
    private static final Operator BERNOULLI_INPLACE_FLOAT = Operator.lazy("aten::bernoulli_.float");
    private static final Operator EXPONENTIAL_INPLACE = Operator.lazy("aten::exponential_");
    private static final Operator LOG_NORMAL_INPLACE = Operator.lazy("aten::log_normal_");
    private static final Operator CAUCHY_INPLACE = Operator.lazy("aten::cauchy_");
    private static final Operator GEOMETRIC_INPLACE = Operator.lazy("aten::geometric_");
    private static final Operator RANDOM_INPLACE_FROM = Operator.lazy("aten::random_.from");

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

    /// Uniform on [0, 1), on the generator's device.
    public static Tensor rand(Shape shape, DType dtype, Generator generator) {
        return make(RAND.frame().add(shape.sizes()), dtype, generator);
    }

    /// Normal with the mean and deviation of each place, with broadcasting.
    ///
    /// @throws TorchException if a deviation is negative
    public static Tensor normal(Tensor mean, Tensor std, Generator generator) {
        return NORMAL_TENSOR_TENSOR.frame().add(mean).add(std).add(generator).tensor();
    }

    /// Poisson with the rate of each place, in the type of `rates`.
    public static Tensor poisson(Tensor rates, Generator generator) {
        return POISSON.frame().add(rates).add(generator).tensor();
    }

    /// How many of `count` attempts succeed that have `probability` each; floating.
    public static Tensor binomial(Tensor count, Tensor probability, Generator generator) {
        return BINOMIAL.frame().add(count).add(probability).add(generator).tensor();
    }

    /// Gamma with the shape parameter of each place and scale 1.
    public static Tensor standardGamma(Tensor concentration, Generator generator) {
        return STANDARD_GAMMA.frame().add(concentration).add(generator).tensor();
    }

    /// 1 with probability `p`, else 0, in place.
    ///
    /// @return the tensor
    public static Tensor bernoulli_(Tensor tensor, double p, Generator generator) {
        return BERNOULLI_INPLACE_FLOAT.frame().add(tensor).add(p).add(generator).inPlace(tensor);
    }

    /// Fills a tensor with exponential numbers of rate `lambda`, in place.
    ///
    /// @return the tensor
    public static Tensor exponential_(Tensor tensor, double lambda, Generator generator) {
        return EXPONENTIAL_INPLACE.frame().add(tensor).add(lambda).add(generator).inPlace(tensor);
    }

    /// Fills a tensor with `e^n`, n normal with `mean` and `std`, in place.
    ///
    /// @return the tensor
    public static Tensor logNormal_(Tensor tensor, double mean, double std, Generator generator) {
        return LOG_NORMAL_INPLACE
                .frame()
                .add(tensor)
                .add(mean)
                .add(std)
                .add(generator)
                .inPlace(tensor);
    }

    /// Fills a tensor with Cauchy numbers around `median`, half of them within `sigma`, in place.
    ///
    /// @return the tensor
    public static Tensor cauchy_(Tensor tensor, double median, double sigma, Generator generator) {
        return CAUCHY_INPLACE
                .frame()
                .add(tensor)
                .add(median)
                .add(sigma)
                .add(generator)
                .inPlace(tensor);
    }

    /// Fills a tensor with the number of attempts until the first success, at least 1, in place.
    ///
    /// @param p the probability of success, in (0, 1)
    /// @return the tensor
    public static Tensor geometric_(Tensor tensor, double p, Generator generator) {
        return GEOMETRIC_INPLACE.frame().add(tensor).add(p).add(generator).inPlace(tensor);
    }

    /// Fills a tensor with integers from `low` to before `high`, in place.
    ///
    /// @return the tensor
    public static Tensor random_(Tensor tensor, long low, long high, Generator generator) {
        return RANDOM_INPLACE_FROM
                .frame()
                .add(tensor)
                .add(low)
                .add(high)
                .add(generator)
                .inPlace(tensor);
    }
}
