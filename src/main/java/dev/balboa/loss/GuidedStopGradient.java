package dev.balboa.loss;

import dev.balboa.autograd.Autograd;
import dev.balboa.tensor.Functional;
import dev.balboa.tensor.Scope;
import dev.balboa.tensor.Tensor;
import java.util.List;

/// Guided stop-gradient: of two views each of two images, the closest cross-image pair is moved,
/// each member towards the other view of its own image.
///
/// Row `i` holds a pair of images with projections `z11, z12` (first image) and `z21, z22` (second
/// image). With `d(a, b) = ‖z1a − z2b‖₂` on raw, detached projections and `(a, b)` the closest
/// pair, the first in the order 11–21, 11–22, 12–21, 12–22 on ties,
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
/// Lee et al., *Implicit Contrastive Representation Learning with Guided Stop-gradient*, 2023.
///
/// @param eps least norm in the cosine, above 0
public record GuidedStopGradient(double eps) {

    /// Checks the range.
    ///
    /// @throws IllegalArgumentException when `eps` is not above 0
    public GuidedStopGradient {
        NegativeCosine.requireEps(eps);
    }

    /// With the least norm of PyTorch's `cosine_similarity`, 1e-8.
    ///
    /// @return the loss
    public static GuidedStopGradient defaults() {
        return new GuidedStopGradient(NegativeCosine.DEFAULT_EPS);
    }

    /// The loss of a batch of image pairs.
    ///
    /// @param z projections `z11, z12, z21, z22`, each `[N, D]`
    /// @param p predictions `p11, p12, p21, p22`, each `[N, D]`; without a predictor the
    ///     projections themselves
    /// @return 0-d
    /// @throws IllegalArgumentException when there are not four of each, or the shapes differ
    public Tensor apply(List<Tensor> z, List<Tensor> p) {
        requireFour("z", z, z);
        requireFour("p", p, z);
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
        return sums.gather(1, choose(z).unsqueeze(1)).mean().mul(-0.5);
    }

    /// The closest cross-image pair of each row.
    ///
    /// @param z projections `z11, z12, z21, z22`, each `[N, D]`
    /// @return int64 `[N]`: 0 for 11–21, 1 for 11–22, 2 for 12–21, 3 for 12–22; carries no gradient
    /// @throws IllegalArgumentException when there are not four, or the shapes differ
    public Tensor choose(List<Tensor> z) {
        requireFour("z", z, z);
        return Autograd.noGrad(
                () -> {
                    try (Scope scope = Scope.open()) {
                        Tensor distances =
                                Tensor.stack(
                                        List.of(
                                                distance(z.get(0), z.get(2)),
                                                distance(z.get(0), z.get(3)),
                                                distance(z.get(1), z.get(2)),
                                                distance(z.get(1), z.get(3))),
                                        1);
                        return scope.keep(distances.argmin(1, false));
                    }
                });
    }

    private static Tensor distance(Tensor a, Tensor b) {
        return a.sub(b).norm(2, false, 1);
    }

    /// The stop-gradient: only the prediction is moved.
    private Tensor cosine(Tensor prediction, Tensor target) {
        return Functional.cosineSimilarity(prediction, target.detach(), 1, eps);
    }

    private static void requireFour(String name, List<Tensor> tensors, List<Tensor> like) {
        if (tensors.size() != 4) {
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
