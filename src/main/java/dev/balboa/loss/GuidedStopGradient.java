package dev.balboa.loss;

import dev.balboa.autograd.Autograd;
import dev.balboa.tensor.DType;
import dev.balboa.tensor.Functional;
import dev.balboa.tensor.Scope;
import dev.balboa.tensor.Shape;
import dev.balboa.tensor.Tensor;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.UnaryOperator;

/// Guided stop-gradient: of two views each of two images, the closest cross-image pair is moved,
/// each member towards the other view of its own image.
///
/// Row `i` holds a pair of images with projections `z11, z12` (first image) and `z21, z22` (second
/// image). With `d(a, b) = ‖z1a − z2b‖₂` on detached projections and `(a, b)` the closest pair, the
/// first in the order 11–21, 11–22, 12–21, 12–22 on ties,
///
/// ```text
/// closest   sources   targets     row loss
/// 11 – 21   p11 p21   z12 z22     −½ [cos(p11, z12) + cos(p21, z22)]
/// 11 – 22   p11 p22   z12 z21     −½ [cos(p11, z12) + cos(p22, z21)]
/// 12 – 21   p12 p21   z11 z22     −½ [cos(p12, z11) + cos(p21, z22)]
/// 12 – 22   p12 p22   z11 z21     −½ [cos(p12, z11) + cos(p22, z21)]
/// ```
///
/// and the loss is the mean over rows, in `[−1, 1]`. Targets receive no gradient, nor do the
/// predictions that are not chosen; the choice itself is not differentiated. Moving the two closest
/// views of different images towards their own partners typically moves them apart: contrast
/// without a repelling term.
///
/// With SimSiam `z` and `p` come from one network. With BYOL `z` are the projections of the slow
/// copy and `p` the predictions of the trained network: distances and targets are the copy's.
///
/// Choosing the farthest pair or a random one, and measuring between unit rows, are controls that
/// the paper does not have. Computed in float32 at least, also for float16 and bfloat16 rows and
/// under autocast.
///
/// Lee et al., *Implicit Contrastive Representation Learning with Guided Stop-gradient*, 2023.
///
/// @param eps      least norm in the cosine, above 0
/// @param choice   which of the four pairs moves
/// @param distance what the choice compares
public record GuidedStopGradient(double eps, Choice choice, Distance distance) {

    private static final int CASES = 4;
    private static final List<String> NAMES =
            List.of("choice_11_21", "choice_11_22", "choice_12_21", "choice_12_22");

    /// Which of the four cross-image pairs moves.
    public enum Choice {
        /// The closest one: the paper's method.
        CLOSEST,
        /// The farthest one, the first on ties: the reverse of the method.
        FARTHEST,
        /// One that the caller draws: what the guidance adds is the difference to this.
        RANDOM
    }

    /// Between which vectors distances are.
    public enum Distance {
        /// The projections as they are: the published code.
        RAW,
        /// Projections of length 1, so that only the angle counts.
        NORMALISED
    }

    /// Checks the range.
    ///
    /// @throws IllegalArgumentException when `eps` is not above 0
    public GuidedStopGradient {
        NegativeCosine.requireEps(eps);
        Objects.requireNonNull(choice, "choice");
        Objects.requireNonNull(distance, "distance");
    }

    /// The closest pair by raw distance, and the least norm of PyTorch's `cosine_similarity`, 1e-8.
    ///
    /// @return the loss
    public static GuidedStopGradient defaults() {
        return new GuidedStopGradient(NegativeCosine.DEFAULT_EPS, Choice.CLOSEST, Distance.RAW);
    }

    /// The same with another choice.
    ///
    /// @param value which pair moves
    /// @return a copy
    public GuidedStopGradient withChoice(Choice value) {
        return new GuidedStopGradient(eps, value, distance);
    }

    /// The same with another distance.
    ///
    /// @param value what the choice compares
    /// @return a copy
    public GuidedStopGradient withDistance(Distance value) {
        return new GuidedStopGradient(eps, choice, value);
    }

    /// The loss of a batch of image pairs, with the pairs that [#choose] finds.
    ///
    /// @param z projections `z11, z12, z21, z22`, each `[N, D]`
    /// @param p predictions `p11, p12, p21, p22`, each `[N, D]`; without a predictor the
    ///     projections themselves
    /// @return 0-d, float32 or float64
    /// @throws IllegalArgumentException when there are not four of each, the shapes differ, or the
    ///     choice is random
    public Tensor apply(List<Tensor> z, List<Tensor> p) {
        return apply(z, p, choose(z));
    }

    /// The loss of a batch of image pairs, with given choices.
    ///
    /// @param z       projections `z11, z12, z21, z22`, each `[N, D]`
    /// @param p       predictions `p11, p12, p21, p22`, each `[N, D]`
    /// @param choices int64 `[N]`: 0 for 11–21, 1 for 11–22, 2 for 12–21, 3 for 12–22
    /// @return 0-d, float32 or float64
    /// @throws IllegalArgumentException when there are not four of each, the shapes differ, or a
    ///     choice is none of the four
    public Tensor apply(List<Tensor> z, List<Tensor> p, Tensor choices) {
        requireFour("z", z, z);
        requireFour("p", p, z);
        requireCases(choices, z.getFirst().size(0));
        return FullPrecision.call(
                choices.device(),
                () -> {
                    Tensor p11z12 = cosine(p.get(0), z.get(1));
                    Tensor p12z11 = cosine(p.get(1), z.get(0));
                    Tensor p21z22 = cosine(p.get(2), z.get(3));
                    Tensor p22z21 = cosine(p.get(3), z.get(2));
                    Tensor sums =
                            Tensor.stack(
                                    List.of(
                                            p11z12.add(p21z22),
                                            p11z12.add(p22z21),
                                            p12z11.add(p21z22),
                                            p12z11.add(p22z21)),
                                    1);
                    return sums.gather(1, choices.unsqueeze(1)).mean().mul(-0.5);
                });
    }

    /// The cross-image pair of each row that moves.
    ///
    /// @param z projections `z11, z12, z21, z22`, each `[N, D]`
    /// @return int64 `[N]`: 0 for 11–21, 1 for 11–22, 2 for 12–21, 3 for 12–22; carries no gradient
    /// @throws IllegalArgumentException when there are not four, the shapes differ, or the choice
    ///     is random and so the caller's
    public Tensor choose(List<Tensor> z) {
        requireFour("z", z, z);
        return withoutGradient(
                z,
                distances ->
                        switch (choice) {
                            case CLOSEST -> distances.argmin(1, false);
                            case FARTHEST -> distances.argmax(1, false);
                            case RANDOM ->
                                    throw new IllegalArgumentException(
                                            "choice: RANDOM (expected: the choices as an argument"
                                                    + " of apply)");
                        });
    }

    /// How a batch was chosen: `choice_11_21`, `choice_11_22`, `choice_12_21` and `choice_12_22`,
    /// the share of rows of each case, and `choice_margin`, the mean over rows of `(d₂ − d₁) / d₂`
    /// with `d₁` the least distance and `d₂` the second: near 0 when the choice is a matter of
    /// chance, 0 for a row whose distances are 0.
    ///
    /// @param z       projections `z11, z12, z21, z22`, each `[N, D]`
    /// @param choices int64 `[N]`, as from [#choose]
    /// @return 0-d tensors in `[0, 1]`, in this order; carry no gradient
    /// @throws IllegalArgumentException when there are not four projections, or the shapes differ
    public Map<String, Tensor> statistics(List<Tensor> z, Tensor choices) {
        requireFour("z", z, z);
        requireRows(choices, z.getFirst().size(0));
        Map<String, Tensor> shares = new LinkedHashMap<>();
        for (int i = 0; i < CASES; i++) {
            shares.put(NAMES.get(i), choices.eq(i).to(DType.FLOAT32).mean());
        }
        shares.put("choice_margin", withoutGradient(z, GuidedStopGradient::margin));
        return shares;
    }

    private static Tensor margin(Tensor distances) {
        Tensor two = distances.topk(2, 1, false, true).getFirst();
        Tensor second = two.select(1, 1);
        // least positive float32: a row without any distance has no margin
        return second.sub(two.select(1, 0)).div(second.clampMin(Float.MIN_NORMAL)).mean();
    }

    /// Applies `body` to the distances of the four pairs, `[N, 4]`.
    private Tensor withoutGradient(List<Tensor> z, UnaryOperator<Tensor> body) {
        return FullPrecision.call(
                z.getFirst().device(),
                () ->
                        Autograd.noGrad(
                                () -> {
                                    try (Scope scope = Scope.open()) {
                                        return scope.keep(body.apply(distances(z)));
                                    }
                                }));
    }

    private Tensor distances(List<Tensor> z) {
        List<Tensor> rows = z.stream().map(this::compared).toList();
        return Tensor.stack(
                List.of(
                        between(rows.get(0), rows.get(2)),
                        between(rows.get(0), rows.get(3)),
                        between(rows.get(1), rows.get(2)),
                        between(rows.get(1), rows.get(3))),
                1);
    }

    private Tensor compared(Tensor z) {
        return distance == Distance.NORMALISED ? UnitRows.of(z) : FullPrecision.of(z);
    }

    private static Tensor between(Tensor a, Tensor b) {
        return a.sub(b).norm(2, false, 1);
    }

    /// The stop-gradient: only the prediction is moved.
    private Tensor cosine(Tensor prediction, Tensor target) {
        return Functional.cosineSimilarity(
                FullPrecision.of(prediction), FullPrecision.of(target.detach()), 1, eps);
    }

    /// On a GPU a case that does not exist would end the process.
    private static void requireCases(Tensor choices, long rows) {
        requireRows(choices, rows);
        Tensor wrong = choices.lt(0).logicalOr(choices.ge(CASES));
        if (wrong.any().itemBoolean()) {
            throw new IllegalArgumentException(
                    "choices: "
                            + choices.maskedSelect(wrong).select(0, 0).itemLong()
                            + " (expected: 0 to 3)");
        }
    }

    private static void requireRows(Tensor choices, long rows) {
        if (choices.dtype() != DType.INT64 || !choices.shape().equals(Shape.of(rows))) {
            throw new IllegalArgumentException(
                    "choices: %s %s (expected: int64 [%d], one for each row)"
                            .formatted(choices.dtype(), choices.shape(), rows));
        }
    }

    private static void requireFour(String name, List<Tensor> tensors, List<Tensor> like) {
        if (tensors.size() != CASES) {
            throw new IllegalArgumentException(
                    name + ": " + tensors.size() + " tensors (expected: 4)");
        }
        for (Tensor tensor : tensors) {
            if (tensor.dim() != 2 || !tensor.shape().equals(like.getFirst().shape())) {
                throw new IllegalArgumentException(
                        name
                                + ": shapes "
                                + tensors.stream().map(Tensor::shape).toList()
                                + " (expected: four times the same [N, D])");
            }
        }
    }
}
