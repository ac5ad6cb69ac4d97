package dev.balboa.nn;

import dev.balboa.tensor.Generator;
import dev.balboa.tensor.Tensor;
import java.util.Optional;

/// Two 3×3 convolutions and a shortcut: the block of ResNet-18 and -34 (He et al. 2016, figure 2).
///
/// `relu(bn2(conv2(relu(bn1(conv1(x))))) + shortcut(x))`, where the shortcut is a strided 1×1
/// convolution with batch norm if the block changes the shape, else the identity.
///
/// @param conv1      3×3, with the block's stride
/// @param bn1        after `conv1`
/// @param conv2      3×3, stride 1
/// @param bn2        after `conv2`
/// @param downsample the shortcut where the shape changes
record BasicBlock(
        Conv2d conv1,
        BatchNorm2d bn1,
        Conv2d conv2,
        BatchNorm2d bn2,
        Optional<Sequential> downsample)
        implements Layer {

    static BasicBlock of(int in, int out, int stride, boolean zeroInit, Generator generator) {
        Conv2d.Options first =
                Conv2d.Options.of(in, out, 3).withStride(stride).withPadding(1).withoutBias();
        Conv2d.Options second = Conv2d.Options.of(out, out, 3).withPadding(1).withoutBias();
        return new BasicBlock(
                Conv2d.kaimingNormal(first, generator),
                BatchNorm2d.of(out),
                Conv2d.kaimingNormal(second, generator),
                zeroInit ? BatchNorm2d.zeroScale(out) : BatchNorm2d.of(out),
                downsample(in, out, stride, generator));
    }

    /// The shortcut of a block, empty where it is the identity.
    static Optional<Sequential> downsample(int in, int out, int stride, Generator generator) {
        if (in == out && stride == 1) {
            return Optional.empty();
        }
        Conv2d.Options options = Conv2d.Options.of(in, out, 1).withStride(stride).withoutBias();
        return Optional.of(
                Sequential.of(Conv2d.kaimingNormal(options, generator), BatchNorm2d.of(out)));
    }

    @Override
    public Tensor forward(Tensor x) {
        Tensor hidden = bn1.forwardRelu(conv1.forward(x));
        Tensor shortcut = downsample.map(layers -> layers.forward(x)).orElse(x);
        return bn2.forwardRelu(conv2.forward(hidden), shortcut);
    }
}
