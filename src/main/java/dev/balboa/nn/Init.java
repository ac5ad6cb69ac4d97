package dev.balboa.nn;

import dev.balboa.autograd.Autograd;
import dev.balboa.tensor.Generator;
import dev.balboa.tensor.Linalg;
import dev.balboa.tensor.Random;
import dev.balboa.tensor.Scope;
import dev.balboa.tensor.Shape;
import dev.balboa.tensor.Tensor;
import java.util.List;

/// Initial values of parameters: the functions of `torch.nn.init`, drawn in the order and by the
/// operators that PyTorch uses, so that a generator of the same seed gives the same values.
///
/// Each fills a tensor in place, without recording, and returns it: a parameter of a layer can be
/// given as it is.
///
/// ```java
/// Init.truncNormal_(layer.parameters().get("weight"), 0, 0.02, -2, 2, generator);
/// ```
///
/// For a weight `[out, in, …]` the fan in is `in` and the fan out `out`, each times the number of
/// elements of the kernel.
public final class Init {

    private Init() {}

    /// PyTorch's default for linear and convolution weights and biases: Kaiming uniform with `a =
    /// √5`, which is `U(−1/√fanIn, 1/√fanIn)`. A new float32 tensor on the CPU.
    static Tensor uniform(Shape shape, long fanIn, Generator generator) {
        double bound = 1 / Math.sqrt(fanIn);
        return Random.uniform_(Tensor.empty(shape), -bound, bound, generator);
    }

    /// Kaiming normal for a ReLU network, `N(0, 2 / fan)`. A new float32 tensor on the CPU.
    static Tensor kaimingNormal(Shape shape, long fan, Generator generator) {
        return Random.normal_(Tensor.empty(shape), 0, Math.sqrt(2.0 / fan), generator);
    }

    /// Fills with numbers from `U(a, b)`.
    ///
    /// @param tensor    any shape
    /// @param a         lower bound
    /// @param b         upper bound
    /// @param generator the source
    /// @return the tensor
    public static Tensor uniform_(Tensor tensor, double a, double b, Generator generator) {
        return Autograd.noGrad(() -> Random.uniform_(tensor, a, b, generator));
    }

    /// Fills with numbers from `N(mean, std²)`.
    ///
    /// @param tensor    any shape
    /// @param mean      mean
    /// @param std       standard deviation, at least 0
    /// @param generator the source
    /// @return the tensor
    public static Tensor normal_(Tensor tensor, double mean, double std, Generator generator) {
        return Autograd.noGrad(() -> Random.normal_(tensor, mean, std, generator));
    }

    /// Fills with numbers from `N(mean, std²)` within bounds, by the inverse of the distribution
    /// function. Works best with `mean` inside the bounds.
    ///
    /// @param tensor    any shape
    /// @param mean      mean before truncation
    /// @param std       standard deviation before truncation, more than 0
    /// @param a         lower bound
    /// @param b         upper bound, more than `a`
    /// @param generator the source
    /// @return the tensor
    /// @throws IllegalArgumentException when `std` or the bounds are out of range
    public static Tensor truncNormal_(
            Tensor tensor, double mean, double std, double a, double b, Generator generator) {
        if (!(std > 0)) {
            throw new IllegalArgumentException("std: " + std + " (expected: > 0)");
        }
        if (!(a < b)) {
            throw new IllegalArgumentException("b: " + b + " (expected: more than a " + a + ")");
        }
        return Autograd.noGrad(
                () -> {
                    double low = 2 * normalCdf((a - mean) / std) - 1;
                    double high = 2 * normalCdf((b - mean) / std) - 1;
                    Random.uniform_(tensor, low, high, generator);
                    try (Scope _ = Scope.open()) {
                        tensor.copy_(tensor.erfinv());
                    }
                    return tensor.mul_(std * Math.sqrt(2)).add_(mean).clamp_(a, b);
                });
    }

    /// `Φ(x)`, by libtorch's error function: Java has none.
    private static double normalCdf(double x) {
        try (Scope _ = Scope.open()) {
            return (1 + Tensor.of(new double[] {x / Math.sqrt(2)}).erf().item()) / 2;
        }
    }

    /// Fills with one value.
    ///
    /// @param tensor any shape
    /// @param value  the value
    /// @return the tensor
    public static Tensor constant_(Tensor tensor, double value) {
        return Autograd.noGrad(() -> tensor.fill_(value));
    }

    /// Fills with 1.
    ///
    /// @param tensor any shape
    /// @return the tensor
    public static Tensor ones_(Tensor tensor) {
        return constant_(tensor, 1);
    }

    /// Fills with 0.
    ///
    /// @param tensor any shape
    /// @return the tensor
    public static Tensor zeros_(Tensor tensor) {
        return constant_(tensor, 0);
    }

    /// Fills with 1 on the diagonal and 0 elsewhere.
    ///
    /// @param tensor `[n, m]`
    /// @return the tensor
    /// @throws IllegalArgumentException when the tensor is no matrix
    public static Tensor eye_(Tensor tensor) {
        if (tensor.dim() != 2) {
            throw InputCheck.unexpected("Init.eye_", tensor, "[n, m]");
        }
        return Autograd.noGrad(
                () -> {
                    tensor.zero_();
                    try (Scope _ = Scope.open()) {
                        tensor.diagonal(0).fill_(1);
                    }
                    return tensor;
                });
    }

    /// `U(−b, b)` with `b = gain · √(6 / (fanIn + fanOut))`. Glorot and Bengio 2010.
    ///
    /// @param tensor    at least two dimensions
    /// @param gain      see [Nonlinearity#gain()]; 1 by default
    /// @param generator the source
    /// @return the tensor
    /// @throws IllegalArgumentException when there are fewer than two dimensions
    public static Tensor xavierUniform_(Tensor tensor, double gain, Generator generator) {
        double std = xavierStd("Init.xavierUniform_", tensor, gain);
        double bound = Math.sqrt(3) * std;
        return uniform_(tensor, -bound, bound, generator);
    }

    /// `N(0, gain² · 2 / (fanIn + fanOut))`. Glorot and Bengio 2010.
    ///
    /// @param tensor    at least two dimensions
    /// @param gain      see [Nonlinearity#gain()]; 1 by default
    /// @param generator the source
    /// @return the tensor
    /// @throws IllegalArgumentException when there are fewer than two dimensions
    public static Tensor xavierNormal_(Tensor tensor, double gain, Generator generator) {
        return normal_(tensor, 0, xavierStd("Init.xavierNormal_", tensor, gain), generator);
    }

    private static double xavierStd(String owner, Tensor tensor, double gain) {
        long fans = FanMode.FAN_IN.of(owner, tensor) + FanMode.FAN_OUT.of(owner, tensor);
        return gain * Math.sqrt(2.0 / fans);
    }

    /// `U(−b, b)` with `b = gain · √(3 / fan)`. He et al. 2015. PyTorch's defaults are `FAN_IN` and
    /// `Nonlinearity.leakyRelu(0)`.
    ///
    /// @param tensor       at least two dimensions
    /// @param mode         which fan: in keeps the variance of activations, out that of gradients
    /// @param nonlinearity what follows the layer
    /// @param generator    the source
    /// @return the tensor
    /// @throws IllegalArgumentException when there are fewer than two dimensions
    public static Tensor kaimingUniform_(
            Tensor tensor, FanMode mode, Nonlinearity nonlinearity, Generator generator) {
        long fan = mode.of("Init.kaimingUniform_", tensor);
        double bound = Math.sqrt(3) * (nonlinearity.gain() / Math.sqrt(fan));
        return uniform_(tensor, -bound, bound, generator);
    }

    /// `N(0, gain² / fan)`. He et al. 2015. PyTorch's defaults are `FAN_IN` and
    /// `Nonlinearity.leakyRelu(0)`.
    ///
    /// @param tensor       at least two dimensions
    /// @param mode         which fan: in keeps the variance of activations, out that of gradients
    /// @param nonlinearity what follows the layer
    /// @param generator    the source
    /// @return the tensor
    /// @throws IllegalArgumentException when there are fewer than two dimensions
    public static Tensor kaimingNormal_(
            Tensor tensor, FanMode mode, Nonlinearity nonlinearity, Generator generator) {
        long fan = mode.of("Init.kaimingNormal_", tensor);
        return normal_(tensor, 0, nonlinearity.gain() / Math.sqrt(fan), generator);
    }

    /// A (semi-)orthogonal matrix times `gain`, of the tensor seen as `[n, rest]`: the rows are
    /// orthonormal where there are no more of them than columns, else the columns. Saxe et al.
    /// 2013.
    ///
    /// @param tensor    at least two dimensions
    /// @param gain      factor, 1 by default
    /// @param generator the source
    /// @return the tensor
    /// @throws IllegalArgumentException when there are fewer than two dimensions
    public static Tensor orthogonal_(Tensor tensor, double gain, Generator generator) {
        if (tensor.dim() < 2) {
            throw InputCheck.unexpected("Init.orthogonal_", tensor, "at least two dimensions");
        }
        if (tensor.numel() == 0) {
            return tensor;
        }
        return Autograd.noGrad(
                () -> {
                    try (Scope _ = Scope.open()) {
                        tensor.copy_(orthogonal(tensor, generator).reshape(tensor.shape()));
                    }
                    return tensor.mul_(gain);
                });
    }

    private static Tensor orthogonal(Tensor like, Generator generator) {
        long rows = like.size(0);
        Shape flat = Shape.of(rows, like.numel() / rows);
        Tensor draws =
                Random.normal_(Tensor.empty(flat, like.dtype(), like.device()), 0, 1, generator);
        boolean wide = rows < flat.get(1);
        List<Tensor> factors = Linalg.qr(wide ? draws.t() : draws);
        // The signs of the diagonal of r make q uniform among the orthogonal matrices.
        Tensor q = factors.get(0).mul(factors.get(1).diagonal(0).sign());
        return wide ? q.t() : q;
    }

    /// Which number of connections sets the scale.
    public enum FanMode {
        /// Inputs of one output value.
        FAN_IN(1),
        /// Outputs that one input value reaches, groups not considered, as in PyTorch.
        FAN_OUT(0);

        private final int axis;

        FanMode(int axis) {
            this.axis = axis;
        }

        private long of(String owner, Tensor tensor) {
            if (tensor.dim() < 2) {
                throw InputCheck.unexpected(owner, tensor, "at least two dimensions");
            }
            long kernel = 1;
            for (int i = 2; i < tensor.dim(); i++) {
                kernel *= tensor.size(i);
            }
            return tensor.size(axis) * kernel;
        }
    }

    /// What follows a layer, and the factor of the initial values that keeps the variance through
    /// it: `torch.nn.init.calculate_gain`.
    ///
    /// @param name PyTorch's name
    /// @param gain the factor
    public record Nonlinearity(String name, double gain) {

        /// Nothing: 1.
        public static final Nonlinearity LINEAR = new Nonlinearity("linear", 1);

        /// Sigmoid: 1.
        public static final Nonlinearity SIGMOID = new Nonlinearity("sigmoid", 1);

        /// Hyperbolic tangent: 5/3.
        public static final Nonlinearity TANH = new Nonlinearity("tanh", 5.0 / 3);

        /// ReLU: √2.
        public static final Nonlinearity RELU = new Nonlinearity("relu", Math.sqrt(2));

        /// SELU: 3/4.
        public static final Nonlinearity SELU = new Nonlinearity("selu", 0.75);

        /// Leaky ReLU: `√(2 / (1 + slope²))`.
        ///
        /// @param negativeSlope slope below 0; PyTorch's layer has 0.01
        /// @return the nonlinearity
        public static Nonlinearity leakyRelu(double negativeSlope) {
            return new Nonlinearity(
                    "leaky_relu", Math.sqrt(2 / (1 + negativeSlope * negativeSlope)));
        }
    }
}
