package dev.balboa.ssl;

import dev.balboa.data.Batch;
import dev.balboa.loss.NegativeCosine;
import dev.balboa.nn.Backbone;
import dev.balboa.nn.PredictionHead;
import dev.balboa.nn.ProjectionHead;
import dev.balboa.optim.ExponentialMovingAverage.Momentum;
import dev.balboa.optim.ParameterGroup;
import dev.balboa.optim.Schedule;
import dev.balboa.tensor.Tensor;
import dev.balboa.train.CollapseMeter;
import dev.balboa.train.Step;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;

/// BYOL: the prediction from one view is pulled towards what a slow copy of the encoder makes of
/// the other.
///
/// With `p = predictor(projector(backbone(v)))` and `t` the projection of the slow copy the loss is
/// `½ D(p1, t2) + ½ D(p2, t1)`, `D` the negative cosine similarity. The paper's `‖p̄ − t̄‖²`,
/// summed over both directions, is `4 + 4 ·` this; lightly's benchmark has it as here. The copy
/// moves before each step, with a momentum that rises to 1 by a cosine over the run. Reports
/// `spread`, the [CollapseMeter] of the projections.
///
/// Without a predictor `p` is the projection itself.
///
/// Grill et al., *Bootstrap Your Own Latent*, NeurIPS 2020.
///
/// @param backbone  from images to features
/// @param projector from features to projections
/// @param predictor from projections to predictions; empty for none
/// @param target    the slow copy of backbone and projector
/// @param constantPredictorRate whether the predictor keeps the base learning rate
public record Byol(
        Backbone backbone,
        ProjectionHead projector,
        Optional<PredictionHead> predictor,
        MomentumEncoder target,
        boolean constantPredictorRate)
        implements Method {

    static final MethodDefinition DEFINITION =
            MethodDefinition.of("byol", Byol::of)
                    .withIdea(
                            "one view predicts what a slow copy of the encoder makes of the other")
                    .withSource("Grill et al., NeurIPS 2020")
                    .withHeads(Byol::heads)
                    .withOption(momentum())
                    .withOption(SimSiam.predictorOption())
                    .withOption(PredictorRate.option(PredictorRate.COSINE));

    private static final NegativeCosine DISTANCE = NegativeCosine.defaults();

    /// What the slow copy keeps of itself. The text serves [ByolGsg] too, which shares the flag.
    static MethodOption momentum() {
        return MethodOption.real(
                "momentum-base",
                0.99,
                0,
                1,
                "share of the slow copy that a step keeps; byol's rises from it to 1, byol-gsg's"
                        + " stays");
    }

    private static Byol of(MethodSetup setup) {
        double base = setup.settings().real("momentum-base");
        return of(setup, new Momentum.Cosine(base, setup.steps()));
    }

    static Byol of(MethodSetup setup, Momentum momentum) {
        Backbone backbone = setup.newBackbone();
        ProjectionHead projector = projector(setup, backbone);
        Heads heads = setup.heads();
        Optional<PredictionHead> predictor =
                setup.settings().flag("predictor")
                        ? Optional.of(
                                PredictionHead.byol(
                                        heads.projection(),
                                        heads.predictionHidden(),
                                        setup.generator()))
                        : Optional.empty();
        MomentumEncoder target =
                MomentumEncoder.copyOf(
                        backbone,
                        projector,
                        setup.newBackbone(),
                        projector(setup, backbone),
                        momentum);
        return new Byol(
                backbone, projector, predictor, target, PredictorRate.constant(setup.settings()));
    }

    /// BYOL's heads in lightly's examples for small images: projections of 256, hidden layers four
    /// times as wide.
    static Heads heads(int features, OptionalInt projection) {
        int width = projection.orElse(256);
        return new Heads(width, 4 * width, 2, 4 * width);
    }

    private static ProjectionHead projector(MethodSetup setup, Backbone backbone) {
        Heads heads = setup.heads();
        return ProjectionHead.byol(
                backbone.features(),
                heads.projectionHidden(),
                heads.projection(),
                heads.projectionLayers(),
                setup.generator());
    }

    @Override
    public int views() {
        return 2;
    }

    @Override
    public Step step(Batch batch) {
        target.follow(backbone, projector);
        Tensor z1 = projector.forward(backbone.forward(batch.view(0)));
        Tensor z2 = projector.forward(backbone.forward(batch.view(1)));
        Tensor first =
                DISTANCE.apply(SimSiam.predict(predictor, z1), target.forward(batch.view(1)));
        Tensor second =
                DISTANCE.apply(SimSiam.predict(predictor, z2), target.forward(batch.view(0)));
        return new Step(first.add(second).mul(0.5), Map.of("spread", CollapseMeter.spread(z1)));
    }

    @Override
    public List<ParameterGroup> groups(Schedule schedule) {
        return PredictorRate.groups(this, schedule, constantPredictorRate);
    }
}
