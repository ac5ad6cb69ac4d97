package dev.balboa.ssl;

import dev.balboa.data.Augmentation;
import dev.balboa.data.Batch;
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
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
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
/// the run, and two more passes through the stages up to the last level that sees them.
///
/// This is nobody's published method. Isolated modules are from Löwe et al., *Putting an End to
/// End-to-End*, NeurIPS 2019; Xiong et al., *LoCo*, NeurIPS 2020, report that they lose accuracy
/// against training end to end.
///
/// Reports `spread`, the [CollapseMeter] of the finest level's projections, and for each level that
/// takes part `level1_loss`, not weighted, and `level1_acc`, [NtXent#accuracy].
///
/// @param backbone from images to features; has to be in stages
/// @param levels   coarse to fine
/// @param loss     with as many levels
/// @param mode     how levels are trained together
/// @param taken    steps so far; a buffer, int64 `[1]`
public record HierarchicalContrastive(
        StagedBackbone backbone,
        List<Level> levels,
        HierarchicalInfoNce loss,
        HierarchyMode mode,
        Parameter taken)
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
    /// @param projector from the pooled map of its last stage to projections
    public record Level(int number, int first, int end, double strength, ProjectionHead projector)
            implements Module {}

    /// Copies the list.
    ///
    /// @throws IllegalArgumentException when the loss has another number of levels
    public HierarchicalContrastive {
        Objects.requireNonNull(backbone, "backbone");
        Objects.requireNonNull(mode, "mode");
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
        double scale = mode.scale(active, levels.size());
        List<Level> members = levels.subList(0, active);
        List<Double> strengths = strengths();
        Map<Integer, Tensor> z0 = new HashMap<>();
        Map<Integer, Tensor> z1 = new HashMap<>();
        for (Level level : members) {
            if (z0.containsKey(level.number())) {
                continue; // has the same views as a level before
            }
            int pair = strengths.indexOf(level.strength());
            Set<Integer> alike = alike(members, level);
            z0.putAll(projections(scaled(batch.view(2 * pair), scale), alike));
            z1.putAll(projections(scaled(batch.view(2 * pair + 1), scale), alike));
        }
        Map<String, Tensor> metrics = new LinkedHashMap<>();
        metrics.put("spread", CollapseMeter.spread(z0.get(members.getLast().number())));
        List<Tensor> losses = new ArrayList<>();
        for (Level level : members) {
            Tensor first = z0.get(level.number());
            Tensor second = z1.get(level.number());
            losses.add(loss.level(losses.size(), first, second));
            String name = "level" + level.number();
            metrics.put(name + "_loss", losses.getLast().detach());
            metrics.put(name + "_acc", NtXent.accuracy(first, second));
        }
        taken.tensor().add_(1L);
        return new Step(loss.total(losses), metrics);
    }

    /// Numbers of the levels that see the same views as one of them.
    private static Set<Integer> alike(List<Level> members, Level one) {
        return members.stream()
                .filter(level -> level.strength() == one.strength())
                .map(Level::number)
                .collect(Collectors.toSet());
    }

    /// Projections of a view at some levels, by their numbers; runs the stages up to the last one.
    Map<Integer, Tensor> projections(Tensor view, Set<Integer> numbers) {
        Map<Integer, Tensor> all = new HashMap<>();
        Tensor map = view;
        for (Level level : levels) {
            if (all.size() == numbers.size()) {
                break;
            }
            if (mode.isolated()) {
                map = map.detach();
            }
            for (int stage = level.first(); stage < level.end(); stage++) {
                map = backbone.stage(stage, map);
            }
            if (numbers.contains(level.number())) {
                all.put(level.number(), level.projector().forward(StagedBackbone.pool(map)));
            }
        }
        return all;
    }

    private static Tensor scaled(Tensor view, double scale) {
        if (scale == 1) {
            return view;
        }
        int height = (int) Math.max(1, Math.round(view.size(2) * scale));
        int width = (int) Math.max(1, Math.round(view.size(3) * scale));
        return Vision.interpolateAntialiased(view, height, width, Vision.Interpolation.BILINEAR);
    }

    @Override
    public List<ParameterGroup> groups(Schedule schedule) {
        return List.of(new ParameterGroup("encoder", parameters(), schedule));
    }
}
