package dev.balboa.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/// Oracle: areas in closed form, from the figures' names and measures.
class ObjectClassTest {

    @ParameterizedTest
    @EnumSource(ObjectClass.class)
    void silhouettesHaveTheirAreasInClosedForm(ObjectClass object) {
        int n = 1500;
        int inside = 0;
        for (int i = 0; i < n * n; i++) {
            double u = (i % n + 0.5) * 2 / n - 1;
            double v = (i / n + 0.5) * 2 / n - 1;
            inside += object.covers(u, v) ? 1 : 0;
        }
        assertThat(4.0 * inside / n / n).isCloseTo(area(object), within(0.005));
    }

    private static double area(ObjectClass object) {
        double arm = 0.3;
        return switch (object) {
            case DISC -> Math.PI;
            case SQUARE -> 2;
            case TRIANGLE -> 3 * Math.sqrt(3) / 4;
            case STAR -> 10 * 0.5 * 0.45 * Math.sin(Math.PI / 5);
            // two arms within the circle, less their common square
            case CROSS -> 2 * 2 * (arm * Math.sqrt(1 - arm * arm) + Math.asin(arm)) - 4 * arm * arm;
            case RING -> Math.PI * 0.7;
            case CRESCENT -> Math.PI - lens(1, Math.sqrt(0.5), 0.5);
            case BAR -> 4 * 0.45 * 0.89;
        };
    }

    /// Area common to two circles whose centres are `d` apart.
    private static double lens(double r, double s, double d) {
        double a = (d * d + r * r - s * s) / (2 * d);
        double b = d - a;
        return r * r * Math.acos(a / r)
                - a * Math.sqrt(r * r - a * a)
                + s * s * Math.acos(b / s)
                - b * Math.sqrt(s * s - b * b);
    }

    @Test
    void everyClassHasATextureOfItsOwn() {
        List<List<Double>> textures = new ArrayList<>();
        for (ObjectClass object : ObjectClass.values()) {
            textures.add(
                    IntStream.range(0, 400)
                            .mapToObj(i -> object.shade(i % 20 / 10.0 - 0.97, i / 20 / 10.0 - 0.97))
                            .toList());
        }
        assertThat(textures).doesNotHaveDuplicates();
    }

    @ParameterizedTest
    @EnumSource(ObjectClass.class)
    void everyTextureHasTheSameMeanLevel(ObjectClass object) {
        double sum = 0;
        int n = 400;
        // from -10 to 10 radii, many periods of every texture
        for (int i = 0; i < n * n; i++) {
            sum += object.shade((i % n + 0.5) / 20 - 10, (i / n + 0.5) / 20 - 10);
        }
        assertThat(sum / n / n).isCloseTo(0.65, within(0.02));
    }
}
