package dev.balboa.train;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.balboa.tensor.Tensor;
import java.util.Map;
import org.junit.jupiter.api.Test;

/// Oracle: means worked out by hand.
class EpochMeterTest {

    @Test
    void aFigureIsTheMeanOverTheStepsThatHaveIt() {
        EpochMeter meter = new EpochMeter(1);
        meter.add(4, 3, Map.of("always", Tensor.scalar(1.0)));
        meter.add(4, 5, Map.of("always", Tensor.scalar(2.0), "later", Tensor.scalar(8.0)));
        meter.add(4, 7, Map.of("always", Tensor.scalar(6.0), "later", Tensor.scalar(4.0)));
        Event.EpochDone done = meter.done();
        assertThat(done.loss()).isEqualTo(5);
        assertThat(done.metrics().get("always")).isCloseTo(3, within(1e-6));
        assertThat(done.metrics().get("later")).isCloseTo(6, within(1e-6));
    }
}
