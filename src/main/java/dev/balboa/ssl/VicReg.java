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

    /// The paper trains with LARS. With SGD the first steps diverge at 0.06 and, with some seeds,
    /// at 0.01 (CIFAR-10, a ResNet-18 of width 16): the weights of 25 are steep. At 0.003 it learns
    /// less than with LARS.
    private static final double LARS_RATE = 0.3;

    static final MethodDefinition DEFINITION =
            MethodDefinition.of("vicreg", VicReg::of)
                    .withIdea("views attract, dimensions keep their spread and stay uncorrelated")
                    .withSource("Bardes et al., ICLR 2022")
                    .withHeads(BarlowTwins::heads)
                    .withOptimizer(OptimizerKind.LARS, LARS_RATE)
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
