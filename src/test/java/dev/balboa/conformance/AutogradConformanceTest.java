package dev.balboa.conformance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.DynamicTest.dynamicTest;

import com.fasterxml.jackson.databind.JsonNode;
import dev.balboa.autograd.Autograd;
import dev.balboa.autograd.GradOptions;
import dev.balboa.tensor.Operator;
import dev.balboa.tensor.Scope;
import dev.balboa.tensor.Tensor;
import dev.balboa.testkit.GoldenArguments;
import dev.balboa.testkit.GoldenTensor;
import dev.balboa.testkit.Goldens;
import dev.balboa.testkit.LeakGuard;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.extension.ExtendWith;

/// Gradients and gradients of gradients agree with PyTorch's in float64. The oracle is a recording
/// of PyTorch 2.10 (`src/test/python/autograd_goldens.py`): programs of one or more operators, the
/// vector-Jacobian product with a fixed incoming gradient, and the gradient of the sum of squares
/// of that.
@ExtendWith(LeakGuard.class)
class AutogradConformanceTest {

    private static final int REQUIRED_PROGRAMS = 60;
    private static final GradOptions TWICE = new GradOptions(true, true, true);
    private static final GradOptions ONCE = new GradOptions(false, false, true);
    private static final List<JsonNode> PROGRAMS = Goldens.lines("autograd.jsonl.gz");

    @TestFactory
    Stream<DynamicTest> gradientsAgreeWithPyTorch() {
        return PROGRAMS.stream().map(p -> dynamicTest(p.get("name").asText(), () -> check(p)));
    }

    @Test
    void coversSixtyProgramsMostOfThemTwiceDifferentiable() {
        assertThat(PROGRAMS).hasSizeGreaterThanOrEqualTo(REQUIRED_PROGRAMS);
        assertThat(PROGRAMS.stream().filter(p -> p.get("second").isArray()))
                .hasSizeGreaterThan(PROGRAMS.size() / 2);
    }

    private static void check(JsonNode program) {
        try (Scope _ = Scope.open()) {
            List<Tensor> values = new ArrayList<>();
            program.get("tensors").forEach(t -> values.add(GoldenTensor.of(t).toTensor()));
            Tensor seed = values.removeLast(); // the recorder adds it after the run: positions of
            // results begin there
            List<Tensor> inputs = new ArrayList<>();
            program.get("inputs")
                    .forEach(i -> inputs.add(values.get(i.asInt()).requiresGrad_(true)));
            program.get("steps").forEach(step -> run(step, values));
            Tensor output = values.get(program.get("output").asInt());
            agree("value", program.get("value"), output);

            List<Tensor> first = Autograd.grad(List.of(output), inputs, List.of(seed), TWICE);
            agree("gradient", program.get("first"), first);
            if (program.get("second").isArray()) {
                List<Tensor> second =
                        Autograd.grad(List.of(sumOfSquares(first)), inputs, List.of(), ONCE);
                agree("second gradient", program.get("second"), second);
            }
        }
    }

    private static void run(JsonNode step, List<Tensor> values) {
        GoldenArguments arguments = new GoldenArguments(values);
        List<Object> results =
                Operator.of(step.get(0).asText())
                        .results(arguments.positional(step.get(1)), arguments.named(step.get(2)));
        for (Object result : results) {
            if (result instanceof List<?> list) {
                list.forEach(tensor -> values.add((Tensor) tensor));
            } else {
                values.add((Tensor) result);
            }
        }
    }

    private static Tensor sumOfSquares(List<Tensor> gradients) {
        Tensor total = null;
        for (Tensor gradient : gradients) {
            if (gradient != null) {
                Tensor square = square(gradient).sum();
                total = total == null ? square : total.add(square);
            }
        }
        return total;
    }

    /// `|g|²`, written so that it is differentiable for complex numbers too.
    private static Tensor square(Tensor gradient) {
        if (!gradient.dtype().isComplex()) {
            return gradient.mul(gradient);
        }
        Tensor conjugate = Operator.of("aten::conj").call(gradient);
        return Operator.of("aten::real").call(gradient.mul(conjugate));
    }

    private static void agree(String what, JsonNode expected, List<Tensor> actual) {
        assertThat(actual).as(what).hasSize(expected.size());
        for (int i = 0; i < actual.size(); i++) {
            if (expected.get(i).isNull()) {
                assertThat(actual.get(i)).as("%s of input %d", what, i).isNull();
            } else {
                agree(what + " of input " + i, expected.get(i), actual.get(i));
            }
        }
    }

    private static void agree(String what, JsonNode expected, Tensor actual) {
        assertThat(actual).as(what).isNotNull();
        assertThat(GoldenTensor.of(expected).difference(actual, false)).as(what).isEmpty();
    }
}
