package dev.balboa.latent;

import dev.balboa.nn.Identity;
import dev.balboa.nn.Linear;
import dev.balboa.nn.Parameter;
import dev.balboa.tensor.DType;
import dev.balboa.tensor.Generator;
import dev.balboa.tensor.Scope;
import dev.balboa.tensor.Shape;
import dev.balboa.tensor.Tensor;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/// `x = a z + b + s ε` in one dimension, in float64: the latent-variable model whose likelihood and
/// posterior are known, `N(b, a² + s²)` and `N(a (x − b) / (a² + s²), s² / (a² + s²))`.
record LinearGaussian(double a, double b, double s) {

    double variance() {
        return a * a + s * s;
    }

    double logLikelihood(double x) {
        return -0.5 * ((x - b) * (x - b) / variance() + Math.log(2 * Math.PI * variance()));
    }

    /// With the posterior as encoder, but for a shift of its mean and a factor of its variance.
    LatentVariableModel model(double shift, double wider, boolean normalised) {
        try (Scope _ = Scope.open();
                Generator generator = Generator.of(0)) {
            GaussianEncoder encoder =
                    new GaussianEncoder(
                            new Identity(), Linear.of(1, 1, generator), Linear.of(1, 1, generator));
            GaussianDecoder decoder =
                    new GaussianDecoder(
                            Linear.of(1, 1, false, generator),
                            Parameter.trained("offset", () -> Tensor.zeros(Shape.of(1))),
                            Parameter.trained("logVariance", () -> Tensor.zeros(Shape.of(1))));
            LatentVariableModel model =
                    new LatentVariableModel(
                            encoder,
                            decoder,
                            normalised ? Optional.empty() : Optional.of(LogConstant.of(0)));
            model.to(DType.FLOAT64);
            Map<String, Tensor> state = new LinkedHashMap<>(model.stateDict());
            state.put("encoder.mean.weight", matrix(a / variance()));
            state.put("encoder.mean.bias", vector(shift - a * b / variance()));
            state.put("encoder.logVariance.weight", matrix(0));
            state.put("encoder.logVariance.bias", vector(Math.log(wider * s * s / variance())));
            state.put("decoder.network.weight", matrix(a));
            state.put("decoder.offset", vector(b));
            state.put("decoder.logVariance", vector(2 * Math.log(s)));
            model.loadStateDict(state);
            return model;
        }
    }

    private static Tensor matrix(double value) {
        return Tensor.of(new double[] {value}, Shape.of(1, 1));
    }

    private static Tensor vector(double value) {
        return Tensor.of(value);
    }
}
