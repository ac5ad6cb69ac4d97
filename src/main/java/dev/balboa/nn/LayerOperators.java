package dev.balboa.nn;

import dev.balboa.tensor.Operator;
import dev.balboa.tensor.Shape;
import dev.balboa.tensor.Tensor;
import java.util.OptionalDouble;

/// The operators of layers with options that `Functional`'s short forms leave out.
final class LayerOperators {

    private LayerOperators() {}

    static Tensor rmsNorm(Tensor x, Shape shape, Tensor weight, OptionalDouble eps) {
        return Operator.of("aten::rms_norm")
                .call(x, shape, weight, eps.isPresent() ? (Object) eps.getAsDouble() : null);
    }

    static Tensor embedding(Tensor indices, Tensor weight, long paddingIndex) {
        return Operator.of("aten::embedding").call(weight, indices, paddingIndex);
    }

    static Tensor maxPool2d(Tensor x, int kernel, int stride, int padding, boolean ceil) {
        return Operator.of("aten::max_pool2d").call(x, kernel, stride, padding, 1, ceil);
    }

    static Tensor avgPool2d(Tensor x, int kernel, int stride, int padding, boolean countPadding) {
        return Operator.of("aten::avg_pool2d")
                .call(x, kernel, stride, padding, false, countPadding);
    }

    static Tensor upsampleNearest2d(Tensor x, long h, long w) {
        return Operator.of("aten::upsample_nearest2d.vec").call(x, new long[] {h, w}, null);
    }

    static Tensor upsampleNearest2d(Tensor x, double scale) {
        return Operator.of("aten::upsample_nearest2d.vec")
                .call(x, null, new double[] {scale, scale});
    }

    static Tensor upsampleBilinear2d(Tensor x, long h, long w, boolean alignCorners) {
        return Operator.of("aten::upsample_bilinear2d.vec")
                .call(x, new long[] {h, w}, alignCorners, null);
    }

    static Tensor upsampleBilinear2d(Tensor x, double scale, boolean alignCorners) {
        return Operator.of("aten::upsample_bilinear2d.vec")
                .call(x, null, alignCorners, new double[] {scale, scale});
    }

    /// Softmax over the last axis in which a row of −∞ alone becomes zeros, not NaN.
    static Tensor safeSoftmax(Tensor scores) {
        return Operator.of("aten::_safe_softmax").call(scores, -1);
    }
}
