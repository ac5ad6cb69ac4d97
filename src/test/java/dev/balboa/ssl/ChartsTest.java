package dev.balboa.ssl;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.balboa.data.Batch;
import dev.balboa.nn.ResNet;
import dev.balboa.tensor.Generator;
import dev.balboa.tensor.Random;
import dev.balboa.tensor.Shape;
import dev.balboa.tensor.Tensor;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.DoubleUnaryOperator;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

/// What methods want to be seen of them. Oracle: the metrics of a step; the closed forms of the
/// temperatures, written out here; values of the published profiles computed by hand.
class ChartsTest {

    private static Method method(String name, MethodSettings settings) {
        try (Generator generator = Generator.of(1)) {
            return Methods.get(name).create(setup(generator).withSettings(settings));
        }
    }

    private static MethodSetup setup(Generator generator) {
        return MethodSetup.of(
                        g -> ResNet.resnet18(2, false, g), new Heads(8, 16, 2, 4), generator, 1)
                .withRun(1, 6, 6);
    }

    private static Batch batch(int views) {
        List<Tensor> all = new ArrayList<>();
        try (Generator generator = Generator.of(9)) {
            for (int i = 0; i < views; i++) {
                all.add(Random.randn(Shape.of(6, 3, 16, 16), generator));
            }
        }
        return Batch.of(all);
    }

    @ParameterizedTest
    @MethodSource("dev.balboa.ssl.Methods#names")
    void everyFigureOfAChartIsReported(String name) {
        try (Method method = method(name, MethodSettings.defaults())) {
            Map<String, Tensor> metrics = method.step(batch(method.views())).metrics();
            for (Chart chart : Methods.get(name).charts(MethodSettings.defaults())) {
                for (Chart.Line line : chart.lines()) {
                    if (line instanceof Chart.Figure figure) {
                        assertThat(metrics).containsKey(figure.metric());
                        assertThat(chart.x()).isEqualTo("epoch");
                    }
                }
            }
        }
    }

    @Test
    void theMethodsThatAskForThemHaveCharts() {
        assertThat(Methods.names())
                .filteredOn(name -> !Methods.get(name).charts(MethodSettings.defaults()).isEmpty())
                .containsExactlyInAnyOrder(
                        "simsiam-gsg", "byol-gsg", "dystress", "macl", "mocov2", "hierarchical");
    }

    @Test
    void supConAloneUsesLabels() {
        assertThat(Methods.names())
                .filteredOn(name -> Methods.get(name).usesLabels())
                .containsExactly("supcon");
    }

    private static MethodSettings profile(String name) {
        return MethodSettings.defaults()
                .with("temperature-profile", name)
                .with("temperature-min", 0.1)
                .with("temperature-max", 0.2);
    }

    private static double wave(double phase) {
        return 0.1 + 0.5 * (0.2 - 0.1) * (1 + Math.cos(Math.PI * phase));
    }

    @ParameterizedTest
    @CsvSource({"cosine", "shifted", "one-sided", "constant"})
    void theDrawnProfileIsItsClosedForm(String name) {
        DoubleUnaryOperator formula =
                switch (name) {
                    case "cosine" -> s -> wave(1 + s);
                    case "shifted" -> s -> s <= 0.4 ? wave((-0.4 + s) / 0.7) : 0.2;
                    case "one-sided" -> s -> s <= -0.2 ? wave((0.2 + s) / 0.8) : 0.2;
                    default -> _ -> 0.2;
                };
        Chart.Curve curve = firstCurve("dystress", profile(name));
        assertThat(curve.label()).isEqualTo(name);
        assertThat(curve.points()).hasSize(201);
        for (int i = 0; i <= 200; i++) {
            Chart.Point point = curve.points().get(i);
            assertThat(point.x()).isCloseTo(-1 + i / 100.0, within(1e-12));
            assertThat(point.y()).isCloseTo(formula.applyAsDouble(point.x()), within(1e-12));
        }
    }

    /// To four digits, for temperatures from 0.1 to 0.2.
    @ParameterizedTest
    @CsvSource({
        "-1, 0.2, 0.2",
        "-0.75, 0.1854, 0.1717",
        "-0.5, 0.15, 0.1188",
        "-0.3, 0.1206, 0.1",
        "0, 0.1, 0.1389",
        "0.25, 0.1146, 0.1891",
        "0.4, 0.1345, 0.2",
        "0.75, 0.1854, 0.2",
        "1, 0.2, 0.2"
    })
    void theDrawnProfilesHaveThePublishedTemperatures(
            double cosine, double vanilla, double shifted) {
        int at = (int) Math.round((cosine + 1) * 100);
        assertThat(firstCurve("dystress", profile("cosine")).points().get(at).y())
                .isCloseTo(vanilla, within(5e-5));
        assertThat(firstCurve("dystress", profile("shifted")).points().get(at).y())
                .isCloseTo(shifted, within(5e-5));
    }

    @Test
    void theControlsOfAProfileAreItsBoundsAndTheMiddle() {
        List<Chart.Line> lines =
                Methods.get("dystress").charts(profile("shifted")).getFirst().lines();
        assertThat(lines.subList(1, 4))
                .extracting(line -> Math.round(1e9 * ((Chart.Reference) line).value()) / 1e9)
                .containsExactly(0.2, 0.15, 0.1);
        assertThat(lines).extracting(Chart.Line::label).contains("fixed at 0.15");
        assertThat(Methods.get("dystress").charts(profile("constant")).getFirst().lines())
                .hasSize(1);
    }

    @Test
    void maclIsDrawnByItsFormula() {
        MethodSettings settings =
                MethodSettings.defaults()
                        .with("temperature", 0.05)
                        .with("macl-alpha", 2)
                        .with("macl-threshold", 0.8);
        for (Chart.Point point : firstCurve("macl", settings).points()) {
            // held at a hundredth where the formula goes below
            double formula = 0.05 * Math.max(0.01, 1 + 2 * (point.x() - 0.8));
            assertThat(point.y()).isCloseTo(formula, within(1e-12));
        }
    }

    private static Chart.Curve firstCurve(String name, MethodSettings settings) {
        return (Chart.Curve) Methods.get(name).charts(settings).getFirst().lines().getFirst();
    }

    @Test
    void theSharesOfTheLevelsAreThoseOfTheirWeightedLosses() {
        MethodSettings settings = MethodSettings.defaults().with("level-weights", "1,0,3");
        try (Method method = method("hierarchical", settings)) {
            Map<String, Tensor> metrics = method.step(batch(2)).metrics();
            double first = metrics.get("level1_loss").item();
            double third = 3 * metrics.get("level3_loss").item();
            assertThat(metrics.get("level1_share").item())
                    .isCloseTo(first / (first + third), within(1e-5));
            assertThat(metrics.get("level2_share").item()).isZero();
            assertThat(metrics.get("level3_share").item())
                    .isCloseTo(third / (first + third), within(1e-5));
        }
    }

    @Test
    void levelsThatTakePartHaveALineWithTheirTemperatureAndWeight() {
        MethodSettings settings =
                MethodSettings.defaults().with("levels", "1,3").with("level-weights", "1,0,0.5");
        assertThat(Methods.get("hierarchical").charts(settings))
                .allSatisfy(
                        chart ->
                                assertThat(chart.lines())
                                        .extracting(Chart.Line::label)
                                        .containsExactly(
                                                "level 1 (τ 0.5, weight 1.0)",
                                                "level 3 (τ 0.1, weight 0.5)"));
    }

    /// The permutation comes from a generator of the same state.
    @Test
    void imagesThatArePairedWithThemselvesAreCounted() {
        try (Method method = method("simsiam-gsg", MethodSettings.defaults());
                Generator init = Generator.of(1);
                Generator same = setup(init).newChoices()) {
            for (int step = 0; step < 4; step++) {
                Map<String, Tensor> metrics = method.step(batch(4)).metrics();
                long[] r = Random.randperm(6, same).toLongArray();
                long fixed = IntStream.range(0, 6).filter(i -> r[i] == i).count();
                assertThat(metrics.get("fixed_points").item()).isCloseTo(fixed / 6.0, within(1e-6));
            }
        }
    }

    @Test
    void aChartWithoutLinesIsRefused() {
        assertThatThrownBy(() -> new Chart("a", "b", "c", "d", List.of()))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("lines: none (expected: one or more)");
    }
}
