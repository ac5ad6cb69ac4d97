package dev.balboa.ssl;

import dev.balboa.loss.Dcl;
import dev.balboa.loss.DclW;
import dev.balboa.nn.ProjectionHead;
import java.util.List;
import java.util.Locale;

/// Decoupled contrastive learning: SimCLR whose positive is not among what it is told from, so that
/// small batches pull as large ones do.
///
/// The loss is [Dcl], or with `dcl-weighted` [DclW], which weighs a pair the more the farther its
/// views are apart.
///
/// Yeh et al., *Decoupled Contrastive Learning*, ECCV 2022.
final class DecoupledContrastive {

    static final MethodDefinition DEFINITION =
            MethodDefinition.of("dcl", DecoupledContrastive::of)
                    .withIdea("SimCLR without the positive in the denominator")
                    .withSource("Yeh et al., ECCV 2022")
                    .withHeads(Heads::simClr)
                    .withOption(
                            MethodOption.positive(
                                    "temperature",
                                    Dcl.DEFAULT_TEMPERATURE,
                                    "divides the cosines of the loss"))
                    .withOption(definitionOption())
                    .withOption(
                            MethodOption.flag(
                                    "dcl-weighted", false, "weigh pairs by how far apart they are"))
                    .withOption(
                            MethodOption.positive(
                                    "dcl-sigma", DclW.DEFAULT_SIGMA, "width of these weights"));

    private DecoupledContrastive() {}

    static MethodOption definitionOption() {
        return MethodOption.oneOf(
                "dcl-definition",
                "joined",
                List.of("joined", "per-view"),
                "one logarithm over both views, or one for each");
    }

    static Dcl.Definition definition(MethodSettings settings) {
        String name = settings.text("dcl-definition").replace('-', '_');
        return Dcl.Definition.valueOf(name.toUpperCase(Locale.ROOT));
    }

    private static Method of(MethodSetup setup) {
        MethodSettings settings = setup.settings();
        double temperature = settings.real("temperature");
        Dcl dcl = new Dcl(temperature, definition(settings));
        DclW weighted = new DclW(temperature, settings.real("dcl-sigma"), definition(settings));
        return JointEmbedding.of(
                setup,
                JointEmbedding.Head.of(ProjectionHead::simClr),
                settings.flag("dcl-weighted")
                        ? (z1, z2, _) -> weighted.apply(z1, z2)
                        : (z1, z2, _) -> dcl.apply(z1, z2));
    }
}
