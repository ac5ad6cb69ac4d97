package dev.balboa.optim;

import dev.balboa.tensor.DType;
import dev.balboa.tensor.Operator;
import dev.balboa.tensor.Shape;
import dev.balboa.tensor.Tensor;
import java.util.List;
import java.util.Map;

/// The moments of [Adam] and [AdamW], which differ only in the operator that applies the decay.
abstract sealed class AdamFamily extends AbstractOptimizer permits Adam, AdamW {

    private final Operator fused;
    private final Adam.Config config;
    private final Map<String, Tensor> counts;
    private final Map<String, Tensor> averages;
    private final Map<String, Tensor> squares;
    private final Map<String, Tensor> maxima;

    AdamFamily(
            String operator,
            Adam.Config config,
            Map<String, Tensor> parameters,
            List<ParameterGroup> groups) {
        super(config.learningRate(), config.weightDecay(), parameters, groups);
        this.fused = Operator.of(operator);
        this.config = config;
        // a parameter without a gradient takes no step, so each has a count of its own
        this.counts = buffers("step", t -> Tensor.zeros(Shape.of(), DType.FLOAT32, t.device()));
        this.averages = zeros("exp_avg", true);
        this.squares = zeros("exp_avg_sq", true);
        this.maxima = zeros("max_exp_avg_sq", config.amsgrad());
    }

    @Override
    final void update(GroupStep step) {
        List<Tensor> taken = step.pickScalars(counts);
        Foreach.add_(taken, 1);
        fused.results(
                List.of(
                        step.values(),
                        step.gradients(),
                        step.pick(averages),
                        step.pick(squares),
                        step.pick(maxima),
                        taken),
                Map.of(
                        "lr",
                        step.learningRate(),
                        "beta1",
                        config.beta1(),
                        "beta2",
                        config.beta2(),
                        "weight_decay",
                        step.weightDecay(),
                        "eps",
                        config.eps(),
                        "amsgrad",
                        config.amsgrad(),
                        "maximize",
                        false));
    }
}
