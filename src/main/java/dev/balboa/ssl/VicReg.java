package dev.balboa.ssl;

import dev.balboa.nn.ProjectionHead;
import dev.balboa.optim.OptimizerKind;

/// VICReg: views attract, each dimension keeps its spread over the batch, and no two dimensions say
/// the same.
///
/// The loss is [dev.balboa.loss.VicReg]; the heads are those of [BarlowTwins].
///
/// Bardes et al., *VICReg: Variance-Invariance-Covariance Regularization for Self-Supervised
/// Learning*, ICLR 2022.
final class VicReg {

    /// At 0.06, which other methods take, the first steps diverge, and at 0.01 with some seeds (on
    /// CIFAR-10 with a ResNet-18 of width 16): the weights of 25 are steep.
    private static final double LEARNING_RATE = 0.003;

    static final MethodDefinition DEFINITION =
            MethodDefinition.of("vicreg", VicReg::of)
                    .withIdea("views attract, dimensions keep their spread and stay uncorrelated")
                    .withSource("Bardes et al., ICLR 2022")
                    .withHeads(BarlowTwins::heads)
                    .withOptimizer(OptimizerKind.SGD, LEARNING_RATE)
                    .withOption(weight("vicreg-invariance", 25, "weight of the views' distance"))
                    .withOption(weight("vicreg-variance", 25, "weight of the spread"))
                    .withOption(weight("vicreg-covariance", 1, "weight of the covariances"));

    private VicReg() {}

    private static MethodOption weight(String name, double fallback, String description) {
        return MethodOption.real(name, fallback, 0, Double.POSITIVE_INFINITY, description);
    }

    private static Method of(MethodSetup setup) {
        MethodSettings settings = setup.settings();
        var loss =
                new dev.balboa.loss.VicReg(
                        settings.real("vicreg-invariance"),
                        settings.real("vicreg-variance"),
                        settings.real("vicreg-covariance"));
        return JointEmbedding.of(
                setup,
                JointEmbedding.Head.of(ProjectionHead::byol),
                (z1, z2, _) -> loss.apply(z1, z2));
    }
}
