package dev.balboa.ssl;

import dev.balboa.data.Batch;
import dev.balboa.loss.NegativeCosine;
import dev.balboa.nn.Backbone;
import dev.balboa.nn.PredictionHead;
import dev.balboa.nn.ProjectionHead;
import dev.balboa.optim.ParameterGroup;
import dev.balboa.optim.Schedule;
import dev.balboa.tensor.Generator;
import dev.balboa.tensor.Tensor;
import dev.balboa.train.CollapseMeter;
import dev.balboa.train.Step;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// SimSiam: the prediction from one view is pulled towards the projection of the other, which is
/// held still.
///
/// With `z = projector(backbone(v))` and `p = predictor(z)` the loss is `½ D(p1, stop(z2)) + ½
/// D(p2, stop(z1))`, `D` the negative cosine similarity. Reports `spread`, the [CollapseMeter] of
/// `z1`.
///
/// With four views the loss is the mean of that of views 1 and 2 and that of views 3 and 4: as many
/// views and passes per step as [SimSiamGsg] has, the control for its compute.
///
/// Without a predictor `p = z`, which the paper shows to collapse: the control for
/// [SimSiamGsg] without one.
///
/// Chen and He, *Exploring Simple Siamese Representation Learning*, CVPR 2021.
///
/// @param backbone  from images to features
/// @param projector from features to projections
/// @param predictor from projections to predictions; empty for none
/// @param views     of each image: 2 as published, or 4
/// @param constantPredictorRate whether the predictor keeps the base learning rate, as in the
///     published code for ImageNet, instead of following the schedule
public record SimSiam(
        Backbone backbone,
        ProjectionHead projector,
        Optional<PredictionHead> predictor,
        int views,
        boolean constantPredictorRate)
        implements Method {

    static final MethodDefinition DEFINITION =
            MethodDefinition.of("simsiam", SimSiam::of)
                    .withIdea("one view predicts the other, which is held still")
                    .withSource("Chen and He, CVPR 2021")
                    .withOption(
                            MethodOption.oneOf(
                                    "views",
                                    "2",
                                    List.of("2", "4"),
                                    "views of each image; with 4 the mean of two losses, at the"
                                            + " cost of simsiam-gsg"))
                    .withOption(predictorOption())
                    .withOption(PredictorRate.option(PredictorRate.CONSTANT));

    private static final NegativeCosine DISTANCE = NegativeCosine.defaults();

    /// Checks the number of views.
    ///
    /// @throws IllegalArgumentException when `views` is neither 2 nor 4
    public SimSiam {
        if (views != 2 && views != 4) {
            throw new IllegalArgumentException("views: " + views + " (expected: 2 or 4)");
        }
    }

    private static SimSiam of(MethodSetup setup) {
        MethodSettings settings = setup.settings();
        Backbone backbone = setup.newBackbone();
        return new SimSiam(
                backbone,
                projector(backbone.features(), setup.heads(), setup.generator()),
                predictor(setup),
                Integer.parseInt(settings.text("views")),
                PredictorRate.constant(settings));
    }

    static MethodOption predictorOption() {
        return MethodOption.flag(
                "predictor",
                true,
                "whether there is a predictor; without one projections are compared");
    }

    /// A new predictor where the settings want one.
    static Optional<PredictionHead> predictor(MethodSetup setup) {
        return setup.settings().flag("predictor")
                ? Optional.of(predictor(setup.heads(), setup.generator()))
                : Optional.empty();
    }

    /// What a predictor makes of projections; without one, the projections.
    static Tensor predict(Optional<PredictionHead> predictor, Tensor z) {
        return predictor.map(head -> head.forward(z)).orElse(z);
    }

    static PredictionHead predictor(Heads heads, Generator generator) {
        return PredictionHead.simSiam(heads.projection(), heads.predictionHidden(), generator);
    }

    /// SimSiam around a backbone, with new heads and a constant learning rate for the predictor.
    ///
    /// @param backbone  from images to features; owned from now on
    /// @param heads     sizes
    /// @param generator draws the initial values of the heads
    /// @return the method
    public static SimSiam of(Backbone backbone, Heads heads, Generator generator) {
        return new SimSiam(
                backbone,
                projector(backbone.features(), heads, generator),
                Optional.of(predictor(heads, generator)),
                2,
                true);
    }

    /// The same parts with another choice for the predictor's learning rate.
    ///
    /// @param constant whether it keeps the base rate
    /// @return a method that shares this one's parts
    public SimSiam withConstantPredictorRate(boolean constant) {
        return new SimSiam(backbone, projector, predictor, views, constant);
    }

    /// The same parts with another number of views.
    ///
    /// @param value 2 or 4
    /// @return a method that shares this one's parts
    /// @throws IllegalArgumentException for another number
    public SimSiam withViews(int value) {
        return new SimSiam(backbone, projector, predictor, value, constantPredictorRate);
    }

    @Override
    public Step step(Batch batch) {
        Step step = pair(batch.view(0), batch.view(1));
        if (views == 2) {
            return step;
        }
        Tensor second = pair(batch.view(2), batch.view(3)).loss();
        return new Step(step.loss().add(second).mul(0.5), step.metrics());
    }

    /// The symmetric loss of two views.
    private Step pair(Tensor view1, Tensor view2) {
        Tensor z1 = projector.forward(backbone.forward(view1));
        Tensor z2 = projector.forward(backbone.forward(view2));
        Tensor p1 = predict(predictor, z1);
        Tensor p2 = predict(predictor, z2);
        Tensor first = DISTANCE.apply(p1, z2.detach());
        Tensor second = DISTANCE.apply(p2, z1.detach());
        return new Step(first.add(second).mul(0.5), Map.of("spread", CollapseMeter.spread(z1)));
    }

    @Override
    public List<ParameterGroup> groups(Schedule schedule) {
        return PredictorRate.groups(this, schedule, constantPredictorRate);
    }

    static ProjectionHead projector(int features, Heads heads, Generator generator) {
        return ProjectionHead.simSiam(
                features,
                heads.projectionHidden(),
                heads.projection(),
                heads.projectionLayers(),
                generator);
    }
}
