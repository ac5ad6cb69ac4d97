package dev.balboa.tensor;

import static dev.balboa.testkit.TensorAssert.assertThat;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/// Calls that end a Python process (`src/test/python/guarded_operators.txt`) are exceptions here; a
/// test that comes back at all has passed its first claim.
class GuardTest {
    private final Tensor smallest = Tensor.of(Long.MIN_VALUE, 6L);
    private final Tensor divisors = Tensor.of(-1L, -1L);

    @Test
    void aStepThatAnIntegerTypeCutsToZeroIsRefused() {
        assertThatThrownBy(() -> Tensor.arange(-2, 2, 0.5, DType.INT64))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("is 0 in Long (expected: at least 1 in size)");
        assertThat(Tensor.arange(0, 2, 0.5, DType.FLOAT64)).hasValues(0, 0.5, 1, 1.5);
    }

    @Test
    void theSmallestIntegerIsNotDividedByMinusOne() {
        Operator div = Operator.of("aten::div.Tensor_mode");
        assertThatThrownBy(
                        () ->
                                div.results(
                                        List.of(smallest, divisors),
                                        Map.of("rounding_mode", "trunc")))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("aten::div.Tensor_mode: the smallest Long divided by -1 does not fit");
        assertThat(
                        (Tensor)
                                div.results(
                                                List.of(Tensor.of(7L), Tensor.of(-2L)),
                                                Map.of("rounding_mode", "trunc"))
                                        .getFirst())
                .hasValues(-3);
    }

    @Test
    void fusedOptimisersWantListsThatFit() {
        Operator sgd = Operator.of("aten::_fused_sgd_");
        Tensor parameter = Tensor.of(1f, 2f);
        Map<String, Object> rates =
                Map.of(
                        "weight_decay",
                        0.0,
                        "momentum",
                        0.9,
                        "lr",
                        0.1,
                        "dampening",
                        0.0,
                        "nesterov",
                        false,
                        "maximize",
                        false,
                        "is_first_step",
                        true);
        assertThatThrownBy(
                        () ->
                                sgd.results(
                                        List.of(List.of(parameter), List.of(), List.of(parameter)),
                                        rates))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage(
                        "aten::_fused_sgd_: 'grads' has 0 tensors (expected: 1, one per parameter)");
        assertThatThrownBy(
                        () ->
                                sgd.results(
                                        List.of(
                                                List.of(parameter),
                                                List.of(Tensor.of(1f)),
                                                List.of(parameter)),
                                        rates))
                .hasMessageStartingWith(
                        "aten::_fused_sgd_: tensor 0 of 'grads' does not fit its parameter");
        assertThatThrownBy(
                        () ->
                                sgd.results(
                                        List.of(
                                                List.of(parameter),
                                                List.of(Tensor.of(1.0, 2.0)),
                                                List.of(parameter)),
                                        rates))
                .hasMessageStartingWith(
                        "aten::_fused_sgd_: tensor 0 of 'grads' does not fit its parameter");
    }

    @Test
    void aNumberCannotBeWrittenTo() {
        Tensor x = Tensor.of(1f);
        assertThatThrownBy(
                        () -> Operator.of("aten::add.out").results(List.of(x, x), Map.of("out", 3)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage(
                        "aten::add.out: argument 'out' (position 3): is an integer (expected: Tensor)");
        assertThatThrownBy(() -> Operator.of("aten::zero_").call(3))
                .hasMessageContaining("is an integer (expected: Tensor)");
    }

    @Test
    void aCombinationOfTooManyElementsIsRefused() {
        assertThatThrownBy(
                        () -> Operator.of("aten::combinations").call(Tensor.of(1f, 2f), 1L << 31))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("aten::combinations: r 2147483648 (expected: at most 64)");
    }

    @Test
    void linearAlgebraDoesNotWriteIntoItsInput() {
        Tensor matrix = Tensor.eye(3);
        assertThatThrownBy(
                        () ->
                                Operator.of("aten::linalg_eigvalsh.out")
                                        .results(List.of(matrix), Map.of("out", matrix)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage(
                        "aten::linalg_eigvalsh.out: 'out' and 'self' share memory (expected: separate tensors)");
    }

    @Test
    void aDeviceThatIsNotThereIsOneSentence() {
        assumeTrue(Device.cudaCount() == 0, "there is a CUDA device");
        assertThatThrownBy(() -> Tensor.ones(Shape.of(2)).to(Device.cuda(0)))
                .isInstanceOf(TorchException.class)
                .hasMessageContaining("No CUDA device is here; `balboa doctor` tells why.")
                .satisfies(e -> assertThat(e.getMessage()).hasSizeLessThan(250));
    }
}
