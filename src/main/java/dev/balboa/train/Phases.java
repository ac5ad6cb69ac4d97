package dev.balboa.train;

/// Names of the phases of a training step, in profiles; see [dev.balboa.tensor.Phase]. What the
/// loader does has names in [dev.balboa.data.Epoch].
public final class Phases {

    /// A step as a whole.
    public static final String STEP = "step";

    /// The batch on its way to the device.
    public static final String TRANSFER = "transfer";

    /// The loss and what it is computed from, until its value is known.
    public static final String FORWARD = "forward";

    /// The gradients.
    public static final String BACKWARD = "backward";

    /// The optimiser's step, and the gradients let go of.
    public static final String OPTIMIZER = "optimizer";

    private Phases() {}
}
