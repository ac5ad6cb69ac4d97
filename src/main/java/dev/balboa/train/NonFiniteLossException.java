package dev.balboa.train;

/// The loss became NaN or infinite; the step was not taken.
public final class NonFiniteLossException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    NonFiniteLossException(double loss, int epoch, long step, double learningRate) {
        super(
                "loss is %s in epoch %d, step %d, at learning rate %.4g (expected: finite; lower the learning rate, or train in float32)"
                        .formatted(loss, epoch, step, learningRate));
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
