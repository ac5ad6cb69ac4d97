package dev.balboa.nn;

import dev.balboa.tensor.Functional;
import dev.balboa.tensor.Generator;
import dev.balboa.tensor.MemoryFormat;
import dev.balboa.tensor.Tensor;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;

/// ResNet-18, -34 and -50, with either stem and any width.
///
/// Images `[N, 3, H, W]` → features `[N, features()]`, the spatial mean after the fourth stage.
/// Keys are torchvision's (`conv1.weight`, `layer2.0.downsample.1.running_var`, `fc.weight`, …), so
/// torchvision's weights load. Convolutions start as `N(0, 2 / fanOut)`, as torchvision's do.
///
/// ```java
/// try (Generator random = Generator.of(0);
///         ResNet network = ResNet.of(ResNet.Options.imageNet(ResNet.Depth.RESNET50), random)) {
///     Checkpoint.load(Path.of("resnet50.safetensors"), network);
///     network.eval();
///     Tensor logits = network.classify(images);
/// }
/// ```
///
/// He et al., *Deep Residual Learning for Image Recognition*, 2016. ResNet-50 has the stride of a
/// stage in its 3×3 convolution, as torchvision's ("v1.5"), not in the first 1×1 as the paper's.
///
/// @param conv1   the stem's convolution
/// @param bn1     after it
/// @param layer1  first stage, a quarter of the ImageNet stem's size, or that of the image
/// @param layer2  second stage, half the size of the first
/// @param layer3  third stage, half the size of the second
/// @param layer4  fourth stage, half the size of the third
/// @param fc      the classifier, if there is one
/// @param options what it was made from
public record ResNet(
        Conv2d conv1,
        BatchNorm2d bn1,
        Sequential layer1,
        Sequential layer2,
        Sequential layer3,
        Sequential layer4,
        Optional<Linear> fc,
        Options options)
        implements Backbone {

    private static final int STAGES = 4;

    /// How many blocks, and which.
    public enum Depth {
        /// Two basic blocks per stage: 11.7 million parameters at width 64 with its classifier.
        RESNET18(false, 2, 2, 2, 2),
        /// 3, 4, 6 and 3 basic blocks: 21.8 million parameters.
        RESNET34(false, 3, 4, 6, 3),
        /// 3, 4, 6 and 3 bottlenecks, whose outputs are four times as wide: 25.6 million
        /// parameters.
        RESNET50(true, 3, 4, 6, 3);

        private final boolean bottleneck;
        private final int[] blocks;

        Depth(boolean bottleneck, int... blocks) {
            this.bottleneck = bottleneck;
            this.blocks = blocks;
        }

        /// How much wider a block's output is than its 3×3 convolution.
        int expansion() {
            return bottleneck ? Bottleneck.EXPANSION : 1;
        }
    }

    /// What comes before the first stage.
    public enum Stem {
        /// 3×3 with stride 1, no pooling: a 32×32 image keeps its size. Chen et al., *A Simple
        /// Framework for Contrastive Learning*, 2020, appendix B.9.
        CIFAR,
        /// 7×7 with stride 2, then 3×3 max-pooling with stride 2, as published.
        IMAGENET
    }

    /// What a ResNet is made from.
    ///
    /// @param depth            how many blocks, and which
    /// @param stem             what comes before the first stage
    /// @param width            channels of the first stage's 3×3 convolutions; 64 is published
    /// @param zeroInitResidual whether the last scale of each block starts at 0, so that each block
    ///     starts as its shortcut (Goyal et al. 2017)
    /// @param classes          outputs of the classifier; 0 for none
    public record Options(
            Depth depth, Stem stem, int width, boolean zeroInitResidual, int classes) {

        private static final int PUBLISHED_WIDTH = 64;
        private static final int IMAGENET_CLASSES = 1_000;

        /// Checks the ranges.
        ///
        /// @throws IllegalArgumentException naming the component that is out of range
        public Options {
            Objects.requireNonNull(depth, "depth");
            Objects.requireNonNull(stem, "stem");
            Check.atLeast("width", width, 1);
            Check.atLeast("classes", classes, 0);
        }

        /// The published network for ImageNet, with its 1,000 classes.
        ///
        /// @param depth how deep
        /// @return the options
        public static Options imageNet(Depth depth) {
            return new Options(depth, Stem.IMAGENET, PUBLISHED_WIDTH, false, IMAGENET_CLASSES);
        }

        /// A backbone for small images, without classifier.
        ///
        /// @param depth how deep
        /// @param width channels of the first stage
        /// @return the options
        public static Options cifar(Depth depth, int width) {
            return new Options(depth, Stem.CIFAR, width, false, 0);
        }

        /// The same with each block starting as its shortcut, or not.
        ///
        /// @param value whether
        /// @return a copy
        public Options withZeroInitResidual(boolean value) {
            return new Options(depth, stem, width, value, classes);
        }

        /// The same with another number of classes.
        ///
        /// @param value at least 0, for no classifier
        /// @return a copy
        public Options withClasses(int value) {
            return new Options(depth, stem, width, zeroInitResidual, value);
        }

        /// Width of the features.
        ///
        /// @return `8 · width`, for a ResNet-50 four times that
        public int features() {
            return (width << STAGES - 1) * depth.expansion();
        }
    }

    /// A ResNet with initial values drawn from the generator, float32 on the CPU.
    ///
    /// @param options   what to make
    /// @param generator draws the initial values
    /// @return the network, in training mode
    public static ResNet of(Options options, Generator generator) {
        int width = options.width();
        Conv2d.Options stem =
                options.stem() == Stem.CIFAR
                        ? Conv2d.Options.of(3, width, 3).withPadding(1)
                        : Conv2d.Options.of(3, width, 7).withStride(2).withPadding(3);
        Conv2d conv1 = Conv2d.kaimingNormal(stem.withoutBias(), generator);
        List<Sequential> stages = new ArrayList<>();
        int in = width;
        for (int i = 0; i < STAGES; i++) {
            stages.add(stage(in, i, options, generator));
            in = (width << i) * options.depth().expansion();
        }
        Optional<Linear> fc =
                options.classes() == 0
                        ? Optional.empty()
                        : Optional.of(Linear.of(options.features(), options.classes(), generator));
        return new ResNet(
                conv1,
                BatchNorm2d.of(width),
                stages.get(0),
                stages.get(1),
                stages.get(2),
                stages.get(3),
                fc,
                options);
    }

    /// A ResNet-18 for small images, without classifier.
    ///
    /// @param width            channels of the first stage, at least 1; 64 is the published size
    /// @param zeroInitResidual whether each block starts as its shortcut
    /// @param generator        draws the initial values
    /// @return the network, in training mode
    /// @throws IllegalArgumentException when `width` is below 1
    public static ResNet resnet18(int width, boolean zeroInitResidual, Generator generator) {
        return of(
                Options.cifar(Depth.RESNET18, width).withZeroInitResidual(zeroInitResidual),
                generator);
    }

    private static Sequential stage(int in, int index, Options options, Generator generator) {
        Depth depth = options.depth();
        int width = options.width() << index;
        List<Layer> blocks = new ArrayList<>();
        int from = in;
        while (blocks.size() < depth.blocks[index]) {
            int stride = blocks.isEmpty() && index > 0 ? 2 : 1;
            boolean zero = options.zeroInitResidual();
            blocks.add(
                    depth.bottleneck
                            ? Bottleneck.of(from, width, stride, zero, generator)
                            : BasicBlock.of(from, width, stride, zero, generator));
            from = width * depth.expansion();
        }
        return new Sequential(blocks);
    }

    /// The shortcut of a block that changes the shape: a strided 1×1 convolution with batch norm.
    static Optional<Sequential> shortcut(int in, int out, int stride, Generator generator) {
        if (in == out && stride == 1) {
            return Optional.empty();
        }
        Conv2d.Options options = Conv2d.Options.of(in, out, 1).withStride(stride).withoutBias();
        return Optional.of(
                Sequential.of(Conv2d.kaimingNormal(options, generator), BatchNorm2d.of(out)));
    }

    @Override
    public int features() {
        return options.features();
    }

    /// Encodes images; the classifier, if there is one, takes no part.
    ///
    /// @param x `[N, 3, H, W]`, normalised as in training
    /// @return `[N, features()]`
    @Override
    public Tensor forward(Tensor x) {
        // With the channels innermost, convolutions on the CPU need no reordering: 1.5 times faster
        // steps at width 16.
        Tensor hidden = bn1.forward(conv1.forward(x.contiguous(MemoryFormat.CHANNELS_LAST))).relu();
        if (options.stem() == Stem.IMAGENET) {
            hidden = Functional.maxPool2d(hidden, 3, 2, 1);
        }
        for (Layer stage : List.of(layer1, layer2, layer3, layer4)) {
            hidden = stage.forward(hidden);
        }
        return Functional.adaptiveAvgPool2d(hidden, 1, 1).flatten(1, -1);
    }

    /// Classifies images.
    ///
    /// @param x `[N, 3, H, W]`, normalised as in training
    /// @return logits `[N, classes]`
    /// @throws IllegalStateException when there is no classifier
    public Tensor classify(Tensor x) {
        Linear last =
                fc.orElseThrow(
                        () ->
                                new IllegalStateException(
                                        "this ResNet has no classifier (expected: made with"
                                                + " Options.withClasses)"));
        return last.forward(forward(x));
    }
}
