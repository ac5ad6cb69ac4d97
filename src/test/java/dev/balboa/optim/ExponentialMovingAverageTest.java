package dev.balboa.optim;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.balboa.autograd.Autograd;
import dev.balboa.optim.ExponentialMovingAverage.Momentum;
import dev.balboa.tensor.Tensor;
import java.util.LinkedHashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;

/// The moving average. Oracle: its recurrence over Java doubles.
class ExponentialMovingAverageTest {

    private final Tensor weight = Tensor.of(1.0, -2).requiresGrad_(true);
    private final Tensor mean = Tensor.of(0.5);
    private final Tensor count = Tensor.of(7L);

    private ExponentialMovingAverage average(Momentum momentum) {
        return ExponentialMovingAverage.of(
                Map.of("weight", weight), Map.of("mean", mean, "count", count), momentum);
    }

    @Test
    void parametersAreAveragedAndBuffersCopied() {
        double[] slow = {1, -2};
        double[] fast = {1, -2};
        Momentum momentum = new Momentum.Cosine(0.9, 4);
        try (ExponentialMovingAverage average = average(momentum)) {
            for (int step = 0; step < 6; step++) {
                Autograd.noGrad(() -> weight.add_(1.0));
                count.add_(1);
                double keep = step >= 4 ? 1 : 1 - 0.1 * (Math.cos(Math.PI * step / 4) + 1) / 2;
                for (int i = 0; i < 2; i++) {
                    fast[i] += 1;
                    slow[i] = keep * slow[i] + (1 - keep) * fast[i];
                }
                average.update();
                assertThat(average.values().get("weight").toDoubleArray())
                        .containsExactly(slow, within(1e-14));
            }
            assertThat(average.values().get("count").toLongArray()).containsExactly(13);
            assertThat(average.steps()).isEqualTo(6);
            assertThat(average.values().get("weight").requiresGrad()).isFalse();
        }
    }

    @Test
    void itGoesOnFromASavedState() {
        Map<String, Tensor> saved = new LinkedHashMap<>();
        try (ExponentialMovingAverage first = average(new Momentum.Constant(0.5))) {
            Autograd.noGrad(() -> weight.add_(4.0));
            first.update();
            first.values().forEach((key, tensor) -> saved.put(key, tensor.copy()));
        }
        try (ExponentialMovingAverage second = average(new Momentum.Constant(0.5))) {
            second.load(saved, 1);
            assertThat(second.steps()).isEqualTo(1);
            assertThat(second.values().get("weight").toDoubleArray()).containsExactly(3, 0);
            saved.remove("mean");
            assertThatThrownBy(() -> second.load(saved, 1))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageContaining("missing keys [mean]");
        }
    }

    @Test
    void sharesOutOfRangeAreNamed() {
        assertThatThrownBy(() -> new Momentum.Constant(1.5))
                .hasMessage("value: 1.5 (expected: within [0, 1])");
        assertThatThrownBy(() -> new Momentum.Cosine(0.9, 0))
                .hasMessage("steps: 0 (expected: >= 1)");
    }
}
