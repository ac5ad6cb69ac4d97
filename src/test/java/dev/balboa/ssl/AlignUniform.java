package dev.balboa.ssl;

import dev.balboa.data.Batch;
import dev.balboa.nn.Backbone;
import dev.balboa.nn.ProjectionHead;
import dev.balboa.optim.ParameterGroup;
import dev.balboa.optim.Schedule;
import dev.balboa.tensor.Functional;
import dev.balboa.tensor.Tensor;
import dev.balboa.train.CollapseMeter;
import dev.balboa.train.Step;
import java.util.List;
import java.util.Map;

/// A method that only the tests have, to show that one is added by a file and a line (in
/// `META-INF/services`): everything that runs over all methods runs over it.
///
/// `mean ‖z1 − z2‖² + λ · log mean exp(−2 ‖zᵢ − zⱼ‖²)` over unit rows. Wang and Isola,
/// *Understanding Contrastive Representation Learning through Alignment and Uniformity*, ICML 2020.
record AlignUniform(Backbone backbone, ProjectionHead projector, double weight) implements Method {

    /// Makes it known.
    public static final class Provider implements MethodProvider {

        @Override
        public MethodDefinition definition() {
            return MethodDefinition.of("align-uniform", AlignUniform::of)
                    .withIdea(
                            "views of an image attract, all views of a batch spread over the sphere")
                    .withSource("Wang and Isola, ICML 2020")
                    .withHeads(Heads::simClr)
                    .withOption(
                            MethodOption.positive(
                                    "uniformity-weight", 1, "weight of the spreading part"));
        }
    }

    private static AlignUniform of(MethodSetup setup) {
        Heads heads = setup.heads();
        Backbone backbone = setup.newBackbone();
        return new AlignUniform(
                backbone,
                ProjectionHead.simClr(
                        backbone.features(),
                        heads.projectionHidden(),
                        heads.projection(),
                        heads.projectionLayers(),
                        setup.generator()),
                setup.settings().real("uniformity-weight"));
    }

    @Override
    public int views() {
        return 2;
    }

    @Override
    public Step step(Batch batch) {
        Tensor z1 = unit(batch.view(0));
        Tensor z2 = unit(batch.view(1));
        Tensor align = z1.sub(z2).square().sum(false, 1).mean();
        Tensor uniform = z1.matmul(z1.t()).sub(1).mul(4).exp().mean().log();
        return new Step(align.add(uniform.mul(weight)), Map.of("spread", CollapseMeter.spread(z1)));
    }

    private Tensor unit(Tensor view) {
        return Functional.normalize(projector.forward(backbone.forward(view)), 2, 1, 1e-12);
    }

    @Override
    public List<ParameterGroup> groups(Schedule schedule) {
        return List.of(new ParameterGroup("encoder", parameters(), schedule));
    }
}
