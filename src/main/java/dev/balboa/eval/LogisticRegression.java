package dev.balboa.eval;

import dev.balboa.autograd.Autograd;
import dev.balboa.tensor.DType;
import dev.balboa.tensor.Scope;
import dev.balboa.tensor.Tensor;

/// The linear probe on frozen features, as the one optimum of a convex problem: multinomial
/// logistic regression by L-BFGS.
///
/// ```text
/// min  (1/N) Σᵢ −log softmax(W xᵢ + b)[yᵢ]  +  ‖W‖² / (2 c N)
/// ```
///
/// The same problem as scikit-learn's `LogisticRegression(C=c)`, the bias unpenalised; `b` is the
/// one that sums to zero. Starts from zero and draws nothing at random: there is no learning rate,
/// no schedule and no seed, and the result differs between machines by rounding only.
///
/// Works in float64 on a copy of the features, `8 · N · D` bytes.
///
/// @param c             inverse strength of the penalty, above 0
/// @param standardize   whether each feature is brought to mean 0 and deviation 1 over the train
///     split first, which makes one `c` fit encoders of any scale; constant features are left at 0
/// @param maxIterations after which L-BFGS stops, at least 1
/// @param tolerance     largest absolute component of the gradient at the end, above 0
public record LogisticRegression(
        double c, boolean standardize, int maxIterations, double tolerance) {

    private static final int HISTORY = 10;

    /// Checks the ranges.
    ///
    /// @throws IllegalArgumentException naming the component that is out of range
    public LogisticRegression {
        if (!(c > 0) || Double.isInfinite(c)) {
            throw new IllegalArgumentException("c: " + c + " (expected: > 0)");
        }
        new Lbfgs(HISTORY, maxIterations, tolerance);
    }

    /// `c` = 1, standardised, at most 1000 iterations, gradient within 1e-5.
    ///
    /// @return the probe
    public static LogisticRegression standard() {
        return new LogisticRegression(1, true, 1000, 1e-5);
    }

    /// The same with another penalty.
    ///
    /// @param inverse its inverse strength, above 0
    /// @return a copy
    public LogisticRegression withC(double inverse) {
        return new LogisticRegression(inverse, standardize, maxIterations, tolerance);
    }

    /// The same with or without standardising.
    ///
    /// @param on whether features are standardised
    /// @return a copy
    public LogisticRegression withStandardize(boolean on) {
        return new LogisticRegression(c, on, maxIterations, tolerance);
    }

    /// The same with another end.
    ///
    /// @param steepness largest absolute component of the gradient, above 0
    /// @return a copy
    public LogisticRegression withTolerance(double steepness) {
        return new LogisticRegression(c, standardize, maxIterations, steepness);
    }

    /// What was learned.
    ///
    /// @param classifier takes features as they are, not standardised
    /// @param loss       the minimum reached, penalty included
    /// @param iterations steps of L-BFGS
    /// @param converged  whether the gradient is within the tolerance
    public record Fit(
            LinearClassifier classifier, double loss, int iterations, boolean converged) {}

    /// Learns.
    ///
    /// @param train   labelled features; every value finite
    /// @param classes number of classes, more than the largest label
    /// @return the optimum, its tensors in the current scope
    /// @throws IllegalArgumentException when a label is missing or out of range, a value is not
    ///     finite, or there is no row
    public Fit fit(Features train, int classes) {
        train.requireLearnable("train", classes);
        return Autograd.noGrad(
                () -> {
                    try (Scope scope = Scope.open()) {
                        Tensor x = train.values().to(DType.FLOAT64);
                        Standardization scaling =
                                standardize ? Standardization.of(x) : Standardization.none(x);
                        CrossEntropy objective =
                                CrossEntropy.of(scaling.apply(x), train.labels(), classes, c);
                        Tensor start = objective.zeros();
                        Lbfgs.Result end =
                                new Lbfgs(HISTORY, maxIterations, tolerance)
                                        .minimize(objective, start);
                        LinearClassifier classifier =
                                scaling.unscaled(
                                        objective.weight(end.x()), objective.bias(end.x()));
                        scope.keep(classifier.weight());
                        scope.keep(classifier.bias());
                        return new Fit(classifier, end.value(), end.iterations(), end.converged());
                    }
                });
    }
}
