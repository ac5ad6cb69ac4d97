package dev.balboa.nn;

import dev.balboa.tensor.Generator;
import dev.balboa.tensor.Shape;
import dev.balboa.tensor.Tensor;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// A vision transformer with a class token: an image is cut into patches, each patch is mapped to a
/// token, and the class token after the encoder is the feature vector.
///
/// Images `[N, 3, imageSize, imageSize]` → features `[N, hiddenDim]`. There is no classifier;
/// [#classifier(int, Generator)] adds one. Keys and their order are torchvision's (`class_token`,
/// `conv_proj.weight`, `encoder.pos_embedding`,
/// `encoder.layers.encoder_layer_0.self_attention.in_proj_weight`, …), so its files load as they
/// are where the sizes agree. Initial values too: patches from a truncated normal of variance `1 /
/// fanIn`, positions `N(0, 0.02²)`, Xavier uniform in attention and MLP, a class token of 0. There
/// is no dropout, as in torchvision's published models.
///
/// Dosovitskiy et al., *An Image is Worth 16x16 Words*, 2021; the sizes Tiny and Small are those of
/// Touvron et al., *Training data-efficient image transformers*, 2021.
///
/// @param classToken `class_token` `[1, 1, hiddenDim]`
/// @param convProj   patches to tokens: a convolution whose kernel and stride are the patch
/// @param encoder    positions and layers
/// @param options    the sizes
public record VisionTransformer(
        Parameter classToken, Conv2d convProj, Layer encoder, Options options) implements Backbone {

    /// A transformer with initial values drawn from the generator, float32 on the CPU.
    ///
    /// @param options   the sizes, such as [Options#tiny(int, int)]
    /// @param generator draws the initial values
    /// @return the network, in training mode
    public static VisionTransformer of(Options options, Generator generator) {
        Shape token = Shape.of(1, 1, options.hiddenDim());
        return new VisionTransformer(
                Parameter.trained("class_token", () -> Tensor.zeros(token)),
                patches(options, generator),
                VisionEncoder.of(options, generator),
                options);
    }

    private static Conv2d patches(Options options, Generator generator) {
        int patch = options.patchSize();
        Conv2d patches =
                Conv2d.of(
                        Conv2d.Options.of(3, options.hiddenDim(), patch).withStride(patch),
                        generator);
        double std = Math.sqrt(1.0 / (3.0 * patch * patch));
        // the bounds are values, not multiples of std: torchvision keeps trunc_normal_'s defaults
        Init.truncNormal_(patches.parameters().get("weight"), 0, std, -2, 2, generator);
        Init.zeros_(patches.parameters().get("bias"));
        return patches;
    }

    /// This network with a linear classifier under torchvision's key `heads.head`, which starts at
    /// 0; the parts are shared, not copied, and closing either closes them.
    ///
    /// @param classes   number of classes, at least 1
    /// @param generator draws what is then set to 0, as every layer's values are drawn
    /// @return images to logits
    /// @throws IllegalArgumentException when `classes` is below 1
    public Classifier classifier(int classes, Generator generator) {
        Check.atLeast("classes", classes, 1);
        Linear head = Linear.of(features(), classes, generator);
        head.parameters().values().forEach(Init::zeros_);
        return new Classifier(this, "heads.head", head);
    }

    @Override
    public Map<String, Module> children() {
        Map<String, Module> children = new LinkedHashMap<>();
        children.put("conv_proj", convProj);
        children.put("encoder", encoder);
        return children;
    }

    @Override
    public int features() {
        return options.hiddenDim();
    }

    /// Encodes images to the class token.
    ///
    /// @param x `[N, 3, imageSize, imageSize]`, normalised as in training
    /// @return `[N, hiddenDim]`
    @Override
    public Tensor forward(Tensor x) {
        return tokens(x).select(1, 0);
    }

    /// Encodes images to all tokens, after the last layer norm.
    ///
    /// @param x `[N, 3, imageSize, imageSize]`
    /// @return `[N, 1 + (imageSize / patchSize)², hiddenDim]`: the class token, then the patches
    ///     row by row
    /// @throws IllegalArgumentException when the images have another size
    public Tensor tokens(Tensor x) {
        int size = options.imageSize();
        boolean fits = x.dim() == 4 && x.size(1) == 3 && x.size(2) == size && x.size(3) == size;
        if (!fits) {
            throw InputCheck.unexpected(
                    "VisionTransformer", x, "[N, 3, " + size + ", " + size + "]");
        }
        Tensor patches = convProj.forward(x).flatten(2, -1).transpose(1, 2);
        Tensor first = classToken.tensor().expand(x.size(0), -1, -1);
        return encoder.forward(Tensor.cat(List.of(first, patches), 1));
    }

    /// Sizes of a vision transformer, with torchvision's names.
    ///
    /// @param imageSize height and width of the images, a multiple of `patchSize`
    /// @param patchSize side of a patch
    /// @param numLayers number of encoder layers
    /// @param numHeads  heads of each attention, a divisor of `hiddenDim`
    /// @param hiddenDim width of the tokens and of the features
    /// @param mlpDim    width inside each layer's MLP
    public record Options(
            int imageSize, int patchSize, int numLayers, int numHeads, int hiddenDim, int mlpDim) {

        /// Checks the sizes.
        ///
        /// @throws IllegalArgumentException naming the size that does not fit
        public Options {
            Check.atLeast("imageSize", imageSize, 1);
            Check.atLeast("patchSize", patchSize, 1);
            Check.atLeast("numLayers", numLayers, 1);
            Check.atLeast("numHeads", numHeads, 1);
            Check.atLeast("hiddenDim", hiddenDim, 1);
            Check.atLeast("mlpDim", mlpDim, 1);
            requireMultiple("imageSize", imageSize, "patchSize", patchSize);
            requireMultiple("hiddenDim", hiddenDim, "numHeads", numHeads);
        }

        private static void requireMultiple(String name, int value, String of, int divisor) {
            if (value % divisor != 0) {
                throw new IllegalArgumentException(
                        "%s: %d (expected: a multiple of %s %d)"
                                .formatted(name, value, of, divisor));
            }
        }

        /// ViT-Tiny: 12 layers, width 192, 3 heads; about 5.5 million parameters.
        ///
        /// @param imageSize height and width of the images: 224 in the paper
        /// @param patchSize side of a patch: 16 in the paper, about 4 for images of 32
        /// @return the options
        public static Options tiny(int imageSize, int patchSize) {
            return new Options(imageSize, patchSize, 12, 3, 192, 768);
        }

        /// ViT-Small: 12 layers, width 384, 6 heads; about 22 million parameters.
        ///
        /// @param imageSize height and width of the images
        /// @param patchSize side of a patch
        /// @return the options
        public static Options small(int imageSize, int patchSize) {
            return new Options(imageSize, patchSize, 12, 6, 384, 1536);
        }

        /// ViT-Base: 12 layers, width 768, 12 heads; about 86 million parameters. With 224 and 16
        /// torchvision's `vit_b_16`.
        ///
        /// @param imageSize height and width of the images
        /// @param patchSize side of a patch
        /// @return the options
        public static Options base(int imageSize, int patchSize) {
            return new Options(imageSize, patchSize, 12, 12, 768, 3072);
        }

        /// Number of tokens: the class token and one for each patch.
        ///
        /// @return `1 + (imageSize / patchSize)²`
        public int sequenceLength() {
            int side = imageSize / patchSize;
            return Math.addExact(Math.multiplyExact(side, side), 1);
        }
    }
}
