package dev.balboa.ssl;

import dev.balboa.data.Batch;
import dev.balboa.loss.GuidedStopGradient;
import dev.balboa.nn.Backbone;
import dev.balboa.nn.PredictionHead;
import dev.balboa.nn.ProjectionHead;
import dev.balboa.optim.ParameterGroup;
import dev.balboa.optim.Schedule;
import dev.balboa.tensor.Generator;
import dev.balboa.tensor.Random;
import dev.balboa.tensor.Tensor;
import dev.balboa.train.CollapseMeter;
import dev.balboa.train.Step;
import java.util.List;
import java.util.Map;

/// SimSiam with guided stop-gradient: each image is paired with a random one of its batch, and of
/// the four pairs of views across the two images the closest decides which views move and which
/// hold still.
///
/// Four views per image; views 1 and 2 are the first image's, views 3 and 4 of the permuted batch
/// the second image's. Each view has a forward pass, and so batch statistics, of its own. An image
/// may be paired with itself; that is not excluded. A step costs twice as much as SimSiam's. The
/// choice and the loss are in [GuidedStopGradient]. Reports `spread`, the [CollapseMeter] of `z11`.
///
/// Lee et al., *Implicit Contrastive Representation Learning with Guided Stop-gradient*, NeurIPS
/// 2023.
///
/// @param backbone     from images to features
/// @param projector    from features to projections
/// @param predictor    from projections to predictions
/// @param permutations draws the pairs, a new permutation each step; a CPU generator, closed with
///     the method
/// @param constantPredictorRate whether the predictor keeps the base learning rate, as in the
///     published code for ImageNet, instead of following the schedule
public record SimSiamGsg(
        Backbone backbone,
        ProjectionHead projector,
        PredictionHead predictor,
        Generator permutations,
        boolean constantPredictorRate)
        implements Method {

    static final MethodDefinition DEFINITION =
            MethodDefinition.of("simsiam-gsg", SimSiamGsg::of)
                    .withIdea(
                            "SimSiam on pairs of images; the closest views decide which hold still")
                    .withSource("Lee et al., NeurIPS 2023")
                    .withViews(4)
                    .withOption(PredictorRate.option(PredictorRate.CONSTANT));

    private static final GuidedStopGradient LOSS = GuidedStopGradient.defaults();

    private static SimSiamGsg of(MethodSetup setup) {
        return of(setup.newBackbone(), setup.heads(), setup.generator(), setup.newChoices())
                .withConstantPredictorRate(PredictorRate.constant(setup.settings()));
    }

    /// SimSiam+GSG around a backbone, with new heads and a constant learning rate for the
    /// predictor.
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
                PredictionHead.simSiam(heads.projection(), heads.predictionHidden(), generator),
                permutations,
                true);
    }

    /// The same parts with another choice for the predictor's learning rate.
    ///
    /// @param constant whether it keeps the base rate
    /// @return a method that shares this one's parts
    public SimSiamGsg withConstantPredictorRate(boolean constant) {
        return new SimSiamGsg(backbone, projector, predictor, permutations, constant);
    }

    @Override
    public int views() {
        return 4;
    }

    @Override
    public Step step(Batch batch) {
        Tensor images = batch.view(0);
        Tensor r = Random.randperm(images.size(0), permutations).to(images.device());
        Tensor z11 = project(batch.view(0));
        Tensor z12 = project(batch.view(1));
        Tensor z21 = project(batch.view(2).indexSelect(0, r));
        Tensor z22 = project(batch.view(3).indexSelect(0, r));
        List<Tensor> z = List.of(z11, z12, z21, z22);
        List<Tensor> p = z.stream().map(predictor::forward).toList();
        return new Step(LOSS.apply(z, p), Map.of("spread", CollapseMeter.spread(z11)));
    }

    private Tensor project(Tensor view) {
        return projector.forward(backbone.forward(view));
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
