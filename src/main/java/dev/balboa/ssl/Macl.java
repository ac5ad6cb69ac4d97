package dev.balboa.ssl;

import dev.balboa.nn.ProjectionHead;

/// MACL: SimCLR whose one temperature follows how well the positives are aligned.
///
/// The loss is [dev.balboa.loss.Macl]; beside [DyStress] it is the control whose temperature
/// changes with the model and not with the pair.
///
/// Huang et al., *Model-Aware Contrastive Learning: Towards Escaping the Dilemmas*, ICML 2023.
final class Macl {

    static final MethodDefinition DEFINITION =
            MethodDefinition.of("macl", Macl::of)
                    .withIdea("SimCLR whose temperature follows the alignment of the positives")
                    .withSource("Huang et al., ICML 2023")
                    .withHeads(Heads::simClr)
                    .withOption(
                            MethodOption.positive(
                                    "temperature", 0.1, "divides the cosines at the threshold"))
                    .withOption(
                            MethodOption.real(
                                    "macl-alpha",
                                    0.5,
                                    0,
                                    Double.POSITIVE_INFINITY,
                                    "how much the temperature follows"))
                    .withOption(
                            MethodOption.real(
                                    "macl-threshold",
                                    0,
                                    -1,
                                    1,
                                    "alignment that leaves the temperature as it is"));

    private Macl() {}

    private static Method of(MethodSetup setup) {
        MethodSettings settings = setup.settings();
        var loss =
                new dev.balboa.loss.Macl(
                        settings.real("temperature"),
                        settings.real("macl-alpha"),
                        settings.real("macl-threshold"));
        return JointEmbedding.of(
                setup,
                JointEmbedding.Head.of(ProjectionHead::simClr),
                (z1, z2, _) -> loss.apply(z1, z2));
    }
}
