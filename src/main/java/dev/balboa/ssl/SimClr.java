package dev.balboa.ssl;

import dev.balboa.loss.NtXent;
import dev.balboa.nn.Backbone;
import dev.balboa.nn.ProjectionHead;
import dev.balboa.optim.ParameterGroup;
import dev.balboa.optim.Schedule;
import dev.balboa.tensor.Generator;
import dev.balboa.tensor.Tensor;
import dev.balboa.train.CollapseMeter;
import dev.balboa.train.Step;
import java.util.List;
import java.util.Map;

/// SimCLR: of all views in a batch, the two of an image are to be the most alike.
///
/// With `z = projector(backbone(v))` the loss is [NtXent] of the two views' projections. Each view
/// has a forward pass, and so batch statistics, of its own, as in lightly; the published code runs
/// both views as one batch. Reports `spread`, the [CollapseMeter] of the first views' projections,
/// and `contrast_accuracy`, [NtXent#accuracy].
///
/// Chen et al., *A Simple Framework for Contrastive Learning of Visual Representations*, ICML 2020.
///
/// @param backbone  from images to features
/// @param projector from features to projections
/// @param loss      with its temperature
public record SimClr(Backbone backbone, ProjectionHead projector, NtXent loss) implements Method {

    /// SimCLR around a backbone, with a new projector.
    ///
    /// @param backbone  from images to features; owned from now on
    /// @param heads     sizes; there is no predictor
    /// @param loss      with its temperature
    /// @param generator draws the initial values of the projector
    /// @return the method
    public static SimClr of(Backbone backbone, Heads heads, NtXent loss, Generator generator) {
        return new SimClr(
                backbone,
                ProjectionHead.simClr(
                        backbone.features(),
                        heads.projectionHidden(),
                        heads.projection(),
                        heads.projectionLayers(),
                        generator),
                loss);
    }

    @Override
    public int views() {
        return 2;
    }

    @Override
    public Step step(List<Tensor> views) {
        Tensor z0 = projector.forward(backbone.forward(views.get(0)));
        Tensor z1 = projector.forward(backbone.forward(views.get(1)));
        return new Step(
                loss.apply(z0, z1),
                Map.of(
                        "spread",
                        CollapseMeter.spread(z0),
                        "contrast_accuracy",
                        NtXent.accuracy(z0, z1)));
    }

    @Override
    public List<ParameterGroup> groups(Schedule schedule) {
        return List.of(new ParameterGroup("encoder", parameters(), schedule));
    }
}
