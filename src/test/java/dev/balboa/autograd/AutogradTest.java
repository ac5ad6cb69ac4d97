package dev.balboa.autograd;

import static dev.balboa.testkit.TensorAssert.assertThat;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.balboa.tensor.DType;
import dev.balboa.tensor.Functional;
import dev.balboa.tensor.Generator;
import dev.balboa.tensor.Graph;
import dev.balboa.tensor.Hook;
import dev.balboa.tensor.Linalg;
import dev.balboa.tensor.Random;
import dev.balboa.tensor.Scope;
import dev.balboa.tensor.Shape;
import dev.balboa.tensor.Tensor;
import dev.balboa.tensor.TorchException;
import dev.balboa.testkit.GradCheck;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/// Gradients; the oracles are derivatives by hand and finite differences. Operators are compared
/// with PyTorch in `dev.balboa.conformance`.
class AutogradTest {
    @Test
    void gradientsAccumulateUntilCleared() {
        Tensor x = Tensor.of(3f).requiresGrad_(true);
        x.square().sum().backward();
        x.square().sum().backward();
        assertThat(x.grad()).hasValues(12);
        x.zeroGrad();
        assertThat(x.grad()).isNull();
    }

    @Test
    void gradLeavesTheLeavesAlone() {
        Tensor x = Tensor.of(2.0).requiresGrad_(true);
        assertThat(Autograd.grad(x.pow(3).sum(), List.of(x)).getFirst()).hasValues(12);
        assertThat(x.grad()).isNull();
    }

    @Test
    void gradientsOfGradientsWithCreateGraph() {
        Tensor x = Tensor.of(2.0).requiresGrad_(true);
        Tensor first =
                Autograd.grad(
                                List.of(x.pow(4).sum()),
                                List.of(x),
                                List.of(),
                                GradOptions.CREATE_GRAPH)
                        .getFirst();
        Tensor second = Autograd.grad(first.sum(), List.of(x)).getFirst();
        assertThat(first).hasValues(32);
        assertThat(second).hasValues(48);
    }

    @Test
    void anUnusedInputIsAnErrorUnlessAllowed() {
        Tensor x = Tensor.of(2.0).requiresGrad_(true);
        Tensor y = Tensor.of(2.0).requiresGrad_(true);
        assertThatThrownBy(() -> Autograd.grad(x.sum(), List.of(x, y)))
                .isInstanceOf(TorchException.class)
                .hasMessageContaining("appears to not have been used in the graph");
        List<Tensor> grads =
                Autograd.grad(
                        List.of(x.sum()),
                        List.of(x, y),
                        List.of(),
                        new GradOptions(false, false, true));
        assertThat(grads.get(1)).isNull();
    }

    @Test
    void walkingAFreedGraphIsAnError() {
        Tensor x = Tensor.of(2.0).requiresGrad_(true);
        Tensor y = x.square().sum();
        y.backward();
        assertThatThrownBy(y::backward)
                .isInstanceOf(TorchException.class)
                .hasMessageContaining("a second time");
    }

    @Test
    void backwardOfANonScalarWantsAGradient() {
        Tensor x = Tensor.of(1f, 2f).requiresGrad_(true);
        assertThatThrownBy(() -> x.square().backward())
                .isInstanceOf(TorchException.class)
                .hasMessageContaining("grad can be implicitly created only for scalar outputs");
        x.square().backward(Tensor.of(1f, 10f));
        assertThat(x.grad()).hasValues(2, 40);
    }

    @Test
    void gradientsAreOnePerOutputOrNone() {
        Tensor x = Tensor.of(2.0).requiresGrad_(true);
        List<Tensor> outputs = List.of(x.square(), x.pow(3));
        assertThatThrownBy(
                        () ->
                                Autograd.grad(
                                        outputs,
                                        List.of(x),
                                        List.of(Tensor.of(1.0)),
                                        GradOptions.ONCE))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("gradients: 1 (expected: 2, one per output, or none)");
        assertThatThrownBy(
                        () ->
                                Autograd.backward(
                                        outputs,
                                        List.of(Tensor.of(1.0), Tensor.of(1.0), Tensor.of(1.0)),
                                        List.of(),
                                        GradOptions.ONCE))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("gradients: 3 (expected: 2, one per output, or none)");
        Autograd.backward(
                outputs, List.of(Tensor.of(1.0), Tensor.of(10.0)), List.of(), GradOptions.ONCE);
        assertThat(x.grad()).hasValues(2 * 2 + 10 * 3 * 4);
    }

    @Test
    void integersHaveNoGradients() {
        assertThatThrownBy(() -> Tensor.of(1L).requiresGrad_(true))
                .isInstanceOf(TorchException.class)
                .hasMessageStartingWith("requiresGrad_(int64[1])");
    }

    @Test
    void aGradientMustFitItsTensor() {
        Tensor x = Tensor.of(1f, 2f);
        assertThatThrownBy(() -> x.setGrad(Tensor.of(1f)))
                .isInstanceOf(TorchException.class)
                .hasMessageContaining("does not fit a tensor of");
    }

    @Test
    void noGradAndInferenceModeStopRecordingAndRestore() {
        Tensor x = Tensor.of(2f).requiresGrad_(true);
        assertThat(Autograd.noGrad(() -> x.square()).requiresGrad()).isFalse();
        assertThat(
                        Autograd.<Boolean>noGrad(
                                () -> Autograd.enableGrad(() -> x.square().requiresGrad())))
                .isTrue();
        Tensor inference = Autograd.inferenceMode(() -> x.square());
        assertThatThrownBy(() -> inference.mul(x))
                .isInstanceOf(TorchException.class)
                .hasMessageContaining("Inference tensors");
        assertThatThrownBy(() -> Autograd.noGrad(() -> Tensor.of(1f, 2f).item()))
                .isInstanceOf(TorchException.class);
        assertThat(Autograd.isGradEnabled()).isTrue();
    }

    @Test
    void detachStopsTheGradient() {
        Tensor x = Tensor.of(3f).requiresGrad_(true);
        x.mul(x.detach()).sum().backward();
        assertThat(x.grad()).hasValues(3);
    }

    @Test
    void autocastRunsProductsInASmallerType() {
        Tensor x = Tensor.ones(Shape.of(2, 2));
        Tensor inside = Autocast.cpu(DType.BFLOAT16).call(() -> x.matmul(x));
        assertThat(inside).hasDType(DType.BFLOAT16).hasValues(2, 2, 2, 2);
        assertThat(x.matmul(x)).hasDType(DType.FLOAT32);
        assertThatThrownBy(() -> Autocast.cpu(DType.FLOAT32))
                .hasMessage("autocast: float32 (expected: bfloat16 or float16)");
    }

    @Test
    void aHookReplacesTheGradientUntilClosed() {
        Tensor x = Tensor.of(1f).requiresGrad_(true);
        try (Hook _ = x.registerHook(grad -> grad.mul(10))) {
            x.mul(2).sum().backward();
        }
        assertThat(x.grad()).hasValues(20);
        x.zeroGrad();
        x.mul(2).sum().backward();
        assertThat(x.grad()).hasValues(2);
    }

    @Test
    void aHookMayCloseItselfAndTheNextOneDuringTheWalk() {
        Tensor x = Tensor.of(1f).requiresGrad_(true);
        List<Hook> hooks = new ArrayList<>();
        hooks.add(
                x.registerHook(
                        grad -> {
                            hooks.forEach(Hook::close);
                            return grad.mul(10);
                        }));
        hooks.add(x.registerHook(grad -> grad.mul(100)));
        x.mul(2).sum().backward();
        double first = x.grad().item();
        assertThat(first).isIn(20.0, 2000.0); // the walk may already hold the second one
        x.zeroGrad();
        x.mul(2).sum().backward();
        assertThat(x.grad()).hasValues(2);
    }

    @Test
    void aHookThatReturnsNullKeepsTheGradient() {
        Tensor x = Tensor.of(1f).requiresGrad_(true);
        double[] seen = new double[1];
        x.registerHook(
                grad -> {
                    seen[0] = grad.item();
                    return null;
                });
        x.mul(2).sum().backward();
        assertThat(seen[0]).isEqualTo(2);
        assertThat(x.grad()).hasValues(2);
    }

    @Test
    void whatAHookThrowsComesOutOfBackwardAsItself() {
        Tensor x = Tensor.of(1f).requiresGrad_(true);
        IllegalStateException mine = new IllegalStateException("mine");
        x.registerHook(
                grad -> {
                    throw mine;
                });
        assertThatThrownBy(() -> x.mul(2).sum().backward()).isSameAs(mine);
    }

    @Test
    void hooksAreLetGoOfWithTheirTensor() throws InterruptedException {
        int before = Graph.heldFunctions();
        try (Scope _ = Scope.open()) {
            Tensor x = Tensor.of(1f).requiresGrad_(true);
            x.registerHook(grad -> grad);
        }
        waitFor(before);
        assertThat(Graph.heldFunctions()).isEqualTo(before);
    }

    @Test
    void gradcheckAcceptsRightGradientsTwice() {
        try (Generator generator = Generator.of(1)) {
            Tensor a = Random.randn(Shape.of(3, 4), DType.FLOAT64, generator);
            Tensor b = Random.randn(Shape.of(4, 2), DType.FLOAT64, generator);
            GradCheck.checkTwice(in -> in.get(0).matmul(in.get(1)).tanh(), a, b);
            GradCheck.checkTwice(in -> Functional.normalize(in.get(0)), a);
            GradCheck.check(
                    in ->
                            Linalg.solve(
                                    in.get(0)
                                            .matmul(in.get(0).t())
                                            .add(Tensor.eye(3).to(DType.FLOAT64)),
                                    in.get(0)),
                    a);
        }
    }

    @Test
    void gradcheckRejectsWrongGradients() {
        CustomFunction wrong =
                new CustomFunction() {
                    @Override
                    public Tensor[] forward(Context context, Tensor... inputs) {
                        context.save(inputs[0]);
                        return new Tensor[] {inputs[0].square()};
                    }

                    @Override
                    public Tensor[] backward(Context context, Tensor... grads) {
                        return new Tensor[] {grads[0].mul(context.saved()[0]).mul(2.01)};
                    }
                };
        assertThatThrownBy(
                        () ->
                                GradCheck.check(
                                        in -> wrong.apply(in.getFirst())[0], Tensor.of(1.0, -3.0)))
                .isInstanceOf(AssertionError.class)
                .hasMessageStartingWith("input 0, element 0: analytic gradient");
    }

    static void waitFor(int held) throws InterruptedException {
        for (int i = 0; i < 200 && Graph.heldFunctions() > held; i++) {
            System.gc();
            Thread.sleep(10);
        }
    }
}
