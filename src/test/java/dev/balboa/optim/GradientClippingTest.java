package dev.balboa.optim;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import dev.balboa.tensor.Tensor;
import dev.balboa.testkit.Goldens;
import java.util.List;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// Clipping. Oracles: `torch.nn.utils.clip_grad_norm_` (`optim_goldens.py`) and closed forms.
class GradientClippingTest {

    static Stream<JsonNode> cases() {
        return StreamSupport.stream(
                Goldens.json("optim.json").get("clip_grad_norm").spliterator(), false);
    }

    @ParameterizedTest
    @MethodSource("cases")
    void normsAndScalesAreThoseOfPyTorch(JsonNode golden) {
        List<Tensor> parameters = List.of(withGradient(0, 12), withGradient(1, 5));
        double p =
                golden.get("p").asText().equals("inf")
                        ? Double.POSITIVE_INFINITY
                        : golden.get("p").asDouble();
        double norm = GradientClipping.byNorm(parameters, golden.get("limit").doubleValue(), p);
        assertThat(norm).isCloseTo(golden.get("norm").doubleValue(), within(1e-12));
        for (int t = 0; t < 2; t++) {
            double[] found = parameters.get(t).grad().toDoubleArray();
            for (int i = 0; i < found.length; i++) {
                assertThat(found[i])
                        .isCloseTo(golden.get("grads").get(t).get(i).doubleValue(), within(1e-12));
            }
        }
    }

    private static Tensor withGradient(int t, int n) {
        double[] values = new double[n];
        double[] slope = new double[n];
        for (int i = 0; i < n; i++) {
            values[i] = Math.sin(0.7 * (i + 1) + t);
            slope[i] = Math.cos(0.3 * (i + 1) + t);
        }
        Tensor w = Tensor.of(values).requiresGrad_(true);
        w.mul(Tensor.of(slope)).add(w.square().mul(0.05)).sum().backward();
        return w;
    }

    @Test
    void valuesAreClampedAndParametersWithoutGradientAreLeftAlone() {
        Tensor w = Tensor.of(1.0, 2, 3).requiresGrad_(true);
        Tensor unused = Tensor.of(1.0).requiresGrad_(true);
        w.mul(Tensor.of(-5.0, 0.25, 7)).sum().backward();
        GradientClipping.byValue(List.of(w, unused), 0.5);
        assertThat(w.grad().toDoubleArray()).containsExactly(-0.5, 0.25, 0.5);
        assertThat(unused.grad()).isNull();
        assertThat(GradientClipping.byNorm(List.of(unused), 1)).isZero();
    }

    @Test
    void aGradientThatIsNotFiniteShowsInTheNorm() {
        Tensor w = Tensor.of(1.0, 2).requiresGrad_(true);
        w.mul(Tensor.of(Double.NaN, 1)).sum().backward();
        assertThat(GradientClipping.byNorm(List.of(w), 1)).isNaN();
    }

    @Test
    void limitsOutOfRangeAreNamed() {
        assertThatThrownBy(() -> GradientClipping.byNorm(List.of(), 0))
                .hasMessage("most: 0.0 (expected: > 0)");
        assertThatThrownBy(() -> GradientClipping.byNorm(List.of(), 1, 0))
                .hasMessage("p: 0.0 (expected: > 0, or infinity)");
        assertThatThrownBy(() -> GradientClipping.byValue(List.of(), -1))
                .hasMessage("most: -1.0 (expected: > 0)");
    }
}
