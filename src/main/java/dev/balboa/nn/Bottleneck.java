package dev.balboa.nn;

import dev.balboa.tensor.Generator;
import dev.balboa.tensor.Tensor;
import java.util.Optional;

/// 1×1 down, 3×3, 1×1 up, and a shortcut: the block of ResNet-50 (He et al. 2016, figure 5).
///
/// `relu(bn3(conv3(relu(bn2(conv2(relu(bn1(conv1(x)))))))) + shortcut(x))`; the stride is in the
/// 3×3 convolution, as in torchvision.
///
/// @param conv1      1×1
/// @param bn1        after `conv1`
/// @param conv2      3×3, with the block's stride
/// @param bn2        after `conv2`
/// @param conv3      1×1, four times as wide
/// @param bn3        after `conv3`
/// @param downsample the shortcut where the shape changes
record Bottleneck(
        Conv2d conv1,
        BatchNorm2d bn1,
        Conv2d conv2,
        BatchNorm2d bn2,
        Conv2d conv3,
        BatchNorm2d bn3,
        Optional<Sequential> downsample)
        implements Layer {

    static final int EXPANSION = 4;

    static Bottleneck of(int in, int width, int stride, boolean zeroInit, Generator generator) {
        int out = EXPANSION * width;
        Conv2d.Options middle =
                Conv2d.Options.of(width, width, 3).withStride(stride).withPadding(1);
        return new Bottleneck(
                convolution(Conv2d.Options.of(in, width, 1), generator),
                BatchNorm2d.of(width),
                convolution(middle, generator),
                BatchNorm2d.of(width),
                convolution(Conv2d.Options.of(width, out, 1), generator),
                zeroInit ? BatchNorm2d.zeroScale(out) : BatchNorm2d.of(out),
                ResNet.shortcut(in, out, stride, generator));
    }

    private static Conv2d convolution(Conv2d.Options options, Generator generator) {
        return Conv2d.kaimingNormal(options.withoutBias(), generator);
    }

    @Override
    public Tensor forward(Tensor x) {
        Tensor narrow = bn1.forward(conv1.forward(x)).relu();
        Tensor hidden = bn2.forward(conv2.forward(narrow)).relu();
        Tensor residual = bn3.forward(conv3.forward(hidden));
        Tensor shortcut = downsample.map(layers -> layers.forward(x)).orElse(x);
        return residual.add(shortcut).relu();
    }
}
