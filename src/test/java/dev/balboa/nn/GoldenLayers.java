package dev.balboa.nn;

import dev.balboa.nn.Upsample.Mode;
import dev.balboa.tensor.Generator;
import dev.balboa.tensor.Tensor;
import java.util.List;

/// The layers of `more_layer_goldens.py` by the names of their cases.
final class GoldenLayers {

    private GoldenLayers() {}

    /// The layer of a case; its parameters are overwritten by the test.
    static Module make(String name, Generator generator) {
        return switch (name.split(" ")[0]) {
            case "group", "rms" -> norm(name);
            case "batch" -> batchNorm(name);
            case "conv1d" -> convolution(name, generator);
            case "conv" -> transposed(name, generator);
            case "embedding" -> embedding(name, generator);
            case "max", "avg", "adaptive" -> pool(name);
            case "upsample" -> upsample(name);
            default -> throw unknown(name);
        };
    }

    /// Applies a layer as the script does.
    static Tensor apply(String name, Module module, List<Tensor> inputs) {
        return switch (module) {
            case Layer layer when inputs.size() == 1 -> layer.forward(inputs.getFirst());
            default -> throw unknown(name);
        };
    }

    private static IllegalArgumentException unknown(String name) {
        return new IllegalArgumentException("case: " + name + " (expected: a known one)");
    }

    private static Module norm(String name) {
        return switch (name) {
            case "group norm" -> GroupNorm.of(2, 4);
            case "group norm image" -> GroupNorm.of(GroupNorm.Options.of(1, 2).withEps(1e-2));
            case "group norm plain" -> GroupNorm.of(GroupNorm.Options.of(4, 4).withoutAffine());
            case "rms norm" -> RmsNorm.of(4);
            case "rms norm eps" -> RmsNorm.of(4, 1e-2);
            default -> throw unknown(name);
        };
    }

    private static Module embedding(String name, Generator generator) {
        return switch (name) {
            case "embedding" -> Embedding.of(7, 3, generator);
            case "embedding padding" -> Embedding.withPadding(7, 3, 3, generator);
            default -> throw unknown(name);
        };
    }

    private static Module pool(String name) {
        return switch (name) {
            case "max pool 2" -> new MaxPool2d(2);
            case "max pool 3 2 1" -> new MaxPool2d(3, 2, 1);
            case "max pool ceil" -> new MaxPool2d(2, 2, 0, true);
            case "avg pool 2" -> new AvgPool2d(2);
            case "avg pool 3 2 1" -> new AvgPool2d(3, 2, 1);
            case "avg pool no zeros" -> new AvgPool2d(3, 2, 1, false);
            case "adaptive pool 1" -> new AdaptiveAvgPool2d(1);
            case "adaptive pool 4 3" -> new AdaptiveAvgPool2d(4, 3);
            default -> throw unknown(name);
        };
    }

    private static Module upsample(String name) {
        Upsample.Size scale = new Upsample.Scale(1.7);
        Upsample.Size pixels = new Upsample.Pixels(5, 3);
        return switch (name) {
            case "upsample 2" -> new Upsample(2);
            case "upsample 1.7" -> new Upsample(1.7);
            case "upsample pixels" -> new Upsample(pixels, Mode.NEAREST);
            case "upsample bilinear 1.7" -> new Upsample(scale, Mode.BILINEAR);
            case "upsample bilinear pixels" -> new Upsample(pixels, Mode.BILINEAR);
            case "upsample aligned 1.7" -> new Upsample(scale, Mode.BILINEAR_ALIGNED);
            case "upsample aligned pixels" -> new Upsample(pixels, Mode.BILINEAR_ALIGNED);
            default -> throw unknown(name);
        };
    }

    private static Module convolution(String name, Generator generator) {
        Conv1d.Options options =
                switch (name) {
                    case "conv1d" -> Conv1d.Options.of(2, 3, 2);
                    case "conv1d options" ->
                            Conv1d.Options.of(2, 4, 2)
                                    .withStride(2)
                                    .withPadding(2)
                                    .withDilation(3)
                                    .withGroups(2);
                    case "conv1d no bias" -> Conv1d.Options.of(1, 2, 3).withoutBias();
                    default -> throw unknown(name);
                };
        return Conv1d.of(options, generator);
    }

    private static Module transposed(String name, Generator generator) {
        return switch (name) {
            case "conv transpose 1" ->
                    ConvTranspose1d.of(ConvTransposeOptions.of(2, 3, 2), generator);
            case "conv transpose 1 options" ->
                    ConvTranspose1d.of(spread(ConvTransposeOptions.of(2, 4, 2)), generator);
            case "conv transpose 2" ->
                    ConvTranspose2d.of(ConvTransposeOptions.of(2, 1, 2), generator);
            case "conv transpose 2 options" ->
                    ConvTranspose2d.of(spread(ConvTransposeOptions.of(2, 2, 2)), generator);
            case "conv transpose 2 no bias" ->
                    ConvTranspose2d.of(
                            ConvTransposeOptions.of(1, 2, 2).withStride(2).withoutBias(),
                            generator);
            default -> throw unknown(name);
        };
    }

    private static ConvTransposeOptions spread(ConvTransposeOptions options) {
        return options.withStride(3)
                .withPadding(1)
                .withOutputPadding(2)
                .withDilation(2)
                .withGroups(2);
    }

    private static Module batchNorm(String name) {
        BatchNormOptions options = BatchNormOptions.of(2);
        Module layer =
                switch (name) {
                    case "batch norm 1" -> BatchNorm1d.of(options);
                    case "batch norm 1 eps" ->
                            BatchNorm1d.of(options.withEps(0.1).withMomentum(0.3));
                    case "batch norm 1 plain" -> BatchNorm1d.of(options.withoutAffine());
                    case "batch norm 1 average" -> BatchNorm1d.of(options.withPlainAverage());
                    case "batch norm 1 untracked", "batch norm 1 untracked eval" ->
                            BatchNorm1d.of(options.withoutRunningStats());
                    case "batch norm 2 eps eval" -> BatchNorm2d.of(options.withEps(0.1));
                    default -> throw unknown(name);
                };
        if (name.endsWith("eval")) {
            layer.eval();
        }
        return layer;
    }
}
