package dev.balboa.cli;

import dev.balboa.autograd.Autocast;
import dev.balboa.nn.Backbone;
import dev.balboa.tensor.DType;
import dev.balboa.tensor.Device;
import dev.balboa.tensor.Generator;
import dev.balboa.tensor.Random;
import dev.balboa.tensor.Scope;
import dev.balboa.tensor.Shape;
import dev.balboa.tensor.Tensor;
import dev.balboa.tensor.Threads;

/// What `--autocast auto` becomes: a processor with bfloat16 units halves the time of convolutions,
/// one without takes several times as long, and no flag of it says which will win at which width.
/// So the network of the run goes forward and backward over a batch of noise in either type.
///
/// @param float32Ms  of the quickest of a few passes
/// @param bfloat16Ms the same under autocast
record AutocastChoice(double float32Ms, double bfloat16Ms) {

    /// The value of `--autocast` that asks for it.
    static final String AUTO = "auto";

    private static final int PASSES = 3;
    private static final int LARGEST_BATCH = 64;
    // bfloat16 costs precision: it must be worth that
    private static final double WORTH = 0.9;

    /// Measures with the network, the device, the threads and the image size of a run; draws from
    /// generators of its own only.
    static AutocastChoice measure(RunConfig config) {
        Threads.set(config.compute().threads());
        Device device = Device.parse(config.compute().device());
        int batch = Math.min(LARGEST_BATCH, config.schedule().batchSize());
        long side = config.data().imageSize();
        try (Scope _ = Scope.open();
                Backbone network = Backbones.create(config.network(), Generator.of(0))) {
            network.to(device);
            Tensor images =
                    Random.randn(Shape.of(batch, 3, side, side), Generator.of(1)).to(device);
            return new AutocastChoice(
                    quickest(() -> pass(network, images)),
                    quickest(
                            () ->
                                    Autocast.on(device, DType.BFLOAT16)
                                            .run(() -> pass(network, images))));
        }
    }

    private static void pass(Backbone network, Tensor images) {
        try (Scope _ = Scope.open()) {
            Tensor sum = network.forward(images).sum();
            sum.backward();
            sum.item(); // waits for the device
            network.parameters().values().forEach(Tensor::zeroGrad);
        }
    }

    private static double quickest(Runnable pass) {
        pass.run(); // allocates and chooses kernels
        double least = Double.POSITIVE_INFINITY;
        for (int i = 0; i < PASSES; i++) {
            long start = System.nanoTime();
            pass.run();
            least = Math.min(least, (System.nanoTime() - start) / 1e6);
        }
        return least;
    }

    /// The value that takes the place of `auto`.
    String chosen() {
        return bfloat16Ms < WORTH * float32Ms ? "bfloat16" : "none";
    }

    @Override
    public String toString() {
        return "--autocast auto: forward and backward take %.0f ms in float32, %.0f ms in bfloat16; taking %s"
                .formatted(float32Ms, bfloat16Ms, chosen());
    }
}
