package dev.balboa.autograd;

import static dev.balboa.testkit.TensorAssert.assertThat;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.DynamicTest.dynamicTest;

import com.fasterxml.jackson.databind.JsonNode;
import dev.balboa.tensor.DType;
import dev.balboa.tensor.Device;
import dev.balboa.tensor.Shape;
import dev.balboa.tensor.Tensor;
import dev.balboa.testkit.Goldens;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/// Oracle: a recording of `torch.amp.GradScaler` on the CPU
/// (`src/test/python/grad_scaler_goldens.py`): scales, counts and parameters after each step, some
/// of which have infinite gradients.
class GradScalerTest {

    private final GradScaler scaler = new GradScaler(GradScaler.Config.DEFAULT);

    private static Tensor leaf(double... values) {
        return Tensor.of(values).to(DType.FLOAT32).requiresGrad_(true);
    }

    @TestFactory
    Stream<DynamicTest> scalesAndParametersAreThoseOfPyTorch() {
        List<JsonNode> cases =
                StreamSupport.stream(Goldens.json("grad_scaler.json").spliterator(), false)
                        .toList();
        assertThat(cases).hasSize(3);
        return cases.stream()
                .map(
                        node ->
                                dynamicTest(
                                        "from %s every %s"
                                                .formatted(node.get("init"), node.get("interval")),
                                        () -> follow(node)));
    }

    private static void follow(JsonNode node) {
        GradScaler scaler =
                new GradScaler(
                        new GradScaler.Config(
                                node.get("init").asDouble(),
                                node.get("growth").asDouble(),
                                node.get("backoff").asDouble(),
                                node.get("interval").asInt()));
        Tensor w = leaf(1, -2);
        for (int step = 0; step < node.get("inf").size(); step++) {
            boolean infinite = node.get("inf").get(step).asBoolean();
            Tensor factor = leaf(infinite ? Double.POSITIVE_INFINITY : 0.25, 0.5 + step).detach();
            w.zeroGrad();
            scaler.scale(w.mul(factor).sum()).backward();
            boolean taken = scaler.step(List.of(w), () -> Autograd.noGrad(() -> w.sub_(w.grad())));
            scaler.update();
            assertThat(taken).isEqualTo(!infinite);
            assertThat(scaler.state())
                    .isEqualTo(
                            new GradScaler.State(
                                    node.get("scales").get(step).asDouble(),
                                    node.get("trackers").get(step).asInt()));
            JsonNode values = node.get("values").get(step);
            assertThat(w).hasValues(values.get(0).asDouble(), values.get(1).asDouble());
        }
    }

    @TestFactory
    Stream<DynamicTest> aScaledLossHasTheTypeAndTheValuesOfPyTorch() {
        List<JsonNode> cases =
                StreamSupport.stream(Goldens.json("grad_scaler_types.json").spliterator(), false)
                        .toList();
        assertThat(cases).hasSize(8);
        return cases.stream()
                .map(
                        node ->
                                dynamicTest(
                                        node.get("of").asText() + " of " + node.get("dim") + "-d",
                                        () -> assertScaled(node)));
    }

    private static void assertScaled(JsonNode node) {
        DType of = DType.valueOf(node.get("of").asText().toUpperCase(Locale.ROOT));
        Shape shape = node.get("dim").asInt() == 0 ? Shape.of() : Shape.of(2);
        Tensor loss = Tensor.ones(shape, of, Device.CPU).requiresGrad_(true);
        Tensor scaled = new GradScaler(GradScaler.Config.DEFAULT).scale(loss);
        assertThat(scaled.dtype().name()).isEqualToIgnoringCase(node.get("to").asText());
        double[] values = scaled.detach().to(DType.FLOAT64).reshape(-1).toDoubleArray();
        double[] expected =
                StreamSupport.stream(node.get("values").spliterator(), false)
                        .mapToDouble(v -> parsed(v.asText()))
                        .toArray();
        assertThat(values).containsExactly(expected);
    }

    private static double parsed(String value) {
        return value.equals("inf") ? Double.POSITIVE_INFINITY : Double.parseDouble(value);
    }

    @Test
    void defaultsAreThoseOfPyTorch() {
        assertThat(GradScaler.Config.DEFAULT)
                .isEqualTo(new GradScaler.Config(65_536, 2, 0.5, 2_000));
        assertThat(scaler.state()).isEqualTo(new GradScaler.State(65_536, 0));
    }

    @Test
    void aGradientBelowFloat16sSmallestNumberSurvives() {
        Tensor w = leaf(1);
        Tensor tiny = Tensor.of(1e-6f);
        // in float16 a gradient of 1e-9 is 0, scaled by 65536 it is 6.6e-5
        w.to(DType.FLOAT16).to(DType.FLOAT32).mul(tiny).mul(1e-3).sum().backward();
        assertThat(w.grad()).hasValues(0);
        w.zeroGrad();
        scaler.scale(w.to(DType.FLOAT16).to(DType.FLOAT32).mul(tiny).mul(1e-3).sum()).backward();
        assertThat(scaler.unscale(List.of(w))).isTrue();
        assertThat(w.grad()).isCloseTo(new double[] {1e-9}, 1e-3, 0);
    }

    @Test
    void unscaledGradientsAreTheTrueOnesAndAreNotScaledDownAgain() {
        Tensor w = leaf(1, 2);
        Tensor none = leaf(1);
        scaler.scale(w.square().sum()).backward();
        assertThat(scaler.unscale(List.of(w, none))).isTrue();
        assertThat(w.grad()).hasValues(2, 4);
        assertThat(scaler.step(List.of(w, none), () -> {})).isTrue();
        assertThat(w.grad()).hasValues(2, 4);
    }

    @Test
    void gradientsOfSeveralTypesAreUnscaledTogether() {
        Tensor a = leaf(1);
        Tensor b = Tensor.of(1.0).requiresGrad_(true);
        scaler.scale(a.sum().add(b.sum())).backward();
        assertThat(scaler.unscale(List.of(a, b))).isTrue();
        assertThat(a.grad()).hasValues(1);
        assertThat(b.grad()).hasValues(1);
    }

    @ParameterizedTest
    @ValueSource(doubles = {Double.NaN, Double.POSITIVE_INFINITY, Double.NEGATIVE_INFINITY})
    void oneBadElementInAnyGradientLeavesTheStepOut(double bad) {
        Tensor good = leaf(1);
        Tensor wrong = leaf(1, 2, 3);
        good.setGrad(Tensor.of(1f));
        wrong.setGrad(Tensor.of(1f, (float) bad, 1f));
        boolean[] ran = {false};
        assertThat(scaler.step(List.of(good, wrong), () -> ran[0] = true)).isFalse();
        assertThat(ran[0]).isFalse();
        scaler.update();
        assertThat(scaler.state()).isEqualTo(new GradScaler.State(32_768, 0));
    }

    @Test
    void aRestoredScalerContinues() {
        GradScaler other = new GradScaler(GradScaler.Config.DEFAULT);
        other.load(new GradScaler.State(1_024, 1_999));
        Tensor w = leaf(1);
        other.scale(w.sum()).backward();
        other.step(List.of(w), () -> {});
        other.update();
        assertThat(other.state()).isEqualTo(new GradScaler.State(2_048, 0));
    }

    @Test
    void callsOutOfOrderAreRefused() {
        Tensor w = leaf(1);
        assertThatThrownBy(scaler::update)
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("update: called before step");
        assertThatThrownBy(() -> scaler.unscale(List.of(w)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("none has a gradient");
        w.setGrad(Tensor.of(1f));
        scaler.unscale(List.of(w));
        assertThatThrownBy(() -> scaler.unscale(List.of(w)))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("called after unscale");
        scaler.step(List.of(w), () -> {});
        assertThatThrownBy(() -> scaler.unscale(List.of(w)))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("called after step");
        assertThatThrownBy(() -> scaler.step(List.of(w), () -> {}))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("step: called twice");
    }

    @Test
    void gradientsOfFloat16AreRefusedAndLeftAlone() {
        Tensor w = Tensor.of(1f).to(DType.FLOAT16).requiresGrad_(true);
        w.setGrad(Tensor.of(2f).to(DType.FLOAT16));
        assertThatThrownBy(() -> scaler.unscale(List.of(w)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageStartingWith("gradient: float16 (expected: float32");
        assertThat(w.grad()).hasValues(2);
    }

    @ParameterizedTest
    @CsvSource({
        "0, 2, .5, 1, initScale",
        "1e39, 2, .5, 1, initScale",
        "1, 1, .5, 1, growthFactor",
        "1, NaN, .5, 1, growthFactor",
        "1, 2, 1, 1, backoffFactor",
        "1, 2, 0, 1, backoffFactor",
        "1, 2, .5, 0, growthInterval"
    })
    void settingsOutOfRangeAreNamed(
            double init, double growth, double backoff, int interval, String name) {
        assertThatThrownBy(() -> new GradScaler.Config(init, growth, backoff, interval))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageStartingWith(name + ": ")
                .hasMessageContaining("expected: ");
    }

    @Test
    void statesOutOfRangeAreNamed() {
        assertThatThrownBy(() -> new GradScaler.State(Double.NaN, 0))
                .hasMessageStartingWith("scale: NaN");
        assertThatThrownBy(() -> new GradScaler.State(1, -1))
                .hasMessageStartingWith("growthTracker: -1");
    }

    @Test
    void aLossInHalfPrecisionIsScaledInFloat32WhereItDoesNotOverflow() {
        // 65,536 is beyond float16; torch.amp's scale is a 0-d float32 tensor, which promotes 0-d
        for (DType half : new DType[] {DType.FLOAT16, DType.BFLOAT16}) {
            Tensor scaled =
                    new GradScaler(GradScaler.Config.DEFAULT).scale(Tensor.of(1f).sum().to(half));
            assertThat(scaled.dtype()).isEqualTo(DType.FLOAT32);
            assertThat(scaled.toFloatArray()).containsExactly(65_536f);
        }
    }
}
