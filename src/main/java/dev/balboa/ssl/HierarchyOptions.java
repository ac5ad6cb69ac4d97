package dev.balboa.ssl;

import dev.balboa.loss.HierarchicalInfoNce;
import dev.balboa.loss.HierarchicalInfoNce.Importance;
import dev.balboa.nn.Backbone;
import dev.balboa.nn.ProjectionHead;
import dev.balboa.nn.StagedBackbone;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/// The options of [HierarchicalContrastive], and how it is built from them.
final class HierarchyOptions {

    /// Levels that there are; fewer of them may take part.
    static final int LEVELS = 3;

    private static final String USED = "levels";
    private static final String MODE = "mode";
    private static final String TEMPERATURES = "temperatures";
    private static final String WEIGHTS = "level-weights";
    private static final String STRENGTHS = "augmentation-strengths";
    private static final String L2 = "level-l2";
    private static final String IMPORTANCE = "importance";
    private static final String NEGATIVES = "negatives";
    private static final String HARDEST = "hardest-shares";
    private static final String FULL_FROM = "full-from";
    private static final String EARLIER_RATE = "earlier-rate";
    private static final String COARSE_SCALE = "coarse-scale";
    private static final String ORDER = "image-order";
    private static final String KEEP = "importance-keep";
    private static final String SHARE = "importance-share";

    private static final String PROGRESSIVE = "progressive";

    private HierarchyOptions() {}

    static MethodDefinition addTo(MethodDefinition definition) {
        return ofTheOrder(ofTheModes(ofTheRows(ofTheLoss(definition))))
                .withCharts(HierarchyOptions::charts);
    }

    private static List<Chart> charts(MethodSettings settings) {
        return List.of(
                new Chart(
                        "Loss of each level",
                        "Not weighted; a lower temperature τ makes a sharper task, so levels of"
                                + " different temperatures are compared in their courses and not in"
                                + " their values.",
                        "epoch",
                        "loss",
                        lines(settings, "loss")),
                new Chart(
                        "Accuracy of each level",
                        "The share of views whose nearest other view in the batch is their"
                                + " partner: what a level has left to learn.",
                        "epoch",
                        "accuracy",
                        lines(settings, "acc")),
                new Chart(
                        "Share of each level in the loss",
                        "How much of the weighted sum comes from each level, mean over the batches"
                                + " in which it is trained.",
                        "epoch",
                        "share",
                        lines(settings, "share")));
    }

    private static List<Chart.Line> lines(MethodSettings settings, String figure) {
        double[] temperatures = settings.reals(TEMPERATURES);
        double[] weights = settings.reals(WEIGHTS);
        return used(settings).stream()
                .<Chart.Line>map(
                        number ->
                                new Chart.Figure(
                                        "level %d (τ %s, weight %s)"
                                                .formatted(
                                                        number,
                                                        temperatures[number - 1],
                                                        weights[number - 1]),
                                        "level" + number + "_" + figure))
                .toList();
    }

    private static List<Integer> used(MethodSettings settings) {
        return Arrays.stream(settings.text(USED).split(",")).map(Integer::valueOf).toList();
    }

    private static MethodDefinition ofTheLoss(MethodDefinition definition) {
        return definition
                .withOption(
                        MethodOption.oneOf(
                                USED,
                                "1,2,3",
                                List.of("1,2,3", "1,2", "1,3", "2,3", "1", "2", "3"),
                                "which levels take part, coarse to fine"))
                .withOption(
                        reals(
                                TEMPERATURES,
                                "0.5,0.2,0.1",
                                new OptionRange.Real(0, true, Double.POSITIVE_INFINITY),
                                "divides the cosines of each of the three levels"))
                .withOption(
                        reals(
                                WEIGHTS,
                                "1,1,1",
                                new OptionRange.Real(0, false, Double.POSITIVE_INFINITY),
                                "weight of the loss of each of the three levels"))
                .withOption(
                        reals(
                                STRENGTHS,
                                "1,1,1",
                                new OptionRange.Real(0, false, 1),
                                "share of the augmentation that the views of each of the three"
                                        + " levels keep; each further value costs two views more"))
                .withOption(
                        reals(
                                L2,
                                "0,0,0",
                                new OptionRange.Real(0, false, Double.POSITIVE_INFINITY),
                                "weight decay of the matrices of each of the three levels, beside"
                                        + " the optimiser's"));
    }

    private static MethodDefinition ofTheRows(MethodDefinition definition) {
        return definition
                .withOption(
                        MethodOption.oneOf(
                                IMPORTANCE,
                                "none",
                                List.of("none", "error"),
                                "whether rows that are still taken for others count more"))
                .withOption(
                        MethodOption.oneOf(
                                NEGATIVES,
                                "all",
                                List.of("all", "hardest"),
                                "which views of other images count"))
                .withOption(
                        reals(
                                        HARDEST,
                                        "1,0.5,0.25",
                                        new OptionRange.Real(0, true, 1),
                                        "with --negatives hardest, the share of them at each of the three"
                                                + " levels")
                                .usedWith(NEGATIVES, "hardest"));
    }

    private static MethodDefinition ofTheModes(MethodDefinition definition) {
        return definition
                .withOption(
                        MethodOption.oneOf(
                                MODE,
                                "joint",
                                List.of("joint", "greedy", PROGRESSIVE),
                                "whether levels are trained at once, at once without gradients"
                                        + " between them, or joining one by one"))
                .withOption(
                        MethodOption.real(
                                        FULL_FROM,
                                        0.5,
                                        0,
                                        1,
                                        "with --mode progressive, the share of the run after which all"
                                                + " levels take part")
                                .usedWith(MODE, PROGRESSIVE))
                .withOption(
                        MethodOption.real(
                                        EARLIER_RATE,
                                        1,
                                        0,
                                        1,
                                        "with --mode progressive, factor of the learning rate of the levels"
                                                + " before the newest; 0 freezes them")
                                .usedWith(MODE, PROGRESSIVE))
                .withOption(
                        new MethodOption(
                                        COARSE_SCALE,
                                        "with --mode progressive, the share of height and width that views"
                                                + " keep with one level",
                                        new OptionRange.Real(0, true, 1),
                                        0.5)
                                .usedWith(MODE, PROGRESSIVE));
    }

    private static MethodDefinition ofTheOrder(MethodDefinition definition) {
        return definition
                .withOption(
                        MethodOption.oneOf(
                                ORDER,
                                "random",
                                List.of("random", "importance"),
                                "whether an epoch shows those images sooner that were taken for"
                                        + " others most"))
                .withOption(
                        new MethodOption(
                                        SHARE,
                                        "with --image-order importance, the share of the images that an"
                                                + " epoch shows",
                                        new OptionRange.Real(0, true, 1),
                                        1.0)
                                .usedWith(ORDER, "importance"))
                .withOption(
                        MethodOption.real(
                                        KEEP,
                                        0.5,
                                        0,
                                        0.99,
                                        "with --image-order importance, the share of the old value that an"
                                                + " image's importance keeps when it is seen")
                                .usedWith(ORDER, "importance"));
    }

    private static MethodOption reals(
            String name, String fallback, OptionRange.Real each, String description) {
        return new MethodOption(name, description, new OptionRange.Reals(each, LEVELS), fallback);
    }

    /// The method that settings describe.
    ///
    /// @throws IllegalArgumentException when no level that takes part has a weight, or the backbone
    ///     has too few stages
    static HierarchicalContrastive create(MethodSetup setup) {
        MethodSettings settings = setup.settings();
        List<Integer> used = used(settings);
        HierarchicalInfoNce loss = loss(settings, used);
        StagedBackbone backbone = backbone(setup);
        Optional<ImageImportance> importance = importance(setup);
        long steps = setup.steps(importance.map(ImageImportance::shown).orElse(setup.images()));
        return new HierarchicalContrastive(
                backbone,
                levels(setup, backbone, used),
                loss,
                mode(settings, steps),
                HierarchicalContrastive.newCounter(),
                importance);
    }

    private static Optional<ImageImportance> importance(MethodSetup setup) {
        MethodSettings settings = setup.settings();
        return settings.text(ORDER).equals("random")
                ? Optional.empty()
                : Optional.of(
                        ImageImportance.of(
                                setup.images(),
                                settings.real(KEEP),
                                settings.real(SHARE),
                                setup.seed()));
    }

    private static HierarchicalInfoNce loss(MethodSettings settings, List<Integer> used) {
        double[] temperatures = settings.reals(TEMPERATURES);
        double[] weights = settings.reals(WEIGHTS);
        double[] hardest = settings.reals(HARDEST);
        boolean all = settings.text(NEGATIVES).equals("all");
        List<HierarchicalInfoNce.Level> levels =
                used.stream()
                        .map(
                                number ->
                                        new HierarchicalInfoNce.Level(
                                                temperatures[number - 1],
                                                weights[number - 1],
                                                all ? 1 : hardest[number - 1]))
                        .toList();
        if (levels.stream().allMatch(level -> level.weight() == 0)) {
            throw new IllegalArgumentException(
                    "%s: %s (expected: above 0 for one of the levels %s)"
                            .formatted(WEIGHTS, settings.text(WEIGHTS), used));
        }
        return new HierarchicalInfoNce(
                levels, Importance.valueOf(settings.text(IMPORTANCE).toUpperCase(Locale.ROOT)));
    }

    private static StagedBackbone backbone(MethodSetup setup) {
        Backbone backbone = setup.newBackbone();
        if (backbone instanceof StagedBackbone staged && staged.stageWidths().size() >= LEVELS) {
            return staged;
        }
        String stages =
                backbone instanceof StagedBackbone staged
                        ? staged.stageWidths().size() + " stages"
                        : "no stages";
        backbone.close();
        throw new IllegalArgumentException(
                "backbone: %s with %s (expected: at least %d stages, as ResNet and ConvNet have)"
                        .formatted(backbone.getClass().getSimpleName(), stages, LEVELS));
    }

    /// Each level has the stages from the end of the used level before; the last three stages of
    /// the backbone end one level each.
    private static List<HierarchicalContrastive.Level> levels(
            MethodSetup setup, StagedBackbone backbone, List<Integer> used) {
        List<Integer> widths = backbone.stageWidths();
        Heads heads = setup.heads();
        double[] strengths = setup.settings().reals(STRENGTHS);
        double[] l2 = setup.settings().reals(L2);
        List<HierarchicalContrastive.Level> levels = new ArrayList<>();
        int first = 0;
        for (int number : used) {
            int end = widths.size() - LEVELS + number;
            ProjectionHead projector =
                    ProjectionHead.simClr(
                            widths.get(end - 1),
                            heads.projectionHidden(),
                            heads.projection(),
                            heads.projectionLayers(),
                            setup.generator());
            levels.add(
                    new HierarchicalContrastive.Level(
                            number, first, end, strengths[number - 1], l2[number - 1], projector));
            first = end;
        }
        return levels;
    }

    private static HierarchyMode mode(MethodSettings settings, long steps) {
        return switch (settings.text(MODE)) {
            case "joint" -> new HierarchyMode.Joint();
            case "greedy" -> new HierarchyMode.Greedy();
            case PROGRESSIVE ->
                    new HierarchyMode.Progressive(
                            settings.real(FULL_FROM),
                            settings.real(COARSE_SCALE),
                            settings.real(EARLIER_RATE),
                            steps);
            default -> throw new IllegalStateException(settings.text(MODE) + " was checked");
        };
    }
}
