package dev.balboa.ssl;

import dev.balboa.autograd.Autograd;
import dev.balboa.data.Augmentation;
import dev.balboa.data.Batch;
import dev.balboa.data.Sampler;
import dev.balboa.data.Views;
import dev.balboa.loss.HierarchicalInfoNce;
import dev.balboa.loss.NtXent;
import dev.balboa.nn.Module;
import dev.balboa.nn.Parameter;
import dev.balboa.nn.ProjectionHead;
import dev.balboa.nn.StagedBackbone;
import dev.balboa.optim.ParameterGroup;
import dev.balboa.optim.Schedule;
import dev.balboa.tensor.DType;
import dev.balboa.tensor.Shape;
import dev.balboa.tensor.Tensor;
import dev.balboa.tensor.Vision;
import dev.balboa.train.CollapseMeter;
import dev.balboa.train.Step;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/// Contrastive learning at several depths of one network: coarse levels tell images apart loosely,
/// fine ones sharply.
///
/// Level `l` pools what its last stage gives, projects it, and has the loss of
/// [HierarchicalInfoNce]; the method's loss is their weighted sum. The three levels end at the
/// last three stages of the backbone. How they are trained together is the [HierarchyMode]; with
/// [HierarchyMode.Progressive] views shrink bilinearly while few levels take part, and the number
/// of steps taken is part of the state. Each view has a forward pass of its own.
///
/// A level may have an augmentation of its own strength, [Augmentation#withStrength]. Levels of
/// one strength share a pair of views; each further strength is two more views to make, all through
/// the run, and two more passes through the stages up to the last level that sees them. A level
/// may also have a weight decay of its own.
///
/// This is nobody's published method. Isolated modules are from Löwe et al., *Putting an End to
/// End-to-End*, NeurIPS 2019; Xiong et al., *LoCo*, NeurIPS 2020, report that they lose accuracy
/// against training end to end.
///
/// With [#withImportance] each step takes note of how wrong its images were, the mean of
/// [HierarchicalInfoNce#errors] over the levels that are trained, and [#order] shows those images
/// first that were most wrong.
///
/// Reports `spread`, the [CollapseMeter] of the finest level's projections, and for each level that
/// is trained `level1_loss`, not weighted, `level1_acc`, [NtXent#accuracy], and `level1_share`, the
/// share of its weighted loss in that of all levels.
///
/// @param backbone from images to features; has to be in stages
/// @param levels   coarse to fine
/// @param loss     with as many levels
/// @param mode     how levels are trained together
/// @param taken    steps so far; a buffer, int64 `[1]`
/// @param images   how much each image of the dataset has left to teach; empty where nobody asks
public record HierarchicalContrastive(
        StagedBackbone backbone,
        List<Level> levels,
        HierarchicalInfoNce loss,
        HierarchyMode mode,
        Parameter taken,
        Optional<ImageImportance> images)
        implements Method {

    static final MethodDefinition DEFINITION =
            HierarchyOptions.addTo(
                    MethodDefinition.of("hierarchical", HierarchyOptions::create)
                            .withIdea("stages of the backbone tell views apart, loosely to sharply")
                            .withSource("no paper; after Löwe et al., NeurIPS 2019")
                            .withHeads(Heads::simClr));

    /// One level.
    ///
    /// @param number    1 to 3, as in the options and the names of figures
    /// @param first     its first stage
    /// @param end       the stage after its last
    /// @param strength  of the augmentation of its views, within `[0, 1]`
    /// @param l2        weight decay of its matrices (those of its stages and its projector) beside
    ///     the optimiser's, at least 0: `l2 / 2 · Σ W²` is added to the loss
    /// @param projector from the pooled map of its last stage to projections
    public record Level(
            int number, int first, int end, double strength, double l2, ProjectionHead projector)
            implements Module {}

    /// Copies the list.
    ///
    /// @throws IllegalArgumentException when the loss has another number of levels
    public HierarchicalContrastive {
        Objects.requireNonNull(backbone, "backbone");
        Objects.requireNonNull(mode, "mode");
        Objects.requireNonNull(images, "images");
        levels = List.copyOf(levels);
        if (levels.size() != loss.levels().size()) {
            throw new IllegalArgumentException(
                    "loss: %d levels (expected: %d, one for each level of the method)"
                            .formatted(loss.levels().size(), levels.size()));
        }
    }

    static Parameter newCounter() {
        return Parameter.buffer("taken", () -> Tensor.zeros(Shape.of(1), DType.INT64));
    }

    /// The same parts, taking note of how wrong the images are and showing those first that were
    /// most wrong.
    ///
    /// @param own with as many images as the dataset has, whose indices the batches have
    /// @return a method that shares this one's parts
    public HierarchicalContrastive withImportance(ImageImportance own) {
        return new HierarchicalContrastive(backbone, levels, loss, mode, taken, Optional.of(own));
    }

    /// With [#withImportance], that of [ImageImportance#order].
    ///
    /// @throws IllegalArgumentException when `usual` shows another number of images than
    ///     importances are kept of
    @Override
    public Sampler order(Sampler usual) {
        return images.map(own -> own.order(usual)).orElse(usual);
    }

    /// Two for each strength that a level has.
    @Override
    public int views() {
        return 2 * strengths().size();
    }

    /// A pair of views for each strength, in the order of the levels.
    @Override
    public Views augment(Views usual) {
        List<Augmentation> all = new ArrayList<>();
        for (double strength : strengths()) {
            all.add(usual.augmentations().get(all.size()).withStrength(strength));
            all.add(usual.augmentations().get(all.size()).withStrength(strength));
        }
        return new Views(all);
    }

    private List<Double> strengths() {
        return levels.stream().map(Level::strength).distinct().toList();
    }

    @Override
    public Step step(Batch batch) {
        int active = mode.active(taken.tensor().sum().itemLong(), levels.size());
        int first = mode.earlierRate() == 0 ? active - 1 : 0;
        Map<Integer, Tensor> z0 = projections(batch, 0, first, active);
        Map<Integer, Tensor> z1 = projections(batch, 1, first, active);
        Map<String, Tensor> metrics = new LinkedHashMap<>();
        metrics.put("spread", CollapseMeter.spread(z0.get(levels.get(active - 1).number())));
        List<Tensor> terms = new ArrayList<>();
        List<Tensor> errors = new ArrayList<>();
        Map<String, Tensor> shares = new LinkedHashMap<>();
        for (int i = first; i < active; i++) {
            Level level = levels.get(i);
            Tensor rows = z0.get(level.number());
            Tensor partners = z1.get(level.number());
            Tensor value = loss.level(i, rows, partners);
            metrics.put("level" + level.number() + "_loss", value.detach());
            metrics.put("level" + level.number() + "_acc", NtXent.accuracy(rows, partners));
            Tensor weighted = value.mul(loss.levels().get(i).weight());
            shares.put("level" + level.number() + "_share", weighted.detach());
            terms.add(weighted);
            if (level.l2() > 0) {
                terms.add(decay(level));
            }
            if (images.isPresent()) {
                errors.add(loss.errors(i, rows, partners));
            }
        }
        images.ifPresent(
                own -> own.update(batch.indices(), Tensor.stack(errors, 0).mean(false, 0)));
        taken.tensor().add_(1L);
        metrics.putAll(ofTheirSum(shares));
        return new Step(terms.stream().reduce(Tensor::add).orElseThrow(), metrics);
    }

    /// 0 when all are 0.
    private static Map<String, Tensor> ofTheirSum(Map<String, Tensor> values) {
        Tensor sum = values.values().stream().reduce(Tensor::add).orElseThrow();
        Map<String, Tensor> shares = new LinkedHashMap<>();
        values.forEach((name, x) -> shares.put(name, x.div(sum.clampMin(Float.MIN_NORMAL))));
        return shares;
    }

    private Tensor decay(Level level) {
        return trained(level, level.end()).stream()
                .filter(tensor -> tensor.dim() >= 2)
                .map(matrix -> matrix.square().sum())
                .reduce(Tensor::add)
                .orElseThrow()
                .mul(level.l2() / 2);
    }

    /// Parameters of a level's projector and of the stages from its first to before `end`.
    private List<Tensor> trained(Level level, int end) {
        List<Tensor> all = new ArrayList<>(level.projector().parameters().values());
        for (int stage = level.first(); stage < end; stage++) {
            backbone.stageParts(stage).forEach(part -> all.addAll(part.parameters().values()));
        }
        return all;
    }

    /// Projections of the first or the second of its views at each level that is trained, by the
    /// level's number.
    private Map<Integer, Tensor> projections(Batch batch, int which, int first, int active) {
        double scale = mode.scale(active, levels.size());
        List<Double> strengths = strengths();
        Map<Integer, Tensor> all = new HashMap<>();
        for (int pair = 0; pair < strengths.size(); pair++) {
            double strength = strengths.get(pair);
            Set<Integer> numbers =
                    levels.subList(first, active).stream()
                            .filter(level -> level.strength() == strength)
                            .map(Level::number)
                            .collect(Collectors.toSet());
            if (!numbers.isEmpty()) {
                Tensor view = scaled(batch.view(2 * pair + which), scale);
                all.putAll(projections(view, numbers, first));
            }
        }
        return all;
    }

    /// Projections of a view at some levels, by number; runs the stages up to the last of them.
    ///
    /// @param first the levels before are frozen
    Map<Integer, Tensor> projections(Tensor view, Set<Integer> numbers, int first) {
        Map<Integer, Tensor> all = new HashMap<>();
        Tensor map = view;
        for (int i = 0; all.size() < numbers.size(); i++) {
            Level level = levels.get(i);
            Tensor before = mode.isolated() ? map.detach() : map;
            map = i < first ? Autograd.noGrad(() -> stages(level, before)) : stages(level, before);
            if (numbers.contains(level.number())) {
                all.put(level.number(), level.projector().forward(StagedBackbone.pool(map)));
            }
        }
        return all;
    }

    private Tensor stages(Level level, Tensor before) {
        Tensor map = before;
        for (int stage = level.first(); stage < level.end(); stage++) {
            map = backbone.stage(stage, map);
        }
        return map;
    }

    private static Tensor scaled(Tensor view, double scale) {
        if (scale == 1) {
            return view;
        }
        int height = (int) Math.max(1, Math.round(view.size(2) * scale));
        int width = (int) Math.max(1, Math.round(view.size(3) * scale));
        return Vision.interpolateAntialiased(view, height, width, Vision.Interpolation.BILINEAR);
    }

    /// One group; where levels slow down when a finer one joins, one for each level, the finest
    /// first.
    @Override
    public List<ParameterGroup> groups(Schedule schedule) {
        if (mode.earlierRate() == 1) {
            return List.of(new ParameterGroup("encoder", parameters(), schedule));
        }
        List<ParameterGroup> groups = new ArrayList<>();
        for (int i = levels.size() - 1; i >= 0; i--) {
            boolean finest = i == levels.size() - 1;
            Level level = levels.get(i);
            // stages that no level trains have to be in some group
            int end = finest ? backbone.stageWidths().size() : level.end();
            Set<Tensor> own = new HashSet<>(trained(level, end));
            Map<String, Tensor> named = new LinkedHashMap<>(parameters());
            named.values().retainAll(own);
            long joins = finest ? 0 : mode.joins(i + 1, levels.size());
            groups.add(
                    new ParameterGroup(
                            "level" + level.number(),
                            named,
                            finest
                                    ? schedule
                                    : new Schedule.ScaledFrom(
                                            joins, mode.earlierRate(), schedule)));
        }
        return groups;
    }
}
