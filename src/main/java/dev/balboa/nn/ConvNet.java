package dev.balboa.nn;

import dev.balboa.tensor.Generator;
import dev.balboa.tensor.MemoryFormat;
import dev.balboa.tensor.Tensor;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;

/// A small convolutional network for quick experiments: blocks of a 3×3 convolution, batch norm and
/// ReLU, then the spatial mean. It is nobody's published network; a [ResNet] of small width is the
/// next step up.
///
/// Block 0 keeps the size and has `width` channels; every further block halves height and width
/// (stride 2) and doubles the channels. Keys: `blocks.0.conv.weight`, `blocks.0.bn.weight`, ….
/// Convolutions start as `N(0, 2 / fanOut)` and have no bias. Images and weights are laid out
/// channels last, whatever order images come in.
///
/// @param blocks   in order of application
/// @param features channels of the last block, `width · 2^(blocks − 1)`
public record ConvNet(List<Block> blocks, int features) implements StagedBackbone {

    private static final int MAX_BLOCKS = 16;

    /// Copies the list.
    public ConvNet {
        blocks = List.copyOf(blocks);
    }

    /// A network with initial values drawn from the generator, float32 on the CPU. With width 32
    /// and four blocks it has 256 features and 388,896 parameters.
    ///
    /// @param width     channels of the first block, at least 1
    /// @param depth     number of blocks, 1 to 16
    /// @param generator draws the initial values
    /// @return the network, in training mode
    /// @throws IllegalArgumentException when `width` or `depth` is out of range
    public static ConvNet of(int width, int depth, Generator generator) {
        Check.atLeast("width", width, 1);
        if (depth < 1 || depth > MAX_BLOCKS) {
            throw new IllegalArgumentException(
                    "depth: " + depth + " (expected: 1 to " + MAX_BLOCKS + ")");
        }
        List<Block> blocks = new ArrayList<>();
        int in = 3;
        for (int i = 0; i < depth; i++) {
            int out = Math.multiplyExact(width, 1 << i);
            Conv2d.Options options =
                    Conv2d.Options.of(in, out, 3)
                            .withStride(i == 0 ? 1 : 2)
                            .withPadding(1)
                            .withoutBias();
            blocks.add(new Block(Conv2d.kaimingNormal(options, generator), BatchNorm2d.of(out)));
            in = out;
        }
        ConvNet network = new ConvNet(blocks, in);
        network.to(MemoryFormat.CHANNELS_LAST);
        return network;
    }

    /// The channels after each block.
    ///
    /// @return `width · 2^i`
    @Override
    public List<Integer> stageWidths() {
        return IntStream.range(0, blocks.size())
                .mapToObj(i -> features >> (blocks.size() - 1 - i))
                .toList();
    }

    /// One block.
    ///
    /// @param index 0 for the first
    /// @param x     images `[N, 3, H, W]`, any size, for 0, else what the block before gave
    /// @return `[N, stageWidths().get(index), H', W']`
    @Override
    public Tensor stage(int index, Tensor x) {
        Block block = block(index);
        Tensor hidden = x;
        if (index == 0) {
            InputCheck.channels("ConvNet", x, 4, 3, "H, W");
            hidden = x.contiguous(MemoryFormat.CHANNELS_LAST);
        }
        return block.forward(hidden);
    }

    @Override
    public List<Module> stageParts(int index) {
        return List.of(block(index));
    }

    private Block block(int index) {
        if (index < 0 || index >= blocks.size()) {
            throw Check.noStage(index, blocks.size());
        }
        return blocks.get(index);
    }

    /// `relu(bn(conv(x)))`.
    ///
    /// @param conv 3×3, without bias
    /// @param bn   after it
    public record Block(Conv2d conv, BatchNorm2d bn) implements Layer {

        @Override
        public Tensor forward(Tensor x) {
            return bn.forwardRelu(conv.forward(x));
        }
    }
}
