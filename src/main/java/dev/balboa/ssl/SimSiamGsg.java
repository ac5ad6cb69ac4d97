package dev.balboa.ssl;

import dev.balboa.data.Batch;
import dev.balboa.loss.GuidedStopGradient;
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

/// SimSiam with guided stop-gradient: each image is paired with a random one of its batch, and of
/// the four pairs of views across the two images the closest decides which views move and which
/// hold still.
///
/// Image `i` with views 1 and 2 is paired with another image of the batch with views 3 and 4, and
/// each view has a forward pass, and so batch statistics, of its own: a step costs twice as much as
/// SimSiam's. How pairs are made is in [GuidedPairs], the choice and the loss in
/// [GuidedStopGradient]. Without a predictor `p = z`; the paper's authors report that this does not
/// collapse. Reports `spread`, the [CollapseMeter] of `z11`, the shares of
/// [GuidedStopGradient#statistics], and `fixed_points`, the share of images paired with themselves.
///
/// Lee et al., *Implicit Contrastive Representation Learning with Guided Stop-gradient*, NeurIPS
/// 2023.
///
/// @param backbone     from images to features
/// @param projector    from features to projections
/// @param predictor    from projections to predictions; empty for none
/// @param pairs        of images, and the rule of the choice
/// @param permutations draws the pairs, a new permutation each step; a CPU generator, closed with
///     the method
/// @param constantPredictorRate whether the predictor keeps the base learning rate, as in the
///     published code for ImageNet, instead of following the schedule
public record SimSiamGsg(
        Backbone backbone,
        ProjectionHead projector,
        Optional<PredictionHead> predictor,
        GuidedPairs pairs,
        Generator permutations,
        boolean constantPredictorRate)
        implements Method {

    static final MethodDefinition DEFINITION =
            GuidedPairs.addOptions(
                            MethodDefinition.of("simsiam-gsg", SimSiamGsg::of)
                                    .withIdea(
                                            "SimSiam on pairs of images; the closest views decide"
                                                    + " which hold still")
                                    .withSource("Lee et al., NeurIPS 2023"))
                    .withOption(SimSiam.predictorOption())
                    .withOption(PredictorRate.option(PredictorRate.CONSTANT));

    private static SimSiamGsg of(MethodSetup setup) {
        MethodSettings settings = setup.settings();
        Backbone backbone = setup.newBackbone();
        return new SimSiamGsg(
                backbone,
                SimSiam.projector(backbone.features(), setup.heads(), setup.generator()),
                SimSiam.predictor(setup),
                GuidedPairs.of(settings),
                setup.newChoices(),
                PredictorRate.constant(settings));
    }

    /// SimSiam+GSG around a backbone as published, with new heads and a constant learning rate for
    /// the predictor.
    ///
    /// @param backbone     from images to features; owned from now on
    /// @param heads        sizes
    /// @param generator    draws the initial values of the heads
    /// @param permutations draws the pairs; owned from now on
    /// @return the method
    public static SimSiamGsg of(
            Backbone backbone, Heads heads, Generator generator, Generator permutations) {
        return new SimSiamGsg(
                backbone,
                SimSiam.projector(backbone.features(), heads, generator),
                Optional.of(SimSiam.predictor(heads, generator)),
                GuidedPairs.defaults(),
                permutations,
                true);
    }

    /// The same parts with another choice for the predictor's learning rate.
    ///
    /// @param constant whether it keeps the base rate
    /// @return a method that shares this one's parts
    public SimSiamGsg withConstantPredictorRate(boolean constant) {
        return new SimSiamGsg(backbone, projector, predictor, pairs, permutations, constant);
    }

    @Override
    public int views() {
        return pairs.views();
    }

    @Override
    public Step step(Batch batch) {
        List<Tensor> z =
                batch.views().subList(0, views()).stream()
                        .map(view -> projector.forward(backbone.forward(view)))
                        .toList();
        List<Tensor> p = z.stream().map(each -> SimSiam.predict(predictor, each)).toList();
        return pairs.step(z, p, permutations).with("spread", CollapseMeter.spread(z.getFirst()));
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
