package dev.balboa.nn;

import dev.balboa.tensor.Functional;
import dev.balboa.tensor.Generator;
import dev.balboa.tensor.MemoryFormat;
import dev.balboa.tensor.Tensor;
import java.util.ArrayList;
import java.util.List;

/// ResNet-18 with the stem for small images: `conv1` is 3×3 with stride 1 and there is no
/// max-pooling, so a 32×32 image keeps its size into the first stage.
///
/// Images `[N, 3, H, W]` → features `[N, 8 · width]`, the spatial mean after the fourth stage;
/// there is no classifier. Keys are torchvision's (`conv1.weight`,
/// `layer2.0.downsample.1.running_var`, …). Convolutions start as `N(0, 2 / fanOut)`, as
/// torchvision's do.
///
/// He et al., *Deep Residual Learning for Image Recognition*, 2016; the stem as in Chen et al., *A
/// Simple Framework for Contrastive Learning*, 2020, appendix B.9.
///
/// @param conv1  the stem
/// @param bn1    after the stem
/// @param layer1 two blocks, `width` channels
/// @param layer2 two blocks, `2 · width` channels, half the size
/// @param layer3 two blocks, `4 · width` channels, a quarter of the size
/// @param layer4 two blocks, `8 · width` channels, an eighth of the size
/// @param width  channels of the first stage, 64 in the paper
public record ResNet(
        Conv2d conv1,
        BatchNorm2d bn1,
        Sequential layer1,
        Sequential layer2,
        Sequential layer3,
        Sequential layer4,
        int width)
        implements Backbone {

    private static final int BLOCKS_PER_STAGE = 2;

    /// A ResNet-18 with initial values drawn from the generator, float32 on the CPU.
    ///
    /// @param width            channels of the first stage, at least 1; 64 is the published size
    /// @param zeroInitResidual whether the last scale of each block starts at 0, so that each block
    ///     starts as its shortcut
    /// @param generator        draws the initial values
    /// @return the network, in training mode
    /// @throws IllegalArgumentException when `width` is below 1
    public static ResNet resnet18(int width, boolean zeroInitResidual, Generator generator) {
        Check.atLeast("width", width, 1);
        Conv2d.Options stem = Conv2d.Options.of(3, width, 3).withPadding(1).withoutBias();
        return new ResNet(
                Conv2d.kaimingNormal(stem, generator),
                BatchNorm2d.of(width),
                stage(width, width, zeroInitResidual, generator),
                stage(width, 2 * width, zeroInitResidual, generator),
                stage(2 * width, 4 * width, zeroInitResidual, generator),
                stage(4 * width, 8 * width, zeroInitResidual, generator),
                width);
    }

    private static Sequential stage(int in, int out, boolean zeroInit, Generator generator) {
        List<Layer> blocks = new ArrayList<>();
        blocks.add(BasicBlock.of(in, out, in == out ? 1 : 2, zeroInit, generator));
        while (blocks.size() < BLOCKS_PER_STAGE) {
            blocks.add(BasicBlock.of(out, out, 1, zeroInit, generator));
        }
        return new Sequential(blocks);
    }

    @Override
    public int features() {
        return 8 * width;
    }

    /// Encodes images.
    ///
    /// @param x `[N, 3, H, W]`, normalised as in training
    /// @return `[N, 8 · width]`
    @Override
    public Tensor forward(Tensor x) {
        // With the channels innermost, convolutions on the CPU need no reordering: 1.5 times faster
        // steps at width 16.
        Tensor hidden = bn1.forward(conv1.forward(x.contiguous(MemoryFormat.CHANNELS_LAST))).relu();
        for (Layer stage : List.of(layer1, layer2, layer3, layer4)) {
            hidden = stage.forward(hidden);
        }
        return Functional.adaptiveAvgPool2d(hidden, 1, 1).flatten(1, -1);
    }
}
