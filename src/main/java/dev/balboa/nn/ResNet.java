package dev.balboa.nn;

import dev.balboa.tensor.Functional;
import dev.balboa.tensor.Generator;
import dev.balboa.tensor.MemoryFormat;
import dev.balboa.tensor.Tensor;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;

/// ResNet-18, -34 and -50.
///
/// Images `[N, 3, H, W]` → features `[N, features()]`, the spatial mean after the fourth stage.
/// There is no classifier; [#classifier(int, Generator)] adds one. Keys and their order are
/// torchvision's (`conv1.weight`, `layer2.0.downsample.1.running_var`, …), so with the ImageNet
/// stem and width 64 its files load as they are. Convolutions start as `N(0, 2 / fanOut)`, as
/// torchvision's do. Images and weights are laid out channels last, whatever order images come in.
///
/// He et al., *Deep Residual Learning for Image Recognition*, 2016; the stem for small images as in
/// Chen et al., *A Simple Framework for Contrastive Learning*, 2020, appendix B.9.
///
/// @param conv1    the stem's convolution
/// @param bn1      after it
/// @param layer1   the first stage
/// @param layer2   twice the channels, half the size
/// @param layer3   twice the channels, half the size
/// @param layer4   twice the channels, half the size
/// @param stem     what lies before the first stage
/// @param features channels of the last stage: 8 widths for ResNet-18 and -34, 32 for ResNet-50
public record ResNet(
        Conv2d conv1,
        BatchNorm2d bn1,
        Sequential layer1,
        Sequential layer2,
        Sequential layer3,
        Sequential layer4,
        Stem stem,
        int features)
        implements StagedBackbone {

    /// A ResNet-18 for small images (CIFAR stem), float32 on the CPU.
    ///
    /// @param width            channels of the first stage, at least 1; 64 is the published size
    /// @param zeroInitResidual whether the last scale of each block starts at 0, so that each block
    ///     starts as its shortcut
    /// @param generator        draws the initial values
    /// @return the network, in training mode
    /// @throws IllegalArgumentException when `width` is below 1
    public static ResNet resnet18(int width, boolean zeroInitResidual, Generator generator) {
        return resnet18(new Options(Stem.CIFAR, width, zeroInitResidual), generator);
    }

    /// A ResNet-18: two basic blocks in each stage. Float32 on the CPU.
    ///
    /// @param options   stem, width and initial values
    /// @param generator draws the initial values
    /// @return the network, in training mode
    public static ResNet resnet18(Options options, Generator generator) {
        return build(Block.BASIC, List.of(2, 2, 2, 2), options, generator);
    }

    /// A ResNet-34: 3, 4, 6 and 3 basic blocks. Float32 on the CPU.
    ///
    /// @param options   stem, width and initial values
    /// @param generator draws the initial values
    /// @return the network, in training mode
    public static ResNet resnet34(Options options, Generator generator) {
        return build(Block.BASIC, List.of(3, 4, 6, 3), options, generator);
    }

    /// A ResNet-50: 3, 4, 6 and 3 bottleneck blocks. Float32 on the CPU.
    ///
    /// @param options   stem, width and initial values
    /// @param generator draws the initial values
    /// @return the network, in training mode
    public static ResNet resnet50(Options options, Generator generator) {
        return build(Block.BOTTLENECK, List.of(3, 4, 6, 3), options, generator);
    }

    private static ResNet build(
            Block block, List<Integer> depths, Options options, Generator generator) {
        int width = options.width();
        Conv2d conv1 = options.stem().convolution(width, generator);
        List<Sequential> stages = new ArrayList<>();
        int in = width;
        for (int i = 0; i < depths.size(); i++) {
            int planes = Math.multiplyExact(width, 1 << i);
            List<Layer> blocks = new ArrayList<>();
            for (int b = 0; b < depths.get(i); b++) {
                int stride = b == 0 && i > 0 ? 2 : 1;
                blocks.add(block.of(in, planes, stride, options.zeroInitResidual(), generator));
                in = Math.multiplyExact(planes, block.expansion);
            }
            stages.add(new Sequential(blocks));
        }
        ResNet network =
                new ResNet(
                        conv1,
                        BatchNorm2d.of(width),
                        stages.get(0),
                        stages.get(1),
                        stages.get(2),
                        stages.get(3),
                        options.stem(),
                        in);
        network.to(MemoryFormat.CHANNELS_LAST);
        return network;
    }

    /// This network with a linear classifier under torchvision's key `fc`; the parts are shared,
    /// not copied, and closing either closes them.
    ///
    /// @param classes   number of classes, at least 1
    /// @param generator draws the initial values of `fc`
    /// @return images to logits
    /// @throws IllegalArgumentException when `classes` is below 1
    public Classifier classifier(int classes, Generator generator) {
        Check.atLeast("classes", classes, 1);
        return new Classifier(this, "fc", Linear.of(features, classes, generator));
    }

    /// The channels after each stage.
    ///
    /// @return an eighth, a quarter and a half of [#features()], and all of them
    @Override
    public List<Integer> stageWidths() {
        return List.of(features / 8, features / 4, features / 2, features);
    }

    /// One of the four stages, `layer1` to `layer4`; the first with the stem before it.
    ///
    /// @param index 0 to 3
    /// @param x     images `[N, 3, H, W]` for 0, else what the stage before gave
    /// @return `[N, stageWidths().get(index), H', W']`
    @Override
    public Tensor stage(int index, Tensor x) {
        return switch (index) {
            case 0 -> layer1.forward(stem(x));
            case 1 -> layer2.forward(x);
            case 2 -> layer3.forward(x);
            case 3 -> layer4.forward(x);
            default -> throw Check.noStage(index, 4);
        };
    }

    @Override
    public List<Module> stageParts(int index) {
        return switch (index) {
            case 0 -> List.of(conv1, bn1, layer1);
            case 1 -> List.of(layer2);
            case 2 -> List.of(layer3);
            case 3 -> List.of(layer4);
            default -> throw Check.noStage(index, 4);
        };
    }

    private Tensor stem(Tensor x) {
        InputCheck.channels("ResNet", x, 4, 3, "H, W");
        // With the channels innermost, convolutions on the CPU need no reordering: 1.5 times faster
        // steps at width 16.
        Tensor hidden = bn1.forwardRelu(conv1.forward(x.contiguous(MemoryFormat.CHANNELS_LAST)));
        return stem == Stem.IMAGENET ? Functional.maxPool2d(hidden, 3, 2, 1) : hidden;
    }

    /// What lies before the first stage.
    public enum Stem {
        /// A 7×7 convolution with stride 2 and a 3×3 max-pooling with stride 2: the first stage
        /// sees a quarter of the height and width. For images of about 224.
        IMAGENET(7, 2),
        /// A 3×3 convolution with stride 1 and no pooling: the first stage sees the whole size. For
        /// images of about 32.
        CIFAR(3, 1);

        private final int kernel;
        private final int stride;

        Stem(int kernel, int stride) {
            this.kernel = kernel;
            this.stride = stride;
        }

        Conv2d convolution(int width, Generator generator) {
            Conv2d.Options options =
                    Conv2d.Options.of(3, width, kernel)
                            .withStride(stride)
                            .withPadding(kernel / 2)
                            .withoutBias();
            return Conv2d.kaimingNormal(options, generator);
        }
    }

    /// How a ResNet is built.
    ///
    /// @param stem             what lies before the first stage
    /// @param width            channels of the first stage (of its inner convolutions in a
    ///     ResNet-50), at least 1: 64 as published, 128 and 256 for the "2×" and "4×" networks of
    ///     SimCLR, which widen everything (torchvision's `wide_resnet50_2` widens bottlenecks only)
    /// @param zeroInitResidual whether the last scale of each block starts at 0, so that each block
    ///     starts as its shortcut (Goyal et al. 2017)
    public record Options(Stem stem, int width, boolean zeroInitResidual) {

        private static final int PUBLISHED_WIDTH = 64;

        /// Checks the width.
        ///
        /// @throws IllegalArgumentException when `width` is below 1
        public Options {
            Objects.requireNonNull(stem, "stem");
            Check.atLeast("width", width, 1);
        }

        /// The network of the paper and of torchvision: ImageNet stem, width 64.
        ///
        /// @return the options
        public static Options imagenet() {
            return new Options(Stem.IMAGENET, PUBLISHED_WIDTH, false);
        }

        /// For small images: CIFAR stem, width 64.
        ///
        /// @return the options
        public static Options cifar() {
            return new Options(Stem.CIFAR, PUBLISHED_WIDTH, false);
        }

        /// The same with another width.
        ///
        /// @param value at least 1
        /// @return a copy
        public Options withWidth(int value) {
            return new Options(stem, value, zeroInitResidual);
        }

        /// The same with blocks that start as their shortcuts.
        ///
        /// @return a copy
        public Options withZeroInitResidual() {
            return new Options(stem, width, true);
        }
    }

    /// The kinds of blocks; `expansion` is the block's output channels over its `planes`.
    private enum Block {
        BASIC(1),
        BOTTLENECK(Bottleneck.EXPANSION);

        private final int expansion;

        Block(int expansion) {
            this.expansion = expansion;
        }

        Layer of(int in, int planes, int stride, boolean zeroInit, Generator generator) {
            return switch (this) {
                case BASIC -> BasicBlock.of(in, planes, stride, zeroInit, generator);
                case BOTTLENECK -> Bottleneck.of(in, planes, stride, zeroInit, generator);
            };
        }
    }
}
