package dev.balboa.bench;

import dev.balboa.nn.Module;
import dev.balboa.tensor.Scope;
import dev.balboa.tensor.Shape;
import dev.balboa.tensor.Tensor;
import java.util.LinkedHashMap;
import java.util.Map;

/// Initial weights and inputs of the measured training steps. `bench/python/step.py` makes the same
/// ones.
final class StepInputs {
    /// Steps whose losses the gate looks at.
    static final int GATE_STEPS = 3;

    /// Pairs in the batch of ResNet-18.
    static final int RESNET_BATCH = 64;

    /// Pairs in the batch of the small network.
    static final int CONVNET_BATCH = 16;

    private static final int SIDE = 32;
    private static final int ROWS_OF_AN_IMAGE = 3 * SIDE * SIDE / Noise.DIMS;
    private static final long ROWS_BETWEEN_WEIGHTS = 4_096;
    private static final int MLP_ROWS = 16;
    private static final int MLP_WIDTH = 32;
    private static final int MLP_CLASSES = 10;

    private StepInputs() {}

    /// Gives every matrix and filter noise of variance 2 / fan-in, in the order of the parameters,
    /// and every bias of a layer without norm 0. Scales and shifts of norms stay 1 and 0.
    static void initialise(Module module) {
        Map<String, Tensor> parameters = module.parameters();
        try (Scope _ = Scope.open()) {
            Map<String, Tensor> state = new LinkedHashMap<>(module.stateDict());
            int weights = 0;
            for (Map.Entry<String, Tensor> entry : parameters.entrySet()) {
                Shape shape = entry.getValue().shape();
                if (entry.getValue().dim() >= 2) {
                    weights++;
                    state.put(entry.getKey(), weight(weights, shape));
                } else if (entry.getKey().endsWith("bias")) {
                    state.put(entry.getKey(), Tensor.zeros(shape));
                }
            }
            module.loadStateDict(state);
        }
    }

    private static Tensor weight(int number, Shape shape) {
        int count = Math.toIntExact(shape.numel());
        float scale = (float) Math.sqrt(24.0 * shape.get(0) / count);
        float[] values = Noise.values(ROWS_BETWEEN_WEIGHTS * number, count);
        for (int i = 0; i < count; i++) values[i] *= scale;
        return Tensor.of(values, shape);
    }

    /// First views, `[batch, 3, 32, 32]`.
    static Tensor firstViews(int batch) {
        return Tensor.of(pixels(0, batch), shape(batch));
    }

    /// Second views: the first and half as much of something else.
    static Tensor secondViews(int batch) {
        float[] values = pixels(0, batch);
        float[] other = pixels((long) ROWS_OF_AN_IMAGE * batch, batch);
        for (int i = 0; i < values.length; i++) values[i] += other[i] / 2;
        return Tensor.of(values, shape(batch));
    }

    private static float[] pixels(long firstRow, int batch) {
        return Noise.values(firstRow, batch * ROWS_OF_AN_IMAGE * Noise.DIMS);
    }

    private static Shape shape(int batch) {
        return Shape.of(batch, 3, SIDE, SIDE);
    }

    /// Rows of the small perceptron.
    static Tensor mlpRows() {
        return Tensor.of(Noise.values(0, MLP_ROWS * MLP_WIDTH), Shape.of(MLP_ROWS, MLP_WIDTH));
    }

    /// Their classes.
    static Tensor mlpClasses() {
        long[] classes = new long[MLP_ROWS];
        for (int i = 0; i < MLP_ROWS; i++) classes[i] = i * 7L % MLP_CLASSES;
        return Tensor.of(classes, Shape.of(MLP_ROWS));
    }
}
