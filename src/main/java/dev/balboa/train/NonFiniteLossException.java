package dev.balboa.train;

/// The loss became NaN or infinite, and the step was not taken; or the last step of an epoch left
/// weights that are.
public final class NonFiniteLossException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    NonFiniteLossException(double loss, int epoch, long step, double learningRate) {
        super(
                "loss is %s in epoch %d, step %d, at learning rate %.4g (expected: finite; lower the learning rate, or train in float32)"
                        .formatted(loss, epoch, step, learningRate));
    }

    /// Of weights after an epoch.
    NonFiniteLossException(String name, int epoch, double learningRate) {
        super(
                "%s has values that are not finite after epoch %d, at learning rate %.4g (expected: finite; lower the learning rate, or train in float32)"
                        .formatted(name, epoch, learningRate));
    }

    /// Of a loop of one's own.
    ///
    /// @param loss   NaN or infinite
    /// @param epoch  1 for the first
    /// @param remedy what to do about it
    public NonFiniteLossException(double loss, int epoch, String remedy) {
        super("loss is %s in epoch %d (expected: finite; %s)".formatted(loss, epoch, remedy));
    }
}
