package dev.balboa.ssl;

import dev.balboa.autograd.Autograd;
import dev.balboa.nn.Backbone;
import dev.balboa.nn.Layer;
import dev.balboa.nn.Module;
import dev.balboa.nn.Parameter;
import dev.balboa.nn.ProjectionHead;
import dev.balboa.optim.ExponentialMovingAverage;
import dev.balboa.optim.ExponentialMovingAverage.Momentum;
import dev.balboa.tensor.DType;
import dev.balboa.tensor.Scope;
import dev.balboa.tensor.Shape;
import dev.balboa.tensor.Tensor;
import java.util.LinkedHashMap;
import java.util.Map;

/// A slow copy of an encoder: BYOL's target, MoCo's key encoder. It is not trained; before each
/// step its parameters move a little towards those of the encoder that is.
///
/// The running statistics of its batch norms are its own: like the trained encoder it normalises by
/// the batch. The number of moves is part of its state, so a schedule goes on where a run is
/// resumed.
///
/// @param backbone  from images to features; frozen
/// @param projector from features to projections; frozen
/// @param momentum  share of the copy that a move keeps
/// @param moves     so far; a buffer, int64 `[1]`
public record MomentumEncoder(
        Backbone backbone, ProjectionHead projector, Momentum momentum, Parameter moves)
        implements Layer {

    /// A copy of an encoder.
    ///
    /// @param like      of the same shape as the encoder; owned from now on, its values replaced
    /// @param head      the same for the projector
    /// @param backbone  copied
    /// @param projector copied
    /// @param momentum  share of the copy that a move keeps
    /// @return the copy, not yet moved
    public static MomentumEncoder copyOf(
            Backbone backbone,
            ProjectionHead projector,
            Backbone like,
            ProjectionHead head,
            Momentum momentum) {
        like.loadStateDict(backbone.stateDict());
        head.loadStateDict(projector.stateDict());
        like.requiresGrad(false);
        head.requiresGrad(false);
        Parameter moves = Parameter.buffer("moves", () -> Tensor.zeros(Shape.of(1), DType.INT64));
        return new MomentumEncoder(like, head, momentum, moves);
    }

    /// Moves towards the trained encoder.
    ///
    /// @param trained its backbone
    /// @param head    its projector
    public void follow(Backbone trained, ProjectionHead head) {
        try (Scope _ = Scope.open()) {
            double keep = momentum.at(moves.tensor().sum().itemLong());
            ExponentialMovingAverage.update(frozen(backbone), all(trained), keep);
            ExponentialMovingAverage.update(frozen(projector), all(head), keep);
            moves.tensor().add_(Tensor.scalar(1, DType.INT64));
        }
    }

    private static Map<String, Tensor> frozen(Module module) {
        return module.frozenParameters();
    }

    private static Map<String, Tensor> all(Module module) {
        Map<String, Tensor> all = new LinkedHashMap<>(module.parameters());
        all.putAll(module.frozenParameters());
        return all;
    }

    /// Projections of images. Takes no part in differentiation.
    ///
    /// @param images `[N, 3, H, W]`
    /// @return `[N, D]`
    @Override
    public Tensor forward(Tensor images) {
        return Autograd.noGrad(() -> projector.forward(backbone.forward(images)));
    }
}
