package dev.balboa.cli;

import dev.balboa.optim.AdamW;
import dev.balboa.optim.Lars;
import dev.balboa.optim.Optimizer;
import dev.balboa.optim.ParameterGroup;
import dev.balboa.optim.Schedule;
import dev.balboa.optim.Sgd;
import dev.balboa.ssl.Method;
import dev.balboa.tensor.Tensor;
import java.util.List;
import java.util.Map;

/// The optimiser of a configuration.
final class Optimizers {

    private Optimizers() {}

    /// An optimiser over a method's parameters, at step 0, with a cosine schedule per step. LARS
    /// and AdamW do not decay biases and norms, as their papers do not; SGD decays everything, as
    /// the published SimSiam does.
    static Optimizer create(RunConfig config, Method method, int stepsPerEpoch) {
        RunConfig.Optimizer o = config.optimizer();
        Map<String, Tensor> all = method.parameters();
        List<ParameterGroup> groups = method.groups(schedule(config.schedule(), stepsPerEpoch));
        return switch (o.kind()) {
            case SGD ->
                    Sgd.of(
                            new Sgd.Config(o.lr(), o.momentum(), o.weightDecay(), false),
                            all,
                            groups);
            case LARS ->
                    Lars.of(
                            new Lars.Config(o.lr(), o.momentum(), o.weightDecay(), 1e-3),
                            all,
                            ParameterGroup.decayMatricesOnly(groups));
            case ADAMW ->
                    AdamW.of(
                            new AdamW.Config(o.lr(), 0.9, 0.999, 1e-8, o.weightDecay(), false),
                            all,
                            ParameterGroup.decayMatricesOnly(groups));
        };
    }

    private static Schedule schedule(RunConfig.Schedule run, int stepsPerEpoch) {
        long warmup = (long) run.warmupEpochs() * stepsPerEpoch;
        Schedule cosine = new Schedule.Cosine((long) run.epochs() * stepsPerEpoch - warmup);
        return warmup == 0 ? cosine : new Schedule.WarmUp(warmup, cosine);
    }
}
