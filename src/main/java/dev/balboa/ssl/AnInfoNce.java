package dev.balboa.ssl;

import dev.balboa.data.Augmentation;
import dev.balboa.data.Batch;
import dev.balboa.data.ColorJitter;
import dev.balboa.data.GaussianBlur;
import dev.balboa.data.RandomGrayscale;
import dev.balboa.data.RandomHorizontalFlip;
import dev.balboa.data.RandomResizedCrop;
import dev.balboa.data.RandomSolarize;
import dev.balboa.data.Resize;
import dev.balboa.data.Transform;
import dev.balboa.data.Views;
import dev.balboa.loss.NtXent;
import dev.balboa.nn.Backbone;
import dev.balboa.nn.DiagonalMetric;
import dev.balboa.nn.ProjectionHead;
import dev.balboa.optim.ParameterGroup;
import dev.balboa.optim.Schedule;
import dev.balboa.tensor.Tensor;
import dev.balboa.train.CollapseMeter;
import dev.balboa.train.Step;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.stream.IntStream;

/// AnInfoNCE: SimCLR that learns how much each direction of the projections counts, since
/// augmentations change some latents more than others.
///
/// The loss is [dev.balboa.loss.AnInfoNce] of both views' projections under a [DiagonalMetric],
/// which has a learning rate of its own and no weight decay, and is kept within `[1e-3, 1e3]`. By
/// default it starts at `1 / temperature` in every direction, where the loss is that of [SimClr].
/// With `ensemble` there are four views and two metrics: views 1 and 2 differ in crop and flip
/// alone, views 3 and 4 in colour alone, and the loss is the mean of both pairs', with one encoder.
///
/// The paper finds that this recovers more of what augmentations change, at a cost in downstream
/// accuracy. Reports `spread`, `contrast_acc`, and of each metric its least, its largest weight and
/// its entropy.
///
/// Rusak et al., *InfoNCE: Identifying the Gap Between Theory and Practice*, AISTATS 2025.
///
/// @param backbone  from images to features
/// @param projector from features to projections
/// @param metrics   one for each group of augmentations
/// @param loss      of a pair of views under a metric
/// @param metricRate factor of the metrics' learning rate
public record AnInfoNce(
        Backbone backbone,
        ProjectionHead projector,
        List<DiagonalMetric> metrics,
        dev.balboa.loss.AnInfoNce loss,
        double metricRate)
        implements Method {

    private static final String METRICS = "metrics.";

    static final MethodDefinition DEFINITION =
            MethodDefinition.of("aninfonce", AnInfoNce::of)
                    .withIdea(
                            "SimCLR that learns how much each direction of the projections counts")
                    .withSource("Rusak et al., AISTATS 2025")
                    .withHeads(Heads::simClr)
                    .withOption(
                            MethodOption.real(
                                    "temperature",
                                    NtXent.DEFAULT_TEMPERATURE,
                                    1e-3,
                                    1e3,
                                    "the metric starts at one over this"))
                    .withOption(
                            MethodOption.oneOf(
                                    "metric-start",
                                    "temperature",
                                    List.of("temperature", "published"),
                                    "initial metric: one over the temperature, or about 0.69 as"
                                            + " published for latents"))
                    .withOption(
                            MethodOption.positive(
                                    "metric-rate",
                                    10,
                                    "learning rate of the metric, as a multiple of the base rate"))
                    .withOption(
                            MethodOption.flag(
                                    "published-negatives",
                                    false,
                                    "take the second views' negatives as the published code does"))
                    .withOption(
                            MethodOption.flag(
                                    "ensemble",
                                    false,
                                    "one metric for crops and one for colours, on four views"));

    private static AnInfoNce of(MethodSetup setup) {
        MethodSettings settings = setup.settings();
        Backbone backbone = setup.newBackbone();
        ProjectionHead projector =
                JointEmbedding.Head.of(ProjectionHead::simClr).of(setup, backbone.features());
        List<DiagonalMetric> metrics =
                IntStream.range(0, settings.flag("ensemble") ? 2 : 1)
                        .mapToObj(_ -> metric(setup))
                        .toList();
        return new AnInfoNce(
                backbone,
                projector,
                metrics,
                new dev.balboa.loss.AnInfoNce(settings.flag("published-negatives")),
                settings.real("metric-rate"));
    }

    private static DiagonalMetric metric(MethodSetup setup) {
        int width = setup.heads().projection();
        return setup.settings().text("metric-start").equals("published")
                ? DiagonalMetric.of(width, setup.generator())
                : DiagonalMetric.ofTemperature(width, setup.settings().real("temperature"));
    }

    @Override
    public int views() {
        return 2 * metrics.size();
    }

    /// With an ensemble, the crops of two views and the colours of the other two.
    @Override
    public Views augment(Views usual) {
        if (metrics.size() == 1) {
            return usual;
        }
        List<Transform> all = usual.augmentations().getFirst().transforms();
        List<Transform> crops = new ArrayList<>();
        List<Transform> colours = new ArrayList<>();
        for (Transform transform : all) {
            switch (transform) {
                case RandomResizedCrop crop -> {
                    crops.add(crop);
                    colours.add(new Resize(crop.size()));
                }
                case RandomHorizontalFlip flip -> crops.add(flip);
                case ColorJitter _, RandomGrayscale _, GaussianBlur _, RandomSolarize _ ->
                        colours.add(transform);
                default -> {
                    crops.add(transform);
                    colours.add(transform);
                }
            }
        }
        return Views.repeat(new Augmentation(crops), 2).and(new Augmentation(colours), 2);
    }

    @Override
    public Step step(Batch batch) {
        metrics.forEach(DiagonalMetric::clamp_);
        List<Tensor> first = new ArrayList<>();
        List<Tensor> second = new ArrayList<>();
        for (int group = 0; group < metrics.size(); group++) {
            first.add(project(batch.view(2 * group)));
            second.add(project(batch.view(2 * group + 1)));
        }
        Tensor value =
                loss.ensemble(
                        first, second, metrics.stream().map(DiagonalMetric::forward).toList());
        return new Step(value, report(first.getFirst(), second.getFirst()));
    }

    private Tensor project(Tensor view) {
        return projector.forward(backbone.forward(view));
    }

    private Map<String, Tensor> report(Tensor z1, Tensor z2) {
        Map<String, Tensor> figures = new LinkedHashMap<>();
        figures.put("spread", CollapseMeter.spread(z1));
        figures.put("contrast_acc", NtXent.accuracy(z1, z2));
        for (int group = 0; group < metrics.size(); group++) {
            DiagonalMetric.Figures metric = metrics.get(group).figures();
            String name = metrics.size() == 1 ? "metric_" : "metric" + (group + 1) + "_";
            figures.put(name + "min", Tensor.scalar(metric.min()));
            figures.put(name + "max", Tensor.scalar(metric.max()));
            figures.put(name + "entropy", Tensor.scalar(metric.entropy()));
        }
        return figures;
    }

    @Override
    public List<ParameterGroup> groups(Schedule schedule) {
        Map<String, Tensor> encoder = new LinkedHashMap<>();
        Map<String, Tensor> weights = new LinkedHashMap<>();
        parameters()
                .forEach(
                        (key, tensor) ->
                                (key.startsWith(METRICS) ? weights : encoder).put(key, tensor));
        return List.of(
                new ParameterGroup("encoder", encoder, schedule),
                new ParameterGroup(
                        "metrics",
                        weights,
                        new Schedule.Scaled(metricRate, schedule),
                        OptionalDouble.of(0),
                        false));
    }
}
