package dev.balboa.ssl;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.balboa.data.Batch;
import dev.balboa.loss.Dcl;
import dev.balboa.loss.DclW;
import dev.balboa.loss.DyStressDcl;
import dev.balboa.loss.NtXent;
import dev.balboa.loss.SupCon;
import dev.balboa.loss.TemperatureProfile;
import dev.balboa.nn.ResNet;
import dev.balboa.tensor.Generator;
import dev.balboa.tensor.Random;
import dev.balboa.tensor.Shape;
import dev.balboa.tensor.Tensor;
import java.util.List;
import java.util.Map;
import java.util.function.BinaryOperator;
import org.junit.jupiter.api.Test;

/// The methods that are a loss of two projections. Oracle: the projections of the method's own
/// parts and the loss, whose values other tests compare with the papers' formulas.
class JointEmbeddingTest {

    private static final Heads HEADS = new Heads(8, 16, 2, 2);

    private static Method method(String name, Map<String, Object> settings) {
        try (Generator generator = Generator.of(1)) {
            return Methods.get(name)
                    .create(
                            MethodSetup.of(g -> ResNet.resnet18(2, false, g), HEADS, generator, 1)
                                    .withSettings(new MethodSettings(settings)));
        }
    }

    private static List<Tensor> views() {
        try (Generator generator = Generator.of(99)) {
            return List.of(
                    Random.randn(Shape.of(6, 3, 8, 8), generator),
                    Random.randn(Shape.of(6, 3, 8, 8), generator));
        }
    }

    private static void check(
            String name, Map<String, Object> settings, BinaryOperator<Tensor> loss) {
        check(name, settings, Batch.of(views()), loss);
    }

    private static void check(
            String name, Map<String, Object> settings, Batch batch, BinaryOperator<Tensor> loss) {
        try (JointEmbedding method = (JointEmbedding) method(name, settings)) {
            double value = method.step(batch).loss().item();
            Tensor z1 = method.projector().forward(method.backbone().forward(batch.view(0)));
            Tensor z2 = method.projector().forward(method.backbone().forward(batch.view(1)));
            assertThat(value).as(name).isEqualTo(loss.apply(z1, z2).item()).isFinite();
        }
    }

    @Test
    void dclTakesItsDefinitionAndItsWeights() {
        check("dcl", Map.of(), new Dcl(0.1, Dcl.Definition.JOINED)::apply);
        check(
                "dcl",
                Map.of("dcl-definition", "per-view", "temperature", 0.3),
                new Dcl(0.3, Dcl.Definition.PER_VIEW)::apply);
        check(
                "dcl",
                Map.of("dcl-weighted", true, "dcl-sigma", 0.4),
                new DclW(0.1, 0.4, Dcl.Definition.JOINED)::apply);
    }

    @Test
    void barlowTwinsAndVicRegTakeTheirWeights() {
        check(
                "barlow-twins",
                Map.of("barlow-lambda", 0.01),
                new dev.balboa.loss.BarlowTwins(0.01)::apply);
        check("vicreg", Map.of(), new dev.balboa.loss.VicReg(25, 25, 1)::apply);
        check(
                "vicreg",
                Map.of("vicreg-covariance", 3, "vicreg-variance", 2, "vicreg-invariance", 0),
                new dev.balboa.loss.VicReg(0, 2, 3)::apply);
    }

    @Test
    void dystressTakesItsProfileAndItsForm() {
        check(
                "dystress",
                Map.of(),
                new dev.balboa.loss.DyStress(new TemperatureProfile.Cosine(0.07, 0.2), true)
                        ::apply);
        check(
                "dystress",
                Map.of("temperature-profile", "shifted", "temperature-min", 0.1),
                new dev.balboa.loss.DyStress(TemperatureProfile.Shifted.published(0.1, 0.2), true)
                        ::apply);
        check(
                "dystress",
                Map.of("temperature-profile", "one-sided", "dystress-form", "dcl"),
                new DyStressDcl(
                                TemperatureProfile.Shifted.oneSided(0.07, 0.2),
                                true,
                                Dcl.Definition.JOINED)
                        ::apply);
        check(
                "dystress",
                Map.of("temperature-profile", "constant", "temperature-max", 0.15),
                (z1, z2) ->
                        new dev.balboa.loss.DyStress(new TemperatureProfile.Constant(0.15), true)
                                .apply(z1, z2));
    }

    @Test
    void maclTakesItsSettings() {
        check(
                "macl",
                Map.of("macl-alpha", 2, "macl-threshold", 0.8, "temperature", 0.05),
                new dev.balboa.loss.Macl(0.05, 2, 0.8)::apply);
    }

    @Test
    void supconUsesTheLabelsOfTheBatch() {
        Tensor labels = Tensor.of(new long[] {0, 1, 0, 1, 2, 2});
        Batch batch = new Batch(views(), labels, new long[] {0, 1, 2, 3, 4, 5});
        SupCon loss = new SupCon(0.07, SupCon.Singletons.REFUSED);
        check("supcon", Map.of(), batch, (z1, z2) -> loss.apply(z1, z2, labels));
    }

    @Test
    void imagesWithoutLabelsAreClassesOfTheirOwnSoSupconIsSimClrOnThem() {
        try (JointEmbedding method =
                (JointEmbedding) method("supcon", Map.of("temperature", 0.5))) {
            Batch batch = Batch.of(views());
            double value = method.step(batch).loss().item();
            Tensor z1 = method.projector().forward(method.backbone().forward(batch.view(0)));
            Tensor z2 = method.projector().forward(method.backbone().forward(batch.view(1)));
            assertThat(value).isCloseTo(new NtXent(0.5).apply(z1, z2).item(), within(1e-5));
        }
    }

    @Test
    void aLowestTemperatureAboveTheHighestIsNamed() {
        Map<String, Object> crossed = Map.of("temperature-min", 0.3, "temperature-max", 0.2);
        assertThatThrownBy(() -> method("dystress", crossed))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage(
                        "temperature-min: 0.3 (expected: at most temperature-max, which is 0.2)");
    }
}
