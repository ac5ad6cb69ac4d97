package dev.balboa.ssl;

import dev.balboa.loss.GuidedStopGradient;
import dev.balboa.loss.GuidedStopGradient.Choice;
import dev.balboa.loss.GuidedStopGradient.Distance;
import dev.balboa.tensor.DType;
import dev.balboa.tensor.Device;
import dev.balboa.tensor.Generator;
import dev.balboa.tensor.Random;
import dev.balboa.tensor.Shape;
import dev.balboa.tensor.Tensor;
import dev.balboa.train.Step;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.stream.LongStream;

/// How a method with [GuidedStopGradient] pairs the images of a batch, and which views of a pair
/// move.
///
/// Image `i` with its views 1 and 2 is paired with image `r(i)`, `r` a new random permutation each
/// step. The published method gives the second image views of its own, 3 and 4; with two views in
/// all, its views 1 and 2 serve again, which saves half of the forward passes.
///
/// @param loss        with the rule of the choice
/// @param fixedPoints whether an image may be paired with itself, as in the published code;
///     otherwise `r` is a derangement, drawn uniformly by drawing again
/// @param views       of each image: 4, or 2
public record GuidedPairs(GuidedStopGradient loss, boolean fixedPoints, int views) {

    private static final String CHOICE = "gsg-choice";
    private static final String DISTANCE = "gsg-distance";
    private static final String FIXED_POINTS = "gsg-fixed-points";
    private static final String VIEWS = "gsg-views";

    /// Checks the number of views.
    ///
    /// @throws IllegalArgumentException when `views` is neither 2 nor 4
    public GuidedPairs {
        Objects.requireNonNull(loss, "loss");
        if (views != 2 && views != 4) {
            throw new IllegalArgumentException("views: " + views + " (expected: 2 or 4)");
        }
    }

    /// The published method: the closest pair by raw distance, any permutation, four views.
    ///
    /// @return the pairs
    public static GuidedPairs defaults() {
        return new GuidedPairs(GuidedStopGradient.defaults(), true, 4);
    }

    static MethodDefinition addOptions(MethodDefinition definition) {
        return definition
                .withViews(4)
                .withCharts(_ -> charts())
                .withOption(
                        MethodOption.oneOf(
                                CHOICE,
                                "closest",
                                List.of("closest", "farthest", "random"),
                                "which of the four pairs of views across two images moves"))
                .withOption(
                        MethodOption.oneOf(
                                DISTANCE,
                                "raw",
                                List.of("raw", "normalised"),
                                "whether the choice compares projections or their directions"))
                .withOption(
                        MethodOption.flag(
                                FIXED_POINTS, true, "whether an image may be paired with itself"))
                .withOption(
                        MethodOption.oneOf(
                                VIEWS,
                                "4",
                                List.of("4", "2"),
                                "views of each image; with 2 the paired image's serve again, at"
                                        + " half the cost"));
    }

    private static List<Chart> charts() {
        return List.of(
                new Chart(
                        "Which views move",
                        "The share of image pairs whose moving views are these, of the first image"
                                + " and of the second; views are drawn alike, so each case should"
                                + " stay near a quarter.",
                        "epoch",
                        "share",
                        List.of(
                                new Chart.Figure("view 1, view 1", "choice_11_21"),
                                new Chart.Figure("view 1, view 2", "choice_11_22"),
                                new Chart.Figure("view 2, view 1", "choice_12_21"),
                                new Chart.Figure("view 2, view 2", "choice_12_22"),
                                new Chart.Reference("a quarter", 0.25))),
                new Chart(
                        "How clear the choice is",
                        "By which share the closest pair of views is closer than the second, mean"
                                + " over image pairs: near 0 the choice is a matter of chance.",
                        "epoch",
                        "margin",
                        List.of(new Chart.Figure("margin", "choice_margin"))),
                new Chart(
                        "Images paired with themselves",
                        "The share of images whose partner is the image itself, where the choice"
                                + " cannot tell two images apart; by chance 1 in each batch, 0 with"
                                + " --gsg-fixed-points false.",
                        "epoch",
                        "share",
                        List.of(new Chart.Figure("paired with themselves", "fixed_points"))));
    }

    static GuidedPairs of(MethodSettings settings) {
        Choice choice = Choice.valueOf(settings.text(CHOICE).toUpperCase(Locale.ROOT));
        Distance distance = Distance.valueOf(settings.text(DISTANCE).toUpperCase(Locale.ROOT));
        return new GuidedPairs(
                GuidedStopGradient.defaults().withChoice(choice).withDistance(distance),
                settings.flag(FIXED_POINTS),
                Integer.parseInt(settings.text(VIEWS)));
    }

    /// The loss of a batch, with the figures of its choices and `fixed_points`, the share of images
    /// that are paired with themselves.
    ///
    /// @param z         projections of each view, [#views] times `[N, D]`: what is compared, and
    ///     the targets
    /// @param p         predictions of each view, of the same shapes
    /// @param generator draws the permutation, and the choices where they are random
    /// @return the step
    Step step(List<Tensor> z, List<Tensor> p, Generator generator) {
        long n = z.getFirst().size(0);
        Device device = z.getFirst().device();
        Tensor r = partners(n, generator).to(device);
        List<Tensor> projections = paired(z, r);
        Tensor choices =
                loss.choice() == Choice.RANDOM
                        ? Random.randint(0, 4, Shape.of(n), generator).to(device)
                        : loss.choose(projections);
        Map<String, Tensor> figures = new LinkedHashMap<>(loss.statistics(projections, choices));
        Tensor self = Tensor.arange(n).to(device);
        figures.put("fixed_points", r.eq(self).to(DType.FLOAT32).mean());
        return new Step(loss.apply(projections, paired(p, r), choices), figures);
    }

    /// The first image's two views, and those of the image it is paired with.
    private List<Tensor> paired(List<Tensor> rows, Tensor r) {
        Tensor first = rows.get(views - 2).indexSelect(0, r);
        Tensor second = rows.get(views - 1).indexSelect(0, r);
        return List.of(rows.get(0), rows.get(1), first, second);
    }

    /// The permutation, int64 `[n]` on the generator's device.
    ///
    /// @param n         images
    /// @param generator draws it
    /// @return without fixed points where they are excluded
    /// @throws IllegalArgumentException when they are, and there is one image
    Tensor partners(long n, Generator generator) {
        if (!fixedPoints && n < 2) {
            throw new IllegalArgumentException(
                    FIXED_POINTS + ": false with " + n + " image (expected: true, or more images)");
        }
        Tensor r = Random.randperm(n, generator);
        // each try succeeds with a probability of about 1/e
        while (!fixedPoints && hasFixedPoint(r.toLongArray())) {
            r = Random.randperm(n, generator);
        }
        return r;
    }

    private static boolean hasFixedPoint(long[] r) {
        return LongStream.range(0, r.length).anyMatch(i -> r[(int) i] == i);
    }
}
