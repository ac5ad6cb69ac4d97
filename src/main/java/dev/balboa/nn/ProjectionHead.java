package dev.balboa.nn;

import dev.balboa.nn.HeadBlock.Norm;
import dev.balboa.tensor.Generator;
import dev.balboa.tensor.Tensor;

/// The projector of a method, an MLP: a factory for each of lightly's projection heads, with the
/// same layers under the same keys (`layers.0.weight`, …), so that its weights fit.
///
/// | factory | lightly's class | after a hidden Linear | after the last Linear |
/// |---|---|---|---|
/// | [#simClr] | `SimCLRProjectionHead` | BN, ReLU | BN |
/// | [#moCo] | `MoCoProjectionHead` | ReLU | nothing |
/// | [#byol] | `BYOLProjectionHead` | BN, ReLU | nothing |
/// | [#simSiam] | `SimSiamProjectionHead` | BN, ReLU | BN without scale and shift |
///
/// | head | `in`-`hidden`-`out` | `count` of Linear layers |
/// |---|---|---|
/// | SimCLR | 2048-2048-128 | 2 |
/// | MoCo | 2048-2048-128 | 2 |
/// | BYOL | 2048-4096-256 | 2 |
/// | SimSiam | 2048-2048-2048 | 3 |
///
/// The sizes are those for ResNet-50. lightly's CIFAR-10 benchmark has 512-512-128 for SimCLR and
/// MoCo, and `count` 2 for SimSiam; its examples of BYOL with ResNet-18 have 512-1024-256. A Linear
/// before a batch norm (BN) has no bias, any other has one. Keys number the layers one by one, ReLU
/// included: with BN the Linear layers are 0, 3, 6, …, without 0, 2, 4, ….
///
/// @param layers the chain
public record ProjectionHead(Sequential layers) implements Layer {

    /// The projector of SimCLR: `count − 1` times Linear, BN, ReLU, then Linear, BN.
    ///
    /// Chen et al., *A Simple Framework for Contrastive Learning of Visual Representations*, 2020,
    /// has no BN in its text; the published code has it at every Linear.
    ///
    /// @param in        width of the features
    /// @param hidden    width of the hidden layers
    /// @param out       width of the projections
    /// @param count     number of Linear layers, at least 1: 2 in the paper
    /// @param generator draws the initial values
    /// @return the head
    /// @throws IllegalArgumentException when a size is below 1
    public static ProjectionHead simClr(
            int in, int hidden, int out, int count, Generator generator) {
        return mlp(in, hidden, out, count, Norm.AFFINE, Norm.AFFINE, generator);
    }

    /// The projector of MoCo v2: Linear, ReLU, Linear; without batch norm.
    ///
    /// Chen et al., *Improved Baselines with Momentum Contrastive Learning*, 2020.
    ///
    /// @param in        width of the features
    /// @param hidden    width of the hidden layer, in the paper that of the features
    /// @param out       width of the projections
    /// @param generator draws the initial values
    /// @return the head
    /// @throws IllegalArgumentException when a size is below 1
    public static ProjectionHead moCo(int in, int hidden, int out, Generator generator) {
        return moCo(in, hidden, out, 2, generator);
    }

    /// The projector of MoCo v2 with another number of layers.
    ///
    /// @param in        width of the features
    /// @param hidden    width of the hidden layers
    /// @param out       width of the projections
    /// @param count     number of Linear layers, at least 1: 2 in the paper
    /// @param generator draws the initial values
    /// @return the head
    /// @throws IllegalArgumentException when a size is below 1
    public static ProjectionHead moCo(int in, int hidden, int out, int count, Generator generator) {
        return mlp(in, hidden, out, count, Norm.NONE, Norm.NONE, generator);
    }

    /// The projector of BYOL: Linear, BN, ReLU, Linear.
    ///
    /// Grill et al., *Bootstrap Your Own Latent*, 2020, section 3.2.
    ///
    /// @param in        width of the features
    /// @param hidden    width of the hidden layer
    /// @param out       width of the projections
    /// @param generator draws the initial values
    /// @return the head
    /// @throws IllegalArgumentException when a size is below 1
    public static ProjectionHead byol(int in, int hidden, int out, Generator generator) {
        return byol(in, hidden, out, 2, generator);
    }

    /// The projector of BYOL with another number of layers. With 3 it is that of Barlow Twins and
    /// of VICReg, whose hidden layers have a bias in VICReg's code and none here.
    ///
    /// @param in        width of the features
    /// @param hidden    width of the hidden layers
    /// @param out       width of the projections
    /// @param count     number of Linear layers, at least 1: 2 in the paper
    /// @param generator draws the initial values
    /// @return the head
    /// @throws IllegalArgumentException when a size is below 1
    public static ProjectionHead byol(int in, int hidden, int out, int count, Generator generator) {
        return mlp(in, hidden, out, count, Norm.AFFINE, Norm.NONE, generator);
    }

    /// The projector of SimSiam: `count − 1` times Linear, BN, ReLU, then Linear, BN without scale
    /// and shift.
    ///
    /// No Linear has a bias (the published code has one at the last Linear and freezes it). Chen
    /// and He, *Exploring Simple Siamese Representation Learning*, 2021, section 3.
    ///
    /// @param in        width of the features
    /// @param hidden    width of the hidden layers
    /// @param out       width of the projections
    /// @param count     number of Linear layers, at least 1: 3 in the paper, 2 by convention on
    ///     CIFAR
    /// @param generator draws the initial values
    /// @return the head
    /// @throws IllegalArgumentException when a size is below 1
    public static ProjectionHead simSiam(
            int in, int hidden, int out, int count, Generator generator) {
        return mlp(in, hidden, out, count, Norm.AFFINE, Norm.PLAIN, generator);
    }

    private static ProjectionHead mlp(
            int in,
            int hidden,
            int out,
            int count,
            Norm hiddenNorm,
            Norm lastNorm,
            Generator generator) {
        return new ProjectionHead(
                HeadBlock.chain(
                        HeadBlock.mlp(in, hidden, out, count, hiddenNorm, lastNorm), generator));
    }

    /// Projects features.
    ///
    /// @param x `[N, in]`
    /// @return `[N, out]`
    @Override
    public Tensor forward(Tensor x) {
        return layers.forward(x);
    }
}
