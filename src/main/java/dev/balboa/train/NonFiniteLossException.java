package dev.balboa.train;

/// The loss became NaN or infinite; the step was not taken.
public final class NonFiniteLossException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    NonFiniteLossException(double loss, int epoch, long step, double learningRate) {
        super(
                "loss is %s in epoch %d, step %d, at learning rate %.4g (expected: finite; lower the learning rate, or train in float32)"
                        .formatted(loss, epoch, step, learningRate));
    }
}
