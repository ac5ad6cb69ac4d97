import dev.balboa.autograd.CustomFunction;
import dev.balboa.tensor.*;

/// A differentiable function whose forward and backward are Java: the sign with a straight-through
/// gradient, and a network of signs that learns XOR.
///
///     ./balboa example CustomFunctionInJava
class CustomFunctionInJava {

    /// Forward −1 or 1; backward as if it were `x` clamped to [−1, 1].
    static final class StraightThroughSign implements CustomFunction {
        @Override
        public Tensor[] forward(Context context, Tensor... inputs) {
            context.save(inputs[0]);
            return new Tensor[] {inputs[0].ge(0).to(inputs[0].dtype()).mul(2).sub(1)};
        }

        @Override
        public Tensor[] backward(Context context, Tensor... gradOutputs) {
            Tensor inside = context.saved()[0].abs().le(1).to(gradOutputs[0].dtype());
            return new Tensor[] {gradOutputs[0].mul(inside)};
        }
    }

    public static void main(String[] args) {
        StraightThroughSign sign = new StraightThroughSign();
        try (Scope _ = Scope.open();
                Generator random = Generator.of(1)) {
            Tensor x = Tensor.of(new float[] {-1, -1, -1, 1, 1, -1, 1, 1}, Shape.of(4, 2));
            Tensor y = Tensor.of(new float[] {-1, 1, 1, -1}, Shape.of(4, 1));
            Tensor w1 = Random.randn(Shape.of(8, 2), random).requiresGrad_(true);
            Tensor b1 = Random.randn(Shape.of(8), random).requiresGrad_(true);
            Tensor w2 = Random.randn(Shape.of(1, 8), random).requiresGrad_(true);
            for (int step = 0; step < 300; step++) {
                try (Scope _ = Scope.open()) {
                    Tensor hidden = sign.apply(Functional.linear(x, w1, b1))[0];
                    Functional.mseLoss(Functional.linear(hidden, w2, null), y).backward();
                    for (Tensor w : new Tensor[] {w1, b1, w2}) {
                        dev.balboa.autograd.Autograd.noGrad(() -> w.sub_(w.grad().mul(0.05)));
                        w.zeroGrad();
                    }
                }
            }
            Tensor hidden = sign.apply(Functional.linear(x, w1, b1))[0];
            Tensor found = Functional.linear(hidden, w2, null);
            System.out.println("XOR of the corners: " + found.detach().flatten(0, -1));
            double right = found.sign().eq(y).to(DType.FLOAT32).mean().item();
            System.out.printf("right: %.0f %%%n", 100 * right);
        }
    }
}
