package dev.balboa.ssl;

import dev.balboa.data.Batch;
import dev.balboa.loss.GuidedStopGradient;
import dev.balboa.nn.Backbone;
import dev.balboa.nn.PredictionHead;
import dev.balboa.nn.ProjectionHead;
import dev.balboa.optim.ExponentialMovingAverage.Momentum;
import dev.balboa.optim.ParameterGroup;
import dev.balboa.optim.Schedule;
import dev.balboa.tensor.Generator;
import dev.balboa.tensor.Tensor;
import dev.balboa.train.CollapseMeter;
import dev.balboa.train.Step;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// BYOL with guided stop-gradient: of the four pairs of views across two images, those that the
/// slow copy places closest decide which views predict and which are predicted.
///
/// With `p = predictor(projector(backbone(v)))` and `z` the projections of the slow copy, distances
/// and targets are `z`, sources are `p`; the loss is [GuidedStopGradient], the pairs are
/// [GuidedPairs]. The copy moves at the start of each step and keeps a constant share of itself, as
/// in the published code; [Byol]'s share rises over the run. Heads are [Byol]'s; the published code
/// has SimSiam's. Reports `spread`, the [CollapseMeter] of the trained network's projections of
/// view 1, the shares of [GuidedStopGradient#statistics], and `fixed_points`, the share of images
/// paired with themselves.
///
/// Lee et al., *Implicit Contrastive Representation Learning with Guided Stop-gradient*, NeurIPS
/// 2023.
///
/// @param backbone     from images to features
/// @param projector    from features to projections
/// @param predictor    from projections to predictions; empty for none
/// @param target       the slow copy of backbone and projector
/// @param pairs        of images, and the rule of the choice
/// @param permutations draws the pairs, a new permutation each step; a CPU generator, closed with
///     the method
/// @param constantPredictorRate whether the predictor keeps the base learning rate
public record ByolGsg(
        Backbone backbone,
        ProjectionHead projector,
        Optional<PredictionHead> predictor,
        MomentumEncoder target,
        GuidedPairs pairs,
        Generator permutations,
        boolean constantPredictorRate)
        implements Method {

    static final MethodDefinition DEFINITION =
            GuidedPairs.addOptions(
                            MethodDefinition.of("byol-gsg", ByolGsg::of)
                                    .withIdea(
                                            "BYOL on pairs of images; the closest views decide"
                                                    + " which predict")
                                    .withSource("Lee et al., NeurIPS 2023")
                                    .withHeads(Byol::heads))
                    .withOption(Byol.momentum())
                    .withOption(SimSiam.predictorOption())
                    .withOption(PredictorRate.option(PredictorRate.COSINE));

    private static ByolGsg of(MethodSetup setup) {
        MethodSettings settings = setup.settings();
        Byol byol = Byol.of(setup, new Momentum.Constant(settings.real("momentum-base")));
        return new ByolGsg(
                byol.backbone(),
                byol.projector(),
                byol.predictor(),
                byol.target(),
                GuidedPairs.of(settings),
                setup.newChoices(),
                byol.constantPredictorRate());
    }

    @Override
    public int views() {
        return pairs.views();
    }

    @Override
    public Step step(Batch batch) {
        target.follow(backbone, projector);
        List<Tensor> views = batch.views().subList(0, views());
        List<Tensor> online =
                views.stream().map(view -> projector.forward(backbone.forward(view))).toList();
        List<Tensor> p = online.stream().map(z -> SimSiam.predict(predictor, z)).toList();
        List<Tensor> z = views.stream().map(target::forward).toList();
        return pairs.step(z, p, permutations)
                .with("spread", CollapseMeter.spread(online.getFirst()));
    }

    @Override
    public List<ParameterGroup> groups(Schedule schedule) {
        return PredictorRate.groups(this, schedule, constantPredictorRate);
    }

    @Override
    public Map<String, Generator> generators() {
        return Map.of("permutations", permutations);
    }

    @Override
    public void close() {
        Method.super.close();
        permutations.close();
    }
}
