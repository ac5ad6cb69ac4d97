package dev.balboa.ssl;

import dev.balboa.loss.DyStressDcl;
import dev.balboa.nn.ProjectionHead;
import java.util.List;

/// DySTreSS: SimCLR whose temperature depends on how alike a pair is already, low where the
/// contrast should be sharp and high where it should be gentle.
///
/// The loss is [dev.balboa.loss.DyStress], or its decoupled form [DyStressDcl]. The temperature is
/// detached by default, as in the published code; the paper differentiates through it.
///
/// Reports the figures of [dev.balboa.loss.TemperatureProfile#statistics].
///
/// Manna et al., *Dynamically Scaled Temperature in Self-Supervised Contrastive Learning*, IEEE TAI
/// 2025.
final class DyStress {

    static final MethodDefinition DEFINITION =
            Temperatures.addTo(
                            MethodDefinition.of("dystress", DyStress::of)
                                    .withIdea(
                                            "SimCLR with a temperature that depends on the pair's"
                                                    + " cosine")
                                    .withSource("Manna et al., IEEE TAI 2025")
                                    .withHeads(Heads::simClr)
                                    .withCharts(DyStress::charts),
                            "cosine",
                            0.07,
                            0.2)
                    .withOption(
                            MethodOption.oneOf(
                                    "dystress-form",
                                    "nt-xent",
                                    List.of("nt-xent", "dcl"),
                                    "the loss whose temperature it is"))
                    .withOption(
                            DecoupledContrastive.definitionOption()
                                    .usedWith("dystress-form", "dcl"));

    private DyStress() {}

    private static Method of(MethodSetup setup) {
        MethodSettings settings = setup.settings();
        var profile = Temperatures.profile(settings);
        boolean detach = Temperatures.detached(settings);
        var joint = new dev.balboa.loss.DyStress(profile, detach);
        var decoupled = new DyStressDcl(profile, detach, DecoupledContrastive.definition(settings));
        JointEmbedding.PairLoss loss =
                settings.text("dystress-form").equals("dcl")
                        ? (z1, z2, _) -> decoupled.apply(z1, z2)
                        : (z1, z2, _) -> joint.apply(z1, z2);
        return JointEmbedding.of(
                setup,
                JointEmbedding.Head.of(ProjectionHead::simClr),
                loss.reporting(profile::statistics));
    }

    private static List<Chart> charts(MethodSettings settings) {
        Chart profile = Temperatures.chart(settings);
        Chart inUse =
                new Chart(
                        "Temperatures in use",
                        "The mean temperature of the two views of an image and of views of"
                                + " different images: where the profile puts this run's cosines.",
                        "epoch",
                        "temperature",
                        List.of(
                                new Chart.Figure("views of an image", "temperature_partners"),
                                new Chart.Figure(
                                        "views of different images", "temperature_others")));
        return Temperatures.varies(settings)
                ? List.of(profile, Temperatures.cosines(), inUse)
                : List.of(profile, Temperatures.cosines());
    }
}
