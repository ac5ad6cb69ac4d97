package dev.balboa.optim;

import dev.balboa.tensor.Tensor;
import java.util.List;
import java.util.Map;

/// Changes parameters along their gradients, group by group.
///
/// ```java
/// try (Optimizer optimizer = AdamW.of(AdamW.Config.of(1e-3), parameters, schedule)) {
///     loss.backward();
///     optimizer.step();
///     optimizer.zeroGrad();
/// }
/// ```
///
/// An optimiser owns its state, which lives in no scope, and borrows the parameters, whose tensors
/// must stay the same ones: build it after a module has been moved to its device. Parameters may
/// have any strides and groups may mix element types and devices. Used by one thread at a time.
public sealed interface Optimizer extends AutoCloseable permits Sgd, Adam, AdamW, RmsProp, Lars {

    /// Changes every parameter that has a gradient, and counts one step. A parameter without a
    /// gradient is left alone, its state included. Gradients stay as they are.
    void step();

    /// Drops every gradient; the next backward pass starts from none.
    void zeroGrad();

    /// The learning rate that a group's next step uses.
    ///
    /// @param group one of [#groups()]
    /// @return base rate times the schedule's factor
    double learningRate(ParameterGroup group);

    /// The groups in the order given.
    ///
    /// @return immutable list
    List<ParameterGroup> groups();

    /// Steps taken so far.
    ///
    /// @return at least 0
    long steps();

    /// What the optimiser remembers, under keys such as `exp_avg.layer1.weight`: the name of the
    /// buffer in PyTorch, then the key of the parameter. They are the optimiser's own tensors, not
    /// copies; which ones there are depends on the settings alone.
    ///
    /// @return in the order of the groups; empty when nothing is remembered
    Map<String, Tensor> state();

    /// Continues from a saved state: every value is copied, converted to the buffer's own type.
    /// Nothing changes unless everything fits.
    ///
    /// @param state under exactly the keys of [#state()]; borrowed
    /// @param steps that had been taken, at least 0
    /// @throws IllegalArgumentException naming missing keys, unexpected keys and differing shapes
    void load(Map<String, Tensor> state, long steps);

    /// Frees the state. A second call does nothing.
    @Override
    void close();
}
