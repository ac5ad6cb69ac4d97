package dev.balboa.optim;

import dev.balboa.tensor.Operator;
import dev.balboa.tensor.Tensor;
import java.util.List;

/// The `aten::_foreach_*` operators that optimisers use: one call for a list of tensors. A name
/// that ends in `_` changes the first list.
final class Foreach {

    private Foreach() {}

    /// Gradients plus weight decay times values; the gradients themselves without decay.
    static List<Tensor> decayed(GroupStep step) {
        return step.weightDecay() == 0
                ? step.gradients()
                : list("add.List", step.gradients(), step.values(), step.weightDecay());
    }

    static void add_(List<Tensor> self, double value) {
        call("add_.Scalar", self, value);
    }

    static void add_(List<Tensor> self, List<Tensor> other, double alpha) {
        call("add_.List", self, other, alpha);
    }

    static void addcdiv_(List<Tensor> self, List<Tensor> a, List<Tensor> b, double value) {
        call("addcdiv_.Scalar", self, a, b, value);
    }

    static List<Tensor> addcmul(List<Tensor> self, List<Tensor> a, List<Tensor> b, double value) {
        return list("addcmul.Scalar", self, a, b, value);
    }

    static void addcmul_(List<Tensor> self, List<Tensor> a, List<Tensor> b, double value) {
        call("addcmul_.Scalar", self, a, b, value);
    }

    static void clampMax_(List<Tensor> self, double value) {
        call("clamp_max_.Scalar", self, value);
    }

    static void clampMin_(List<Tensor> self, double value) {
        call("clamp_min_.Scalar", self, value);
    }

    static void copy_(List<Tensor> self, List<Tensor> source) {
        call("copy_", self, source);
    }

    static void lerp_(List<Tensor> self, List<Tensor> end, double weight) {
        call("lerp_.Scalar", self, end, weight);
    }

    static List<Tensor> mul(List<Tensor> self, double value) {
        return list("mul.Scalar", self, value);
    }

    static void mul_(List<Tensor> self, double value) {
        call("mul_.Scalar", self, value);
    }

    static void mul_(List<Tensor> self, List<Tensor> other) {
        call("mul_.List", self, other);
    }

    static void mul_(List<Tensor> self, Tensor number) {
        call("mul_.Tensor", self, number);
    }

    static List<Tensor> norm(List<Tensor> self, double p) {
        return list("norm.Scalar", self, p);
    }

    static List<Tensor> sqrt(List<Tensor> self) {
        return list("sqrt", self);
    }

    static void sqrt_(List<Tensor> self) {
        call("sqrt_", self);
    }

    private static List<Object> call(String name, Object... arguments) {
        return Operator.of("aten::_foreach_" + name).results(arguments);
    }

    private static List<Tensor> list(String name, Object... arguments) {
        return ((List<?>) call(name, arguments).getFirst())
                .stream().map(Tensor.class::cast).toList();
    }
}
