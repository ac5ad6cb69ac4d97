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
import java.util.function.BiFunction;

/// The methods that differ in nothing but the loss of two views' projections.
///
/// `z = projector(backbone(v))` of both views, each with a forward pass, and so batch statistics,
/// of its own. Reports `spread`, the [CollapseMeter] of `z1`, and `contrast_acc`, the share of rows
/// nearest to their partner, [NtXent#accuracy], and what the loss has to report.
///
/// @param backbone  from images to features
/// @param projector from features to projections; of no use after training
/// @param loss      of the projections of both views
public record JointEmbedding(Backbone backbone, ProjectionHead projector, PairLoss loss)
        implements Method {

    /// A new method.
    ///
    /// @param setup what it is built from
    /// @param head  makes the projector
    /// @param loss  of the projections of both views
    /// @return the method
    static JointEmbedding of(MethodSetup setup, Head head, PairLoss loss) {
        Backbone backbone = setup.newBackbone();
        return new JointEmbedding(backbone, head.of(setup, backbone.features()), loss);
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
        metrics.putAll(loss.statistics(z1, z2));
        return new Step(loss.apply(z1, z2, batch), metrics);
    }

    @Override
    public List<ParameterGroup> groups(Schedule schedule) {
        return List.of(new ParameterGroup("encoder", parameters(), schedule));
    }

    /// A loss of two views.
    @FunctionalInterface
    public interface PairLoss {

        /// The loss of a batch.
        ///
        /// @param z1    projections of the first views, `[N, D]`
        /// @param z2    projections of the second views, the same shape
        /// @param batch for a loss that takes labels
        /// @return 0-d, differentiable
        Tensor apply(Tensor z1, Tensor z2, Batch batch);

        /// What there is to report of a batch beside the loss.
        ///
        /// @param z1 projections of the first views, `[N, D]`
        /// @param z2 projections of the second views, the same shape
        /// @return 0-d tensors without gradient, by name; none unless a loss has some
        default Map<String, Tensor> statistics(Tensor z1, Tensor z2) {
            return Map.of();
        }

        /// The same loss with something to report.
        ///
        /// @param figures of the projections of both views
        /// @return a loss of its own
        default PairLoss reporting(BiFunction<Tensor, Tensor, Map<String, Tensor>> figures) {
            PairLoss loss = this;
            return new PairLoss() {
                @Override
                public Tensor apply(Tensor z1, Tensor z2, Batch batch) {
                    return loss.apply(z1, z2, batch);
                }

                @Override
                public Map<String, Tensor> statistics(Tensor z1, Tensor z2) {
                    return figures.apply(z1, z2);
                }
            };
        }
    }

    /// Makes a projector for a backbone.
    @FunctionalInterface
    interface Head {

        /// The head of a kind, with the sizes of a setup.
        static Head of(Kind kind) {
            return (setup, features) -> {
                Heads heads = setup.heads();
                return kind.of(
                        features,
                        heads.projectionHidden(),
                        heads.projection(),
                        heads.projectionLayers(),
                        setup.generator());
            };
        }

        /// A new projector.
        ///
        /// @param setup    with the sizes and the source of initial values
        /// @param features width of the backbone's features
        ProjectionHead of(MethodSetup setup, int features);
    }

    /// A factory of [ProjectionHead].
    @FunctionalInterface
    interface Kind {

        /// A new head.
        ProjectionHead of(int in, int hidden, int out, int layers, Generator generator);
    }
}
