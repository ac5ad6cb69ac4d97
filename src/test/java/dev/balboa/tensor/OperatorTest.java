package dev.balboa.tensor;

import static dev.balboa.testkit.TensorAssert.assertThat;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/// What the boxed door accepts and how it refuses. Values are compared with PyTorch in
/// `dev.balboa.conformance`; here the oracle is the schema, read by a person.
class OperatorTest {
    private final Tensor x = Tensor.of(1f, 2f);

    @Test
    void everyAtenOperatorIsReachable() {
        List<String> names = Operator.names();
        assertThat(names)
                .contains("aten::mul.Tensor", "aten::relu", "aten::_fused_sgd_")
                .hasSizeGreaterThan(3000);
    }

    @Test
    void aWrongArgumentIsNamedWithItsExpectedType() {
        assertThatThrownBy(() -> Operator.of("aten::add.Tensor").call(x, "two"))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage(
                        "aten::add.Tensor: argument 'other' (position 1): is a String (expected: Tensor)");
        assertThatThrownBy(() -> Operator.of("aten::softmax.int").call(x, 0.5))
                .hasMessage(
                        "aten::softmax.int: argument 'dim' (position 1): is a floating-point number (expected: integer)");
        assertThatThrownBy(() -> Operator.of("aten::sum.dim_IntList").call(x, 0L, 1L))
                .hasMessageContaining(
                        "argument 'keepdim' (position 2): is an integer (expected: boolean)");
        assertThatThrownBy(() -> Operator.of("aten::cat").call(x))
                .hasMessageContaining(
                        "argument 'tensors' (position 0): is a Tensor (expected: list of Tensors)");
        assertThatThrownBy(() -> Operator.of("aten::transpose.int").call(x, null, 1L))
                .hasMessageContaining("argument 'dim0' (position 1): null (expected: integer)");
    }

    @Test
    void aMissingArgumentIsNamed() {
        assertThatThrownBy(() -> Operator.of("aten::add.Tensor").call(x))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage(
                        "aten::add.Tensor: argument 'other' (position 1) is missing (expected: Tensor)");
    }

    @Test
    void tooManyArgumentsAreCounted() {
        assertThatThrownBy(() -> Operator.of("aten::relu").call(x, 1, 2))
                .hasMessage("aten::relu: 3 arguments given (expected: at most 1)");
    }

    @Test
    void javaObjectsThatNoOperatorKnowsAreRefused() {
        assertThatThrownBy(() -> Operator.of("aten::relu").call(new Object()))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageStartingWith("aten::relu: argument 0 is a java.lang.Object");
    }

    @Test
    void anUnknownOverloadListsTheOnesThatExist() {
        assertThatThrownBy(() -> Operator.of("aten::add"))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining(
                        "its overloads are aten::add.Scalar, aten::add.Scalar_out, aten::add.Tensor");
        assertThatThrownBy(() -> Operator.of("aten::nonsense"))
                .hasMessage("operator aten::nonsense does not exist; Operator.names() lists all");
    }

    @Test
    void aNumberForATensorTakesPartInPromotionAsANumber() {
        Tensor half = x.to(DType.FLOAT16);
        assertThat(Operator.of("aten::mul.Tensor").call(half, 2.0))
                .hasDType(DType.FLOAT16)
                .hasValues(2, 4);
        assertThat(Operator.of("aten::mul.Tensor").call(Tensor.of(1L), 2)).hasDType(DType.INT64);
    }

    @Test
    void argumentsCanBeNamed() {
        List<Object> results =
                Operator.of("aten::add.Tensor").results(List.of(x), Map.of("alpha", 3, "other", x));
        assertThat((Tensor) results.getFirst()).hasValues(4, 8);
        assertThatThrownBy(
                        () ->
                                Operator.of("aten::add.Tensor")
                                        .results(List.of(x), Map.of("beta", 3)))
                .hasMessageStartingWith(
                        "aten::add.Tensor has no argument 'beta'; its schema is aten::add.Tensor(");
        assertThatThrownBy(
                        () ->
                                Operator.of("aten::add.Tensor")
                                        .results(List.of(x), Map.of("self", x)))
                .hasMessage("aten::add.Tensor: argument 'self' is given twice");
    }

    @Test
    void nullElementsPassWhereTheSchemaAllowsThem() {
        Tensor matrix = Tensor.of(new float[] {1, 2, 3, 4}, Shape.of(2, 2));
        Tensor second =
                Operator.of("aten::index.Tensor").call(matrix, Arrays.asList(null, Tensor.of(1L)));
        assertThat(second).hasShape(2, 1).hasValues(2, 4);
    }

    @Test
    void resultsOfEveryKindComeBack() {
        assertThat(Operator.of("aten::result_type.Tensor").results(x, Tensor.of(1.0)))
                .containsExactly(DType.FLOAT64);
        assertThat(Operator.of("aten::equal").results(x, x)).containsExactly(true);
        assertThat(Operator.of("aten::size.int").results(x, 0)).containsExactly(2L);
        assertThat(Operator.of("aten::item").results(Tensor.scalar(1.5))).containsExactly(1.5);
        assertThat((List<?>) Operator.of("aten::chunk").results(x, 2).getFirst()).hasSize(2);
    }

    @Test
    void anOperatorWithSeveralResultsIsNotCalledAsOne() {
        Tensor matrix = Tensor.eye(2);
        assertThatThrownBy(() -> Operator.of("aten::slogdet").call(matrix))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("use results(...)");
    }

    @Test
    void operatorsThatCrashLibtorchAreRefusedByName() {
        String name = UnsafeOperators.reasons().keySet().iterator().next();
        assertThatThrownBy(() -> Operator.of(name))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageStartingWith(
                        name + " is refused: it can crash the process on wrong arguments");
    }

    @Test
    void everyUnsafeOperatorExists() {
        assertThat(Operator.names()).containsAll(UnsafeOperators.reasons().keySet());
    }

    @Test
    void operatorsThatNeedAStorageAreRefusedByArgument() {
        assertThatThrownBy(() -> Operator.of("aten::set_.source_Storage").call(x, 1L))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("argument 'source' (position 1): cannot be passed");
    }
}
