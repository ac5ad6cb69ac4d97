package dev.balboa.ssl;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.balboa.data.Augmentation;
import dev.balboa.data.Batch;
import dev.balboa.data.Views;
import dev.balboa.loss.HierarchicalInfoNce;
import dev.balboa.loss.NtXent;
import dev.balboa.nn.Backbone;
import dev.balboa.nn.ConvNet;
import dev.balboa.nn.ResNet;
import dev.balboa.nn.StagedBackbone;
import dev.balboa.optim.ParameterGroup;
import dev.balboa.optim.Schedule;
import dev.balboa.tensor.Generator;
import dev.balboa.tensor.Random;
import dev.balboa.tensor.Shape;
import dev.balboa.tensor.Tensor;
import dev.balboa.tensor.Vision;
import dev.balboa.train.Step;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// Losses at several depths. Oracles: the network's parts applied one by one in the test and
/// NT-Xent on what they give; SimCLR, which one level is; where gradients are and are not.
class HierarchicalContrastiveTest {

    private static final Heads HEADS = new Heads(8, 16, 2, 4);

    private static Method create(
            String name, Function<Generator, Backbone> backbone, MethodSettings settings) {
        try (Generator generator = Generator.of(1)) {
            return Methods.get(name)
                    .create(
                            MethodSetup.of(backbone, HEADS, generator, 1)
                                    .withRun(8, 8, 8)
                                    .withSettings(settings));
        }
    }

    /// Of options and values in turn, around a ResNet-18.
    private static HierarchicalContrastive method(Object... settings) {
        MethodSettings all = MethodSettings.defaults();
        for (int i = 0; i < settings.length; i += 2) {
            all = all.with((String) settings[i], settings[i + 1]);
        }
        return (HierarchicalContrastive)
                create("hierarchical", g -> ResNet.resnet18(2, false, g), all);
    }

    private static Batch batch() {
        return batch(2);
    }

    private static Batch batch(int views) {
        try (Generator generator = Generator.of(99)) {
            return Batch.of(
                    IntStream.range(0, views)
                            .mapToObj(_ -> Random.randn(Shape.of(8, 3, 16, 16), generator))
                            .toList());
        }
    }

    /// Projections at the three levels, from the network's own parts.
    private static List<Tensor> slow(HierarchicalContrastive method, Tensor view) {
        ResNet network = (ResNet) method.backbone();
        Tensor stem = network.bn1().forward(network.conv1().forward(view)).relu();
        Tensor coarse = network.layer2().forward(network.layer1().forward(stem));
        Tensor middle = network.layer3().forward(coarse);
        Tensor fine = network.layer4().forward(middle);
        List<Tensor> z = new ArrayList<>();
        for (Tensor map : List.of(coarse, middle, fine)) {
            z.add(method.levels().get(z.size()).projector().forward(map.mean(false, 2, 3)));
        }
        return z;
    }

    private static List<Tensor> projections(HierarchicalContrastive method, Tensor view) {
        return List.copyOf(new TreeMap<>(method.projections(view, Set.of(1, 2, 3), 0)).values());
    }

    private static double[] levels(HierarchicalContrastive method, Batch batch, double... t) {
        List<Tensor> z0 = slow(method, batch.view(0));
        List<Tensor> z1 = slow(method, batch.view(1));
        double[] losses = new double[3];
        for (int i = 0; i < 3; i++) {
            losses[i] = new NtXent(t[i]).apply(z0.get(i), z1.get(i)).item();
        }
        return losses;
    }

    @Test
    void theLossIsTheSumOfNtXentAfterTheLastThreeStages() {
        try (HierarchicalContrastive method = method()) {
            Batch batch = batch();
            Step step = method.step(batch);
            double[] expected = levels(method, batch, 0.5, 0.2, 0.1);
            for (int i = 0; i < 3; i++) {
                assertThat(step.metrics().get("level" + (i + 1) + "_loss").item())
                        .isCloseTo(expected[i], within(1e-4));
                assertThat(step.metrics().get("level" + (i + 1) + "_acc").item())
                        .isBetween(0.0, 1.0);
            }
            assertThat(step.loss().item())
                    .isCloseTo(expected[0] + expected[1] + expected[2], within(3e-4));
        }
    }

    @Test
    void temperaturesAndWeightsAreThoseOfTheirLevel() {
        try (HierarchicalContrastive method =
                method("temperatures", "1,0.4,0.3", "level-weights", "2,0,0.5")) {
            Batch batch = batch();
            double loss = method.step(batch).loss().item();
            double[] expected = levels(method, batch, 1, 0.4, 0.3);
            assertThat(loss).isCloseTo(2 * expected[0] + expected[2] / 2, within(3e-4));
        }
    }

    @ParameterizedTest
    @CsvSource({"importance, error", "negatives, hardest"})
    void importanceAndNegativesChangeTheLoss(String option, String value) {
        try (HierarchicalContrastive method = method(option, value)) {
            Batch batch = batch();
            List<Tensor> z0 = projections(method, batch.view(0));
            List<Tensor> z1 = projections(method, batch.view(1));
            double loss = method.step(batch).loss().item();
            assertThat(loss).isCloseTo(method.loss().apply(z0, z1).item(), within(1e-4));
            assertThat(loss)
                    .isNotCloseTo(
                            HierarchicalInfoNce.defaults().apply(z0, z1).item(), within(1e-2));
        }
    }

    @Test
    void hardestSharesAreThoseOfTheirLevel() {
        try (HierarchicalContrastive method =
                method("negatives", "hardest", "hardest-shares", "0.1,0.2,0.3", "levels", "2,3")) {
            assertThat(method.loss().levels())
                    .extracting(HierarchicalInfoNce.Level::hardest)
                    .containsExactly(0.2, 0.3);
        }
    }

    /// Both draw the backbone and then one head of the same layers from generators of one state.
    @Test
    void theThirdLevelAloneIsSimClr() {
        MethodSettings warm = MethodSettings.defaults().with("temperature", 0.3);
        try (HierarchicalContrastive method = method("levels", "3", "temperatures", "0.5,0.2,0.3");
                Method simClr = create("simclr", g -> ResNet.resnet18(2, false, g), warm)) {
            Batch batch = batch();
            assertThat(method.step(batch).loss().item())
                    .isCloseTo(simClr.step(batch).loss().item(), within(1e-6));
        }
    }

    @ParameterizedTest
    @CsvSource({"greedy, true", "joint, false"})
    void theGradientOfALevelReachesTheStagesBeforeUnlessItIsGreedy(String mode, boolean isolated) {
        try (HierarchicalContrastive method = method("mode", mode)) {
            Batch batch = batch();
            List<Tensor> z0 = projections(method, batch.view(0));
            List<Tensor> z1 = projections(method, batch.view(1));
            method.loss().level(2, z0.get(2), z1.get(2)).backward();
            method.parameters()
                    .forEach(
                            (key, tensor) -> {
                                boolean own = key.matches("(backbone.layer4|levels.2)\\..*");
                                boolean head = key.startsWith("levels.") && !own;
                                assertThat(tensor.grad() == null)
                                        .as(key)
                                        .isEqualTo(head || (isolated && !own));
                            });
        }
    }

    @Test
    void greedyLevelsTrainAllStages() {
        try (HierarchicalContrastive method = method("mode", "greedy")) {
            method.step(batch()).loss().backward();
            assertThat(method.parameters())
                    .allSatisfy((key, t) -> assertThat(t.grad()).isNotNull());
        }
    }

    @Test
    void aLevelThatTakesNoPartLeavesItsStagesToTheNext() {
        try (HierarchicalContrastive method = method("mode", "greedy", "levels", "1,3")) {
            Step step = method.step(batch());
            assertThat(step.metrics()).containsKeys("level1_loss", "level3_loss");
            assertThat(step.metrics()).doesNotContainKey("level2_loss");
            step.loss().backward();
            assertThat(method.parameters())
                    .allSatisfy((key, t) -> assertThat(t.grad()).isNotNull());
            assertThat(method.levels()).hasSize(2);
        }
    }

    @Test
    void stagesAfterTheLastLevelAreNotComputed() {
        try (HierarchicalContrastive method = method("levels", "1")) {
            method.step(batch());
            assertThat(passes(method, "layer2")).isEqualTo(2);
            assertThat(passes(method, "layer3")).isZero();
        }
    }

    /// Levels 1 and 3 share views 0 and 1, level 2 has views 2 and 3.
    @Test
    void levelsOfOneStrengthShareTheirViews() {
        try (HierarchicalContrastive method = method("augmentation-strengths", "0.5,0.25,0.5")) {
            assertThat(method.views()).isEqualTo(4);
            Batch batch = batch(4);
            Step step = method.step(batch);
            assertThat(passes(method, "layer2")).isEqualTo(4);
            assertThat(passes(method, "layer3")).isEqualTo(4);
            assertThat(passes(method, "layer4")).isEqualTo(2);
            double[] shared = levels(method, Batch.of(batch.views().subList(0, 2)), 0.5, 0.2, 0.1);
            double[] own = levels(method, Batch.of(batch.views().subList(2, 4)), 0.5, 0.2, 0.1);
            double[] expected = {shared[0], own[1], shared[2]};
            for (int i = 0; i < 3; i++) {
                assertThat(step.metrics().get("level" + (i + 1) + "_loss").item())
                        .isCloseTo(expected[i], within(1e-4));
            }
            assertThat(shared[1]).isNotCloseTo(own[1], within(1e-3));
        }
    }

    @Test
    void viewsAreDrawnAtTheStrengthOfTheirLevels() {
        Augmentation usual = Augmentation.simsiamCifar();
        try (HierarchicalContrastive method = method("augmentation-strengths", "0.25,0.5,1");
                HierarchicalContrastive plain = method()) {
            assertThat(method.augment(Views.repeat(usual, 6)).augmentations())
                    .containsExactly(
                            usual.withStrength(0.25),
                            usual.withStrength(0.25),
                            usual.withStrength(0.5),
                            usual.withStrength(0.5),
                            usual,
                            usual);
            assertThat(plain.augment(Views.repeat(usual, 2))).isEqualTo(Views.repeat(usual, 2));
        }
    }

    @Test
    void aGreedyLevelOnItsOwnViewsLeavesTheStagesBeforeAlone() {
        try (HierarchicalContrastive method =
                method("mode", "greedy", "augmentation-strengths", "0,0.5,1")) {
            Batch batch = batch(6);
            Tensor z0 = method.projections(batch.view(4), Set.of(3), 0).get(3);
            Tensor z1 = method.projections(batch.view(5), Set.of(3), 0).get(3);
            method.loss().level(2, z0, z1).backward();
            method.parameters()
                    .forEach(
                            (key, tensor) ->
                                    assertThat(tensor.grad() != null)
                                            .as(key)
                                            .isEqualTo(
                                                    key.matches(
                                                            "(backbone.layer4|levels.2)\\..*")));
        }
    }

    private static long passes(Method method, String layer) {
        return method.stateDict()
                .get("backbone." + layer + ".0.bn1.num_batches_tracked")
                .itemLong();
    }

    /// Eight steps of which the second level joins after 2 and the third after 4.
    @Test
    void progressiveLevelsJoinOneByOne() {
        try (HierarchicalContrastive method = method("mode", "progressive")) {
            List<Integer> losses = new ArrayList<>();
            for (int i = 0; i < 8; i++) {
                Map<String, Tensor> metrics = method.step(batch()).metrics();
                losses.add((metrics.size() - 1) / 3);
            }
            assertThat(losses).containsExactly(1, 1, 2, 2, 3, 3, 3, 3);
            assertThat(passes(method, "layer2")).isEqualTo(16);
            assertThat(passes(method, "layer3")).isEqualTo(12);
            assertThat(passes(method, "layer4")).isEqualTo(8);
        }
    }

    @Test
    void theStepsTakenAreStateSoThatAResumedRunGoesOnInItsPhase() {
        try (HierarchicalContrastive first = method("mode", "progressive");
                HierarchicalContrastive second = method("mode", "progressive")) {
            for (int i = 0; i < 3; i++) {
                first.step(batch());
            }
            second.loadStateDict(first.stateDict());
            assertThat(second.stateDict().get("taken").toLongArray()).containsExactly(3);
            Batch batch = batch();
            assertThat(second.step(batch).metrics()).containsKey("level2_loss");
            assertThat(second.step(batch).loss().item())
                    .isNotEqualTo(first.step(batch).loss().item());
        }
    }

    /// Half of 16 pixels with one level.
    @Test
    void coarsePhasesSeeShrunkenViews() {
        try (HierarchicalContrastive method = method("mode", "progressive")) {
            Batch batch = batch();
            double loss = method.step(batch).loss().item();
            List<Tensor> small =
                    batch.views().stream()
                            .map(
                                    view ->
                                            Vision.interpolateAntialiased(
                                                    view, 8, 8, Vision.Interpolation.BILINEAR))
                            .toList();
            Tensor z0 = slow(method, small.get(0)).getFirst();
            Tensor z1 = slow(method, small.get(1)).getFirst();
            assertThat(loss).isCloseTo(new NtXent(0.5).apply(z0, z1).item(), within(1e-4));
            Tensor whole = slow(method, batch.view(0)).getFirst();
            assertThat(loss)
                    .isNotCloseTo(
                            new NtXent(0.5)
                                    .apply(whole, slow(method, batch.view(1)).getFirst())
                                    .item(),
                            within(1e-4));
        }
    }

    @ParameterizedTest
    @CsvSource({
        "0.5, 0, 1",
        "0.5, 24, 1",
        "0.5, 25, 2",
        "0.5, 49, 2",
        "0.5, 50, 3",
        "0.5, 500, 3",
        "0, 0, 3",
        "1, 49, 1",
        "1, 50, 2",
        "1, 99, 2",
        "1, 100, 3"
    })
    void levelsJoinAtEqualDistancesUntilTheShareOfTheRun(double fullFrom, long step, int active) {
        HierarchyMode mode = new HierarchyMode.Progressive(fullFrom, 0.5, 1, 100);
        assertThat(mode.active(step, 3)).isEqualTo(active);
        assertThat(mode.active(step, 1)).isEqualTo(1);
    }

    /// Eight steps of which the second level joins after 2 and the third after 4.
    @Test
    void earlierLevelsLearnAtTheirOwnRateOnceAFinerOneHasJoined() {
        Schedule schedule = new Schedule.Linear(1, 0, 8);
        try (HierarchicalContrastive method =
                method("mode", "progressive", "earlier-rate", 0.25, "levels", "1,2")) {
            List<ParameterGroup> groups = method.groups(schedule);
            ParameterGroup.requirePartition(method.parameters(), groups);
            assertThat(groups).extracting(ParameterGroup::name).containsExactly("level2", "level1");
            assertThat(groups.getFirst().parameters().keySet())
                    .allMatch(key -> key.matches("(backbone.layer[34]|levels.1)\\..*"));
            assertThat(groups.getFirst().schedule()).isEqualTo(schedule);
            // both levels from half of the run on
            assertThat(groups.getLast().schedule())
                    .isEqualTo(new Schedule.ScaledFrom(4, 0.25, schedule));
        }
        try (HierarchicalContrastive method = method("mode", "progressive", "earlier-rate", 0.25)) {
            assertThat(method.groups(schedule))
                    .extracting(ParameterGroup::schedule)
                    .containsExactly(
                            schedule,
                            new Schedule.ScaledFrom(4, 0.25, schedule),
                            new Schedule.ScaledFrom(2, 0.25, schedule));
        }
        try (HierarchicalContrastive method = method("mode", "progressive")) {
            assertThat(method.groups(schedule)).hasSize(1);
        }
    }

    /// The third of eight steps is the second level's first.
    @Test
    void frozenLevelsAreComputedWithoutGradientsAndHaveNoLoss() {
        try (HierarchicalContrastive method =
                method("mode", "progressive", "earlier-rate", 0, "coarse-scale", 1)) {
            method.step(batch());
            method.step(batch());
            Batch batch = batch();
            Step step = method.step(batch);
            double expected = levels(method, batch, 0.5, 0.2, 0.1)[1];
            assertThat(step.loss().item()).isCloseTo(expected, within(1e-4));
            assertThat(step.metrics()).containsKey("level2_loss").doesNotContainKey("level1_loss");
            step.loss().backward();
            method.parameters()
                    .forEach(
                            (key, tensor) ->
                                    assertThat(tensor.grad() != null)
                                            .as(key)
                                            .isEqualTo(
                                                    key.matches(
                                                            "(backbone.layer3|levels.1)\\..*")));
        }
    }

    /// Two networks of the same values: the gradients differ by `l2 · W` in the matrices of the
    /// level, and nowhere else.
    @Test
    void aLevelsWeightDecayPullsItsOwnMatrices() {
        try (HierarchicalContrastive plain = method();
                HierarchicalContrastive decayed = method("level-l2", "0,0.5,0")) {
            plain.step(batch()).loss().backward();
            decayed.step(batch()).loss().backward();
            Map<String, Tensor> without = plain.parameters();
            decayed.parameters()
                    .forEach(
                            (key, tensor) -> {
                                Tensor difference = tensor.grad().sub(without.get(key).grad());
                                boolean own = key.matches("(backbone.layer3|levels.1)\\..*");
                                Tensor expected =
                                        tensor.detach().mul(own && tensor.dim() >= 2 ? 0.5 : 0);
                                assertThat(difference.allclose(expected, 1e-3, 1e-3))
                                        .as(key)
                                        .isTrue();
                            });
        }
    }

    @Test
    void viewsGrowWithTheLevels() {
        HierarchyMode mode = new HierarchyMode.Progressive(0.5, 0.5, 1, 100);
        assertThat(mode.scale(1, 3)).isEqualTo(0.5);
        assertThat(mode.scale(2, 3)).isEqualTo(0.75);
        assertThat(mode.scale(3, 3)).isEqualTo(1);
        assertThat(mode.scale(1, 1)).isEqualTo(1);
        assertThat(new HierarchyMode.Joint().scale(1, 3)).isEqualTo(1);
    }

    @Test
    void aBackboneWithTooFewStagesIsNamed() {
        assertThatThrownBy(
                        () ->
                                create(
                                        "hierarchical",
                                        g -> ConvNet.of(2, 2, g),
                                        MethodSettings.defaults()))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage(
                        "backbone: ConvNet with 2 stages (expected: at least 3 stages, as ResNet"
                                + " and ConvNet have)");
        assertThatThrownBy(() -> create("hierarchical", _ -> new Flat(), MethodSettings.defaults()))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageStartingWith("backbone: Flat with no stages (expected: ");
    }

    /// A backbone that is not in stages.
    private record Flat() implements Backbone {

        @Override
        public int features() {
            return 3;
        }

        @Override
        public Tensor forward(Tensor x) {
            return StagedBackbone.pool(x);
        }
    }

    @Test
    void aConvNetOfThreeBlocksHasALevelForEach() {
        try (HierarchicalContrastive method =
                (HierarchicalContrastive)
                        create(
                                "hierarchical",
                                g -> ConvNet.of(2, 3, g),
                                MethodSettings.defaults())) {
            assertThat(method.levels())
                    .extracting(HierarchicalContrastive.Level::end)
                    .containsExactly(1, 2, 3);
            assertThat(method.step(batch()).loss().item()).isFinite();
        }
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "level-l2 | 0,-1,0 | level-l2: 0,-1,0 (expected: 3 numbers, each >= 0)",
                "earlier-rate | 2 | earlier-rate: 2 (expected: within [0, 1]",
                "temperatures | 0.5,0.2,0.1,0.1 | temperatures: 0.5,0.2,0.1,0.1 (expected: 3 numbers, each > 0)",
                "temperatures | 0.5,0.2 | temperatures: 0.5,0.2 (expected: 3 numbers, each > 0)",
                "temperatures | 0.5,0,0.1 | temperatures: 0.5,0,0.1 (expected: 3 numbers, each > 0)",
                "augmentation-strengths | 1,1,1.5 | augmentation-strengths: 1,1,1.5 (expected: 3 numbers, each within [0, 1])",
                "level-weights | 0,0,0 | level-weights: 0,0,0 (expected: above 0 for one of the",
                "levels | 3,1 | levels: 3,1 (expected: one of 1,2,3, 1,2,"
            })
    void settingsThatDoNotFitAreNamed(String option, String value, String message) {
        assertThatThrownBy(() -> method(option, value))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageStartingWith(message);
    }
}
