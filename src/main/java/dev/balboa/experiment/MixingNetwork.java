package dev.balboa.experiment;

import dev.balboa.autograd.Autograd;
import dev.balboa.nn.Layer;
import dev.balboa.nn.LeakyRelu;
import dev.balboa.nn.Linear;
import dev.balboa.nn.Sequential;
import dev.balboa.tensor.Generator;
import dev.balboa.tensor.Scope;
import dev.balboa.tensor.Tensor;

/// What the encoder has to undo: a frozen random network `g` from latents to observations, three
/// linear layers without bias and leaky ReLUs of slope 0.2 between them, each matrix well
/// conditioned so that nothing is lost.
///
/// @param layers linear, activation, linear, activation, linear
record MixingNetwork(Sequential layers) implements Layer {

    private static final double SLOPE = 0.2;

    /// A network whose matrices are drawn by a search.
    static MixingNetwork of(ConditionSearch search, Generator generator) {
        double bound = search.bound(generator);
        return new MixingNetwork(
                Sequential.of(
                        frozen(search, bound, generator),
                        new LeakyRelu(SLOPE),
                        frozen(search, bound, generator),
                        new LeakyRelu(SLOPE),
                        frozen(search, bound, generator)));
    }

    private static Linear frozen(ConditionSearch search, double bound, Generator generator) {
        Linear linear = Linear.of(search.dims(), search.dims(), false, generator);
        linear.requiresGrad(false);
        try (Scope _ = Scope.open()) {
            linear.frozenParameters().get("weight").copy_(search.atMost(bound, generator));
        }
        return linear;
    }

    /// The observations of latents; records no gradient.
    ///
    /// @param x `[N, D]`
    /// @return `[N, D]`
    @Override
    public Tensor forward(Tensor x) {
        return Autograd.noGrad(() -> layers.forward(x));
    }
}
