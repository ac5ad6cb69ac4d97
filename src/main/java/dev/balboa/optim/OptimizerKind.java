package dev.balboa.optim;

import java.util.Locale;

/// The optimisers that a method may be trained with by name.
public enum OptimizerKind {
    /// [Sgd], with momentum.
    SGD(0.06),
    /// [Lars]: a step of each matrix that is in proportion to its norm.
    LARS(0.3),
    /// [AdamW].
    ADAMW(1e-3);

    private final double learningRate;

    OptimizerKind(double learningRate) {
        this.learningRate = learningRate;
    }

    /// Base rate where nobody says otherwise: of SGD that of lightly's benchmark on CIFAR-10, of
    /// LARS that of SimCLR and VICReg (their batches of 256), of AdamW that of PyTorch.
    ///
    /// @return above 0
    public double learningRate() {
        return learningRate;
    }

    /// The name in small letters, for flags and files.
    ///
    /// @return as `sgd`
    public String label() {
        return name().toLowerCase(Locale.ROOT);
    }
}
