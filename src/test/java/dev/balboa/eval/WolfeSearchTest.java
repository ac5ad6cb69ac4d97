package dev.balboa.eval;

import static org.assertj.core.api.Assertions.assertThat;

import dev.balboa.tensor.Tensor;
import java.util.Map;
import java.util.Optional;
import java.util.function.DoubleUnaryOperator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// Oracle: the two conditions themselves, on functions of one variable that are hard in different
/// ways, from steps far too short and far too long.
class WolfeSearchTest {

    private record Function(DoubleUnaryOperator value, DoubleUnaryOperator slope) {}

    private static final Map<String, Function> FUNCTIONS =
            Map.of(
                    "parabola",
                    new Function(t -> (t - 3) * (t - 3), t -> 2 * (t - 3)),
                    "kink",
                    new Function(
                            t -> Math.sqrt(1e-4 + (t - 1) * (t - 1)),
                            t -> (t - 1) / Math.sqrt(1e-4 + (t - 1) * (t - 1))),
                    "waves",
                    new Function(
                            t -> -0.1 * t + Math.cos(5 * t) + 1e-3 * t * t,
                            t -> -0.1 - 5 * Math.sin(5 * t) + 2e-3 * t),
                    "steep wall",
                    new Function(t -> Math.exp(t) - 20 * t, t -> Math.exp(t) - 20),
                    // Moré and Thuente's first: the flat part is far away
                    "far",
                    new Function(
                            t -> -t / (t * t + 2), t -> (t * t - 2) / ((t * t + 2) * (t * t + 2))));

    private static WolfeSearch.Trial trial(Function function, double t) {
        // the point is not looked at, but says that this is a trial and not the start
        Lbfgs.Point point = new Lbfgs.Point(Tensor.of(t), 0, Tensor.of(0.0));
        return new WolfeSearch.Trial(
                t, function.value().applyAsDouble(t), function.slope().applyAsDouble(t), point);
    }

    @ParameterizedTest
    @CsvSource({
        "parabola, 1e-3",
        "parabola, 1",
        "parabola, 1e3",
        "kink, 1e-3",
        "kink, 1",
        "kink, 1e3",
        "waves, 1e-3",
        "waves, 0.3",
        "waves, 40",
        "steep wall, 1e-3",
        "steep wall, 1",
        "steep wall, 1e3",
        "far, 1e-3",
        "far, 1",
        "far, 1e3"
    })
    void theStepMeetsBothConditions(String name, double first) {
        Function f = FUNCTIONS.get(name);
        double start = f.value().applyAsDouble(0);
        double slope = f.slope().applyAsDouble(0);
        WolfeSearch.Trial found =
                new WolfeSearch(start, slope).along(t -> trial(f, t), first).orElseThrow();
        assertThat(found.t()).isPositive();
        assertThat(found.value()).isLessThanOrEqualTo(start + 1e-4 * found.t() * slope);
        assertThat(Math.abs(found.slope())).isLessThanOrEqualTo(0.9 * Math.abs(slope));
    }

    @Test
    void aFunctionThatIsInfiniteAheadIsShrunkTowards() {
        Function wall =
                new Function(
                        t -> t > 1 ? Double.POSITIVE_INFINITY : -t, t -> t > 1 ? Double.NaN : -1);
        Optional<WolfeSearch.Trial> found = new WolfeSearch(0, -1).along(t -> trial(wall, t), 64);
        // flat nowhere: the best that decreases
        assertThat(found.orElseThrow().t()).isBetween(0.5, 1.0);
    }

    @Test
    void aSlopeThatLiesGivesNoStep() {
        Function uphill = new Function(t -> t, t -> 1);
        assertThat(new WolfeSearch(0, -1).along(t -> trial(uphill, t), 1)).isEmpty();
    }
}
