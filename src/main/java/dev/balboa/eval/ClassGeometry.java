package dev.balboa.eval;

import dev.balboa.autograd.Autograd;
import dev.balboa.tensor.DType;
import dev.balboa.tensor.Functional;
import dev.balboa.tensor.Scope;
import dev.balboa.tensor.Tensor;
import java.util.ArrayList;
import java.util.List;

/// How classes lie among normalised features: whether images of a class stay together, and whether
/// the classes keep apart. Computed in float64.
///
/// @param tolerance              [#tolerance(Features)]: 1 where each class is one direction
/// @param interClassUniformity [#interClassUniformity(Features, boolean)] of the means as they are:
///     lower is farther apart
public record ClassGeometry(double tolerance, double interClassUniformity) {

    private static final double EPS = 1e-12;

    /// Measures features.
    ///
    /// @param features labelled, of at least two classes; every value finite
    /// @return the figures
    /// @throws IllegalArgumentException when a label is missing, there is one class, or a value is
    ///     not finite
    public static ClassGeometry of(Features features) {
        return new ClassGeometry(tolerance(features), interClassUniformity(features, false));
    }

    /// Mean of `xᵢ · xⱼ` over all ordered pairs of rows of the same class, each divided by its
    /// norm, a row with itself included.
    ///
    /// Wang and Liu, *Understanding the Behaviour of Contrastive Loss*, 2021. The published code of
    /// DySTreSS divides by `N² / 10`, which is the number of these pairs for ten classes in equal
    /// shares.
    ///
    /// @param features labelled; every value finite
    /// @return in `[−1, 1]`
    /// @throws IllegalArgumentException when a label is missing or a value is not finite
    public static double tolerance(Features features) {
        return measured(
                features,
                sums -> {
                    double products = 0;
                    double pairs = 0;
                    for (ClassSum sum : sums) {
                        // the sum of all products is the square of the sum
                        products += sum.rows().square().sum().item();
                        pairs += (double) sum.count() * sum.count();
                    }
                    return products / pairs;
                });
    }

    /// `log` of the mean of `exp(−2 ‖m_c − m_d‖²)` over all ordered pairs of different classes,
    /// `m_c` the mean of the normalised features of class `c`.
    ///
    /// Named in Manna et al., *Dynamically Scaled Temperature in Self-Supervised Contrastive
    /// Learning*, 2023, equation 12; the formula follows uniformity's and was not read there.
    ///
    /// @param features    labelled, of at least two classes; every value finite
    /// @param renormalise whether the means are brought to length 1 too
    /// @return at most 0; 0 where all means coincide
    /// @throws IllegalArgumentException when a label is missing, there is one class, or a value is
    ///     not finite
    public static double interClassUniformity(Features features, boolean renormalise) {
        return measured(
                features,
                sums -> {
                    if (sums.size() < 2) {
                        throw new IllegalArgumentException(
                                "features: 1 class (expected: at least 2)");
                    }
                    Tensor means =
                            Tensor.stack(
                                    sums.stream()
                                            .map(sum -> sum.rows().div((double) sum.count()))
                                            .toList(),
                                    0);
                    Tensor m = renormalise ? Functional.normalize(means, 2, 1, EPS) : means;
                    int classes = sums.size();
                    double total = 0;
                    for (int c = 0; c < classes; c++) {
                        Tensor squares = m.sub(m.select(0, c)).square().sum(false, 1);
                        total += squares.mul(-2).exp().sum().item() - 1; // not with itself
                    }
                    return Math.log(total / ((double) classes * (classes - 1)));
                });
    }

    /// The normalised rows of a class, added up.
    private record ClassSum(Tensor rows, long count) {}

    private interface Figure {

        double of(List<ClassSum> sums);
    }

    private static double measured(Features features, Figure figure) {
        features.requireLabels("features");
        features.requireFinite("features");
        return Autograd.noGrad(
                () -> {
                    try (Scope _ = Scope.open()) {
                        return figure.of(sums(features));
                    }
                });
    }

    private static List<ClassSum> sums(Features features) {
        Tensor unit = Functional.normalize(features.values().to(DType.FLOAT64), 2, 1, EPS);
        Tensor labels = Tensor.of(features.labels()).to(unit.device());
        List<ClassSum> sums = new ArrayList<>();
        for (int c = 0; c < features.classes(); c++) {
            Tensor rows = labels.eq(c).to(DType.FLOAT64).unsqueeze(0);
            long count = Math.round(rows.sum().item());
            if (count > 0) {
                sums.add(new ClassSum(rows.matmul(unit).squeeze(0), count));
            }
        }
        return sums;
    }
}
