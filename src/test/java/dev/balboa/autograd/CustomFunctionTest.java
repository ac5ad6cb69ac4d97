package dev.balboa.autograd;

import static dev.balboa.testkit.TensorAssert.assertThat;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.balboa.tensor.DType;
import dev.balboa.tensor.Graph;
import dev.balboa.tensor.Scope;
import dev.balboa.tensor.Tensor;
import dev.balboa.tensor.TorchException;
import dev.balboa.testkit.GradCheck;
import java.util.List;
import java.util.function.BiFunction;
import org.junit.jupiter.api.Test;

/// Functions whose backward is Java; the oracles are derivatives by hand and finite differences.
class CustomFunctionTest {
    /// `x^3`, from the documentation.
    private static final class Cube implements CustomFunction {
        @Override
        public Tensor[] forward(Context context, Tensor... x) {
            context.save(x[0]);
            return new Tensor[] {x[0].pow(3)};
        }

        @Override
        public Tensor[] backward(Context context, Tensor... grad) {
            Tensor x = context.saved()[0];
            return new Tensor[] {grad[0].mul(x.square()).mul(3)};
        }
    }

    /// A function from its two halves.
    private record Of(
            BiFunction<CustomFunction.Context, Tensor[], Tensor[]> forward,
            BiFunction<CustomFunction.Context, Tensor[], Tensor[]> backward)
            implements CustomFunction {
        @Override
        public Tensor[] forward(Context context, Tensor... inputs) {
            return forward.apply(context, inputs);
        }

        @Override
        public Tensor[] backward(Context context, Tensor... grads) {
            return backward.apply(context, grads);
        }
    }

    private static Tensor[] array(Tensor... tensors) {
        return tensors;
    }

    @Test
    void firstAndSecondDerivativesAreRight() {
        GradCheck.checkTwice(in -> new Cube().apply(in.getFirst())[0], Tensor.of(0.5, -2.0, 3.0));
    }

    @Test
    void itComposesWithOperatorsOnBothSides() {
        Tensor x = Tensor.of(2.0).requiresGrad_(true);
        new Cube().apply(x.mul(2))[0].mul(5).sum().backward(); // 5 (2x)^3 = 40 x^3
        assertThat(x.grad()).hasValues(120 * 4);
    }

    @Test
    void inputsWithoutGradLeaveNoGraph() {
        assertThat(new Cube().apply(Tensor.of(2.0))[0].requiresGrad()).isFalse();
    }

    @Test
    void severalInputsAndOutputsKeepTheirPlaces() {
        CustomFunction both =
                new Of(
                        (context, in) -> {
                            context.save(in);
                            return array(in[0].mul(in[1]), in[0].add(in[1]));
                        },
                        (context, g) -> {
                            Tensor[] in = context.saved();
                            return array(g[0].mul(in[1]).add(g[1]), g[0].mul(in[0]).add(g[1]));
                        });
        Tensor a = Tensor.of(2.0).requiresGrad_(true);
        Tensor b = Tensor.of(3.0).requiresGrad_(true);
        Tensor[] out = both.apply(a, b);
        out[0].add(out[1].mul(10)).sum().backward();
        assertThat(a.grad()).hasValues(13);
        assertThat(b.grad()).hasValues(12);
    }

    @Test
    void anUnusedOutputHasAZeroGradient() {
        CustomFunction split =
                new Of(
                        (context, in) -> array(in[0].mul(2), in[0].mul(3)),
                        (context, g) -> {
                            assertThat(g[1]).hasValues(0);
                            return array(g[0].mul(2));
                        });
        Tensor x = Tensor.of(1.0).requiresGrad_(true);
        split.apply(x)[0].sum().backward();
        assertThat(x.grad()).hasValues(2);
    }

    @Test
    void anOutputCanBeMarkedNonDifferentiable() {
        CustomFunction sorted =
                new Of(
                        (context, in) -> {
                            List<Tensor> both = in[0].sort(0, false);
                            context.markNonDifferentiable(both.get(1));
                            context.save(both.get(1));
                            return array(both.get(0), both.get(1));
                        },
                        (context, g) ->
                                array(Tensor.zerosLike(g[0]).scatter(0, context.saved()[0], g[0])));
        Tensor x = Tensor.of(3.0, 1.0, 2.0).requiresGrad_(true);
        Tensor[] out = sorted.apply(x);
        assertThat(out[1].requiresGrad()).isFalse();
        out[0].mul(Tensor.of(1.0, 10.0, 100.0)).sum().backward();
        assertThat(x.grad()).hasValues(100, 1, 10);
    }

    @Test
    void aSavedOutputMakesNoCycle() throws InterruptedException {
        CustomFunction exp =
                new Of(
                        (context, in) -> {
                            Tensor y = in[0].exp();
                            context.save(y);
                            return array(y);
                        },
                        (context, g) -> array(g[0].mul(context.saved()[0])));
        GradCheck.checkTwice(in -> exp.apply(in.getFirst())[0], Tensor.of(0.1, -0.4));
        int before = Graph.heldFunctions();
        try (Scope _ = Scope.open()) {
            exp.apply(Tensor.of(1.0).requiresGrad_(true));
        }
        AutogradTest.waitFor(before);
        assertThat(Graph.heldFunctions())
                .as("functions still held though their graph is gone")
                .isLessThanOrEqualTo(before);
    }

    @Test
    void changingASavedTensorBeforeBackwardIsAnError() {
        Tensor x = Tensor.of(2.0).requiresGrad_(true);
        Tensor middle = x.mul(1);
        Tensor y = new Cube().apply(middle)[0];
        middle.mul_(5);
        assertThatThrownBy(() -> y.sum().backward())
                .isInstanceOf(TorchException.class)
                .hasMessageContaining("modified by an inplace operation");
    }

    @Test
    void whatForwardOrBackwardThrowsComesOutAsItself() {
        IllegalStateException mine = new IllegalStateException("mine");
        CustomFunction failing =
                new Of(
                        (context, in) -> array(in[0].copy()),
                        (context, g) -> {
                            throw mine;
                        });
        Tensor x = Tensor.of(1.0).requiresGrad_(true);
        assertThatThrownBy(() -> failing.apply(x)[0].sum().backward()).isSameAs(mine);
        CustomFunction early =
                new Of(
                        (context, in) -> {
                            throw mine;
                        },
                        (context, g) -> g);
        assertThatThrownBy(() -> early.apply(x)).isSameAs(mine);
        assertThat(Autograd.isGradEnabled()).isTrue();
    }

    @Test
    void theNumberOfGradientsIsChecked() {
        CustomFunction wrong = new Of((context, in) -> array(in[0].add(in[1])), (context, g) -> g);
        Tensor x = Tensor.of(1.0).requiresGrad_(true);
        assertThatThrownBy(() -> wrong.apply(x, x)[0].sum().backward())
                .isInstanceOf(IllegalStateException.class)
                .hasMessage(
                        "backward returned 1 gradients (expected: 2, one per input, null where there is none)");
    }

    @Test
    void aGradientOfTheWrongShapeIsAnError() {
        CustomFunction wrong =
                new Of(
                        (context, in) -> array(in[0].copy()),
                        (context, g) ->
                                array(Tensor.zeros(dev.balboa.tensor.Shape.of(7), DType.FLOAT64)));
        Tensor x = Tensor.of(1.0, 2.0).requiresGrad_(true);
        assertThatThrownBy(() -> wrong.apply(x)[0].sum().backward())
                .isInstanceOf(TorchException.class)
                .hasMessageContaining("invalid gradient");
    }

    @Test
    void returningAnInputIsRefused() {
        CustomFunction identity = new Of((context, in) -> in, (context, g) -> g);
        assertThatThrownBy(() -> identity.apply(Tensor.of(1.0)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("is one of its inputs; return copy() instead");
    }

    @Test
    void walkingTwiceWithoutRetainingIsAnError() {
        Tensor x = Tensor.of(1.0).requiresGrad_(true);
        Tensor y = new Cube().apply(x)[0].sum();
        y.backward();
        assertThatThrownBy(y::backward)
                .isInstanceOf(TorchException.class)
                .hasMessageContaining("second time");
    }
}
