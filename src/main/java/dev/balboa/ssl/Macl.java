package dev.balboa.ssl;

import dev.balboa.nn.ProjectionHead;
import java.util.List;

/// MACL: SimCLR whose one temperature follows how well the positives are aligned.
///
/// The loss is [dev.balboa.loss.Macl]; beside [DyStress] it is the control whose temperature
/// changes with the model and not with the pair.
///
/// Reports the figures of [dev.balboa.loss.Macl#statistics].
///
/// Huang et al., *Model-Aware Contrastive Learning: Towards Escaping the Dilemmas*, ICML 2023.
final class Macl {

    static final MethodDefinition DEFINITION =
            MethodDefinition.of("macl", Macl::of)
                    .withIdea("SimCLR whose temperature follows the alignment of the positives")
                    .withSource("Huang et al., ICML 2023")
                    .withHeads(Heads::simClr)
                    .withCharts(Macl::charts)
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

    private static dev.balboa.loss.Macl loss(MethodSettings settings) {
        return new dev.balboa.loss.Macl(
                settings.real("temperature"),
                settings.real("macl-alpha"),
                settings.real("macl-threshold"));
    }

    private static Method of(MethodSetup setup) {
        var loss = loss(setup.settings());
        JointEmbedding.PairLoss pairs = (z1, z2, _) -> loss.apply(z1, z2);
        return JointEmbedding.of(
                setup,
                JointEmbedding.Head.of(ProjectionHead::simClr),
                pairs.reporting(loss::statistics));
    }

    private static List<Chart> charts(MethodSettings settings) {
        double base = settings.real("temperature");
        Chart.Reference fixed = new Chart.Reference("fixed at " + base, base);
        return List.of(
                new Chart(
                        "Temperature profile",
                        "The temperature of a batch by how well its views are aligned; dashed, the"
                                + " fixed temperature to compare with.",
                        "mean cosine of the views of an image",
                        "temperature",
                        List.of(
                                new Chart.Curve("macl", Temperatures.curve(loss(settings)::at)),
                                fixed)),
                Temperatures.cosines(),
                new Chart(
                        "Temperature in use",
                        "The mean over the batches of an epoch: it follows the cosine of the views"
                                + " of an image.",
                        "epoch",
                        "temperature",
                        List.of(new Chart.Figure("temperature", "temperature"), fixed)));
    }
}
