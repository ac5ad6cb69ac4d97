package dev.balboa.nn;

import dev.balboa.tensor.Functional;
import dev.balboa.tensor.Generator;
import dev.balboa.tensor.Tensor;
import java.util.List;
import java.util.Objects;

/// In training each element is 0 with probability `p`, and the rest is divided by `1 − p`; in
/// evaluation mode the identity. Any shape. No parameters. Srivastava et al., *Dropout*, 2014.
///
/// The masks are those that PyTorch draws from a generator of the same seed, on whatever device the
/// input is: they are drawn on the generator's device and copied to the input's. The generator is
/// borrowed: it must stay open for as long as the layer is trained, and layers that share one draw
/// from it in the order of their calls.
public final class Dropout implements Layer {

    private final double p;
    private final Generator generator;
    private boolean training = true;

    private Dropout(double p, Generator generator) {
        this.p = p;
        this.generator = generator;
    }

    /// A layer in training mode. PyTorch's default for `p` is 0.5.
    ///
    /// @param p         probability of a zero, in [0, 1]
    /// @param generator draws the masks; not used when `p` is 0
    /// @return the layer
    /// @throws IllegalArgumentException when `p` is outside [0, 1]
    public static Dropout of(double p, Generator generator) {
        Check.withinUnit("p", p);
        return new Dropout(p, Objects.requireNonNull(generator, "generator"));
    }

    @Override
    public void mode(boolean train) {
        training = train;
    }

    @Override
    public List<Generator> ownRandomSources() {
        return active() ? List.of(generator) : List.of();
    }

    /// Whether [#forward(Tensor)] draws a mask.
    boolean active() {
        return training && p > 0;
    }

    /// Zeroes elements at random in training.
    ///
    /// @param x any shape, a floating-point type
    /// @return same shape; `x` itself in evaluation mode and when `p` is 0
    @Override
    public Tensor forward(Tensor x) {
        return active() ? Functional.dropout(x, p, true, generator) : x;
    }
}
