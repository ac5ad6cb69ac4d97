package dev.balboa.loss;

import dev.balboa.tensor.DType;
import dev.balboa.tensor.Tensor;

/// Argument checks of the losses.
final class Check {

    private Check() {}

    static void sameShape(String a, Tensor x, String b, Tensor y) {
        // libtorch would broadcast, which is a mistake in nearly every loss
        if (!x.shape().equals(y.shape())) {
            throw new IllegalArgumentException(
                    "%s %s, %s %s (expected: the same shape)"
                            .formatted(a, x.shape(), b, y.shape()));
        }
    }

    static void require(boolean holds, String name, double value, String range) {
        if (!holds || Double.isInfinite(value)) {
            throw new IllegalArgumentException(name + ": " + value + " (expected: " + range + ")");
        }
    }

    /// Classes lie in `[0, classes)`. An index outside ends the process on a GPU, so it is looked
    /// for first; on a GPU that waits for the device.
    static void classes(Tensor target, long classes, long ignored) {
        if (target.numel() == 0) {
            return;
        }
        Tensor outside =
                target.lt(0)
                        .logicalOr(target.ge((double) classes))
                        .logicalAnd(target.ne((double) ignored));
        if (outside.any().itemBoolean()) {
            long wrong = target.flatten(0, -1).indexSelect(0, first(outside)).itemLong();
            throw new IllegalArgumentException(
                    "target: class %d (expected: 0 to %d%s)"
                            .formatted(
                                    wrong,
                                    classes - 1,
                                    ignored < 0 ? ", or " + ignored + " to be ignored" : ""));
        }
    }

    private static Tensor first(Tensor outside) {
        return outside.flatten(0, -1).to(DType.UINT8).argmax(0, false).reshape(1);
    }
}
