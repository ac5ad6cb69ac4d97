package dev.balboa.eval;

import dev.balboa.tensor.DType;
import dev.balboa.tensor.Shape;
import dev.balboa.tensor.Tensor;

/// Brings each feature to mean 0 and deviation 1 over the rows it is made from; constant features
/// become 0.
///
/// @param mean  float64 `[D]`
/// @param scale float64 `[D]`, above 0
record Standardization(Tensor mean, Tensor scale) {

    /// A deviation below this share of the mean is rounding: the feature is constant.
    private static final double ROUNDING = 1e-7;

    /// @param x float64 `[N, D]`
    static Standardization of(Tensor x) {
        Tensor mean = x.mean(false, 0);
        Tensor deviation = x.std(false, false, 0);
        Tensor varies = deviation.gt(mean.abs().mul(ROUNDING));
        return new Standardization(
                mean, Tensor.where(varies, deviation, Tensor.onesLike(deviation)));
    }

    /// Leaves features as they are.
    ///
    /// @param x float64 `[N, D]`
    static Standardization none(Tensor x) {
        Tensor mean = Tensor.zeros(Shape.of(x.size(1)), DType.FLOAT64, x.device());
        return new Standardization(mean, Tensor.onesLike(mean));
    }

    /// @param x float64 `[N, D]`
    Tensor apply(Tensor x) {
        return x.sub(mean).div(scale);
    }

    /// The classifier of features as they are: `W (x − μ) / σ + b = (W / σ) x + b − (W / σ) μ`.
    ///
    /// @param weight float64 `[classes, D]`, learned on standardised features
    /// @param bias   float64 `[classes]`
    LinearClassifier unscaled(Tensor weight, Tensor bias) {
        Tensor unscaled = weight.div(scale);
        return new LinearClassifier(unscaled, bias.sub(unscaled.mv(mean)));
    }
}
