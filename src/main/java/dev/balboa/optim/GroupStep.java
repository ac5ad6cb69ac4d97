package dev.balboa.optim;

import dev.balboa.tensor.Tensor;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;

/// What one step changes in one group: the parameters of one element type and device that have a
/// gradient, laid out as libtorch's fused operators need them.
///
/// These operators walk parameter, gradient and buffers side by side as they lie in memory. So a
/// gradient whose strides differ from its parameter's is copied into these strides, and a parameter
/// with gaps or overlaps (a slice) is stepped in a dense copy and written back.
final class GroupStep {

    private final ParameterGroup group;
    private final double learningRate;
    private final double weightDecay;
    private final List<String> keys = new ArrayList<>();
    private final List<Tensor> values = new ArrayList<>();
    private final List<Tensor> gradients = new ArrayList<>();
    private final List<Tensor> gapped = new ArrayList<>();
    private final List<Tensor> dense = new ArrayList<>();

    GroupStep(ParameterGroup group, double learningRate, double weightDecay) {
        this.group = group;
        this.learningRate = learningRate;
        this.weightDecay = weightDecay;
    }

    /// @param strides of a dense tensor like the parameter, and so of its buffers
    void add(String key, Tensor parameter, Tensor gradient, long[] strides) {
        keys.add(key);
        if (Arrays.equals(parameter.strides(), strides)) {
            values.add(parameter);
        } else {
            Tensor copy = Tensor.emptyLike(parameter).copy_(parameter);
            gapped.add(parameter);
            dense.add(copy);
            values.add(copy);
        }
        gradients.add(
                Arrays.equals(gradient.strides(), strides)
                        ? gradient
                        : Tensor.emptyLike(parameter).copy_(gradient));
    }

    void writeBack() {
        for (int i = 0; i < gapped.size(); i++) {
            gapped.get(i).copy_(dense.get(i));
        }
    }

    ParameterGroup group() {
        return group;
    }

    double learningRate() {
        return learningRate;
    }

    double weightDecay() {
        return weightDecay;
    }

    List<Tensor> values() {
        return values;
    }

    List<Tensor> gradients() {
        return gradients;
    }

    /// The buffers of these parameters; empty when the optimiser has none of this kind.
    List<Tensor> pick(Map<String, Tensor> buffers) {
        return buffers.isEmpty() ? List.of() : keys.stream().map(buffers::get).toList();
    }
}
