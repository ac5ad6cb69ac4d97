package dev.balboa.optim;

import dev.balboa.tensor.Tensor;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;

/// What one step changes in one group: the parameters of one element type and device that have a
/// gradient, laid out as libtorch's fused operators need them.
///
/// These operators walk parameter, gradient and buffers side by side as they lie in memory. So a
/// gradient whose strides differ from its parameter's is copied into these strides, and a parameter
/// with gaps or overlaps (a slice) is stepped in a dense copy and written back. They also copy
/// whatever is not contiguous, for nothing; so all are shown to them in the order in which they
/// lie, the weight of a convolution that is channels last as `[out, kernel, kernel, in]`.
final class GroupStep {

    private final ParameterGroup group;
    private final double learningRate;
    private final double weightDecay;
    private final List<String> keys = new ArrayList<>();
    private final List<Tensor> values = new ArrayList<>();
    private final List<Tensor> gradients = new ArrayList<>();
    private final List<Tensor> gapped = new ArrayList<>();
    private final List<Tensor> dense = new ArrayList<>();
    private final List<MemoryOrder> orders = new ArrayList<>();

    GroupStep(ParameterGroup group, double learningRate, double weightDecay) {
        this.group = group;
        this.learningRate = learningRate;
        this.weightDecay = weightDecay;
    }

    /// @param order of a dense tensor like the parameter, and so of its buffers
    void add(String key, Tensor parameter, Tensor gradient, MemoryOrder order) {
        keys.add(key);
        orders.add(order);
        if (order.isOf(parameter)) {
            values.add(order.view(parameter));
        } else {
            Tensor copy = Tensor.emptyLike(parameter).copy_(parameter);
            gapped.add(parameter);
            dense.add(copy);
            values.add(order.view(copy));
        }
        gradients.add(
                order.view(
                        order.isOf(gradient)
                                ? gradient
                                : Tensor.emptyLike(parameter).copy_(gradient)));
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
        if (buffers.isEmpty()) return List.of();
        return IntStream.range(0, keys.size())
                .mapToObj(i -> orders.get(i).view(buffers.get(keys.get(i))))
                .toList();
    }

    /// The numbers kept for these parameters, one of each, such as its count of steps.
    List<Tensor> pickScalars(Map<String, Tensor> scalars) {
        return keys.stream().map(scalars::get).toList();
    }
}
