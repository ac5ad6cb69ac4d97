package dev.balboa.ssl;

import dev.balboa.data.Batch;
import dev.balboa.loss.DyStress;
import dev.balboa.loss.InfoNce;
import dev.balboa.nn.Backbone;
import dev.balboa.nn.ProjectionHead;
import dev.balboa.optim.ExponentialMovingAverage.Momentum;
import dev.balboa.optim.ParameterGroup;
import dev.balboa.optim.Schedule;
import dev.balboa.tensor.Tensor;
import dev.balboa.train.CollapseMeter;
import dev.balboa.train.Step;
import java.util.List;
import java.util.Map;

/// MoCo v2: a view has to find what a slow copy of the encoder makes of the other view, among the
/// keys of many earlier batches.
///
/// `q = projector(backbone(v1))`, `k` the projection of `v2` by the slow copy, and the loss
/// [InfoNce] of `q` against `k` and the queue; then the keys go into the queue in the place of the
/// oldest. With `symmetric`, as in the authors' CIFAR notebook, both views are queries in turn and
/// the loss is the mean. The copy moves before each step. A single process needs no shuffling of
/// batch norm, and has none. With a `temperature-profile` other than constant the temperature
/// depends on the pair, as in DySTreSS. Reports `spread`, the [CollapseMeter] of the queries.
///
/// He et al., *Momentum Contrast*, CVPR 2020; Chen et al., *Improved Baselines with Momentum
/// Contrastive Learning*, 2020.
///
/// @param backbone  from images to features
/// @param projector from features to projections
/// @param keys      the slow copy of both
/// @param queue     the negatives
/// @param loss      of queries, keys and negatives
/// @param symmetric whether both views are queries
public record MoCo(
        Backbone backbone,
        ProjectionHead projector,
        MomentumEncoder keys,
        NegativeQueue queue,
        DyStress loss,
        boolean symmetric)
        implements Method {

    static final MethodDefinition DEFINITION =
            Temperatures.addTo(
                            MethodDefinition.of("mocov2", MoCo::of)
                                    .withIdea(
                                            "find the other view's key among those of earlier batches")
                                    .withSource("Chen et al., 2020")
                                    .withHeads(Heads::simClr)
                                    .withCharts(MoCo::charts),
                            "constant",
                            0.07,
                            0.1)
                    .withOption(MethodOption.whole("queue-size", 4096, 1, "number of negatives"))
                    .withOption(
                            MethodOption.real(
                                    "momentum-base",
                                    0.99,
                                    0,
                                    1,
                                    "share of the slow copy that a step keeps"))
                    .withOption(
                            MethodOption.flag(
                                    "symmetric", true, "whether both views are queries in turn"));

    private static List<Chart> charts(MethodSettings settings) {
        return Temperatures.varies(settings) ? List.of(Temperatures.chart(settings)) : List.of();
    }

    private static MoCo of(MethodSetup setup) {
        MethodSettings settings = setup.settings();
        long size = settings.whole("queue-size");
        boolean symmetric = settings.flag("symmetric");
        long added = (symmetric ? 2L : 1L) * setup.batchSize();
        if (size < added) {
            throw new IllegalArgumentException(
                    "queue-size: %d (expected: >= %d, the keys of one step)"
                            .formatted(size, added));
        }
        DyStress loss =
                new DyStress(Temperatures.profile(settings), Temperatures.detached(settings));
        JointEmbedding.Head head = JointEmbedding.Head.of(ProjectionHead::moCo);
        Backbone backbone = setup.newBackbone();
        ProjectionHead projector = head.of(setup, backbone.features());
        return new MoCo(
                backbone,
                projector,
                MomentumEncoder.copyOf(
                        backbone,
                        projector,
                        setup.newBackbone(),
                        head.of(setup, backbone.features()),
                        new Momentum.Constant(settings.real("momentum-base"))),
                NegativeQueue.of(size, setup.heads().projection(), setup.generator()),
                loss,
                symmetric);
    }

    @Override
    public int views() {
        return 2;
    }

    @Override
    public Step step(Batch batch) {
        keys.follow(backbone, projector);
        Tensor negatives = queue.negatives();
        Tensor q1 = projector.forward(backbone.forward(batch.view(0)));
        Tensor k2 = keys.forward(batch.view(1));
        Tensor value = loss.apply(q1, k2, negatives);
        if (symmetric) {
            Tensor q2 = projector.forward(backbone.forward(batch.view(1)));
            Tensor k1 = keys.forward(batch.view(0));
            value = value.add(loss.apply(q2, k1, negatives)).mul(0.5);
            queue.add(k1);
        }
        queue.add(k2);
        return new Step(value, Map.of("spread", CollapseMeter.spread(q1)));
    }

    @Override
    public List<ParameterGroup> groups(Schedule schedule) {
        return List.of(new ParameterGroup("encoder", parameters(), schedule));
    }
}
