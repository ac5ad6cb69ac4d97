package dev.balboa.nn;

import dev.balboa.tensor.Generator;
import dev.balboa.tensor.Tensor;
import java.util.Optional;

/// A 1×1, a 3×3 and a 1×1 convolution and a shortcut: the block of ResNet-50 (He et al. 2016,
/// figure 5). The stride is in the 3×3 convolution, as in torchvision ("ResNet v1.5"); the paper
/// has it in the first.
///
/// `relu(bn3(conv3(relu(bn2(conv2(relu(bn1(conv1(x)))))))) + shortcut(x))`.
///
/// @param conv1      1×1, to `planes` channels
/// @param bn1        after `conv1`
/// @param conv2      3×3, with the block's stride
/// @param bn2        after `conv2`
/// @param conv3      1×1, to `4 · planes` channels
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

    static Bottleneck of(int in, int planes, int stride, boolean zeroInit, Generator generator) {
        int out = Math.multiplyExact(EXPANSION, planes);
        Conv2d.Options reduce = Conv2d.Options.of(in, planes, 1).withoutBias();
        Conv2d.Options spatial =
                Conv2d.Options.of(planes, planes, 3)
                        .withStride(stride)
                        .withPadding(1)
                        .withoutBias();
        Conv2d.Options expand = Conv2d.Options.of(planes, out, 1).withoutBias();
        return new Bottleneck(
                Conv2d.kaimingNormal(reduce, generator),
                BatchNorm2d.of(planes),
                Conv2d.kaimingNormal(spatial, generator),
                BatchNorm2d.of(planes),
                Conv2d.kaimingNormal(expand, generator),
                zeroInit ? BatchNorm2d.zeroScale(out) : BatchNorm2d.of(out),
                BasicBlock.downsample(in, out, stride, generator));
    }

    @Override
    public Tensor forward(Tensor x) {
        Tensor hidden = bn1.forwardRelu(conv1.forward(x));
        hidden = bn2.forwardRelu(conv2.forward(hidden));
        Tensor shortcut = downsample.map(layers -> layers.forward(x)).orElse(x);
        return bn3.forwardRelu(conv3.forward(hidden), shortcut);
    }
}
