package dev.balboa.ssl;

import dev.balboa.data.Batch;
import dev.balboa.loss.NtXent;
import dev.balboa.nn.Backbone;
import dev.balboa.nn.ProjectionHead;
import dev.balboa.optim.ParameterGroup;
import dev.balboa.optim.Schedule;
import dev.balboa.tensor.Generator;
import dev.balboa.tensor.Tensor;
import dev.balboa.train.CollapseMeter;
import dev.balboa.train.Step;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// SimCLR: the two views of an image are pulled together, and apart from the views of all other
/// images of the batch.
///
/// The loss is [NtXent] of `z = projector(backbone(v))` of both views. Each view has a forward
/// pass, and so batch statistics, of its own, as in lightly; the published TensorFlow code passes
/// both views as one batch. Reports `spread`, the [CollapseMeter] of `z1`, and `contrast_acc`, the
/// share of rows nearest to their partner, [NtXent#accuracy].
///
/// Chen et al., *A Simple Framework for Contrastive Learning of Visual Representations*, ICML 2020.
///
/// @param backbone  from images to features
/// @param projector from features to projections; of no use after training
/// @param loss      with its temperature
public record SimClr(Backbone backbone, ProjectionHead projector, NtXent loss) implements Method {

    static final MethodDefinition DEFINITION =
            MethodDefinition.of("simclr", SimClr::of)
                    .withIdea(
                            "two views of an image attract, views of other images repel (NT-Xent)")
                    .withSource("Chen et al., ICML 2020")
                    .withHeads(Heads::simClr)
                    .withOption(
                            MethodOption.positive(
                                    "temperature",
                                    NtXent.DEFAULT_TEMPERATURE,
                                    "divides the cosines of the loss"));

    private static SimClr of(MethodSetup setup) {
        NtXent loss = new NtXent(setup.settings().real("temperature"));
        return of(setup.newBackbone(), setup.heads(), loss, setup.generator());
    }

    /// SimCLR around a backbone, with a new projector.
    ///
    /// @param backbone  from images to features; owned from now on
    /// @param heads     sizes; the predictor's is not used
    /// @param loss      with its temperature, 0.5 on CIFAR
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
    public Step step(Batch batch) {
        Tensor z1 = projector.forward(backbone.forward(batch.view(0)));
        Tensor z2 = projector.forward(backbone.forward(batch.view(1)));
        Map<String, Tensor> metrics = new LinkedHashMap<>();
        metrics.put("spread", CollapseMeter.spread(z1));
        metrics.put("contrast_acc", NtXent.accuracy(z1, z2));
        return new Step(loss.apply(z1, z2), metrics);
    }

    @Override
    public List<ParameterGroup> groups(Schedule schedule) {
        return List.of(new ParameterGroup("encoder", parameters(), schedule));
    }
}
