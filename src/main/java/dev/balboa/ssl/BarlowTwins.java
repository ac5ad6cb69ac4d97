package dev.balboa.ssl;

import dev.balboa.nn.ProjectionHead;
import dev.balboa.optim.OptimizerKind;
import java.util.OptionalInt;

/// Barlow Twins: the cross-correlation of the two views' projections over the batch is pulled to
/// the identity, so that each dimension says the same of both views and no two say the same.
///
/// The loss is [dev.balboa.loss.BarlowTwins]; the projector has three layers, as wide as its
/// output.
///
/// Zbontar et al., *Barlow Twins: Self-Supervised Learning via Redundancy Reduction*, ICML 2021.
final class BarlowTwins {

    /// The paper trains with LARS. The loss is a sum over 2,048 dimensions: with SGD it learned at
    /// no rate from 0.0003 to 0.06 (CIFAR-10, a ResNet-18 of width 16).
    private static final double LARS_RATE = 0.3;

    static final MethodDefinition DEFINITION =
            MethodDefinition.of("barlow-twins", BarlowTwins::of)
                    .withIdea("the views' correlation over the batch is pulled to the identity")
                    .withSource("Zbontar et al., ICML 2021")
                    .withHeads(BarlowTwins::heads)
                    .withOptimizer(OptimizerKind.LARS, LARS_RATE)
                    .withOption(
                            MethodOption.positive(
                                    "barlow-lambda",
                                    dev.balboa.loss.BarlowTwins.DEFAULT_LAMBDA,
                                    "weight of what different dimensions share"));

    private BarlowTwins() {}

    /// Three layers of one width, as in lightly's benchmark on CIFAR-10: 2048.
    static Heads heads(int features, OptionalInt projection) {
        int width = projection.orElse(2048);
        return new Heads(width, width, 3, Math.max(1, width / 4));
    }

    private static Method of(MethodSetup setup) {
        var loss = new dev.balboa.loss.BarlowTwins(setup.settings().real("barlow-lambda"));
        return JointEmbedding.of(
                setup,
                JointEmbedding.Head.of(ProjectionHead::byol),
                (z1, z2, _) -> loss.apply(z1, z2));
    }
}
