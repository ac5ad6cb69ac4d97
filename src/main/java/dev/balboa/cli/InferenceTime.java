package dev.balboa.cli;

import dev.balboa.autograd.Autograd;
import dev.balboa.nn.Backbone;
import dev.balboa.tensor.Device;
import dev.balboa.tensor.Scope;
import dev.balboa.tensor.Shape;
import dev.balboa.tensor.Tensor;
import java.util.Arrays;

/// How long a trained encoder takes for one image, as a service would ask it.
final class InferenceTime {

    private static final int WARM_UP = 10;
    private static final int REPEATS = 50;
    private static final double NANOS_PER_MILLI = 1e6;

    private InferenceTime() {}

    /// The median time of one image alone, in milliseconds, with the threads that are set. A figure
    /// of the machine and of what else it does.
    ///
    /// @param backbone on `device`; put into evaluation mode
    static double of(Backbone backbone, RunConfig.Data data, Device device) {
        backbone.eval();
        return Autograd.noGrad(
                () -> {
                    try (Scope _ = Scope.open()) {
                        int side = data.imageSize();
                        Tensor image = Tensor.zeros(Shape.of(1, 3, side, side)).to(device);
                        double[] times = new double[REPEATS];
                        for (int i = -WARM_UP; i < REPEATS; i++) {
                            long start = System.nanoTime();
                            try (Scope _ = Scope.open()) {
                                // reading a value waits for the device
                                backbone.forward(image).sum().item();
                            }
                            if (i >= 0) {
                                times[i] = (System.nanoTime() - start) / NANOS_PER_MILLI;
                            }
                        }
                        Arrays.sort(times);
                        return times[REPEATS / 2];
                    }
                });
    }
}
