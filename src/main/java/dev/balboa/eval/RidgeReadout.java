package dev.balboa.eval;

import dev.balboa.autograd.Autograd;
import dev.balboa.tensor.DType;
import dev.balboa.tensor.Device;
import dev.balboa.tensor.Linalg;
import dev.balboa.tensor.Scope;
import dev.balboa.tensor.Tensor;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// Which known factors a representation holds in linear form: ridge regression from features to
/// each factor, scored on rows of its own.
///
/// ```text
/// W(λ) = argmin (1/N) ‖Y − X W‖² + λ ‖W‖²  =  (Xᵀ X / N + λ I)⁻¹ Xᵀ Y / N
/// ```
///
/// with features `X` brought to mean 0 and deviation 1 over the `N` train rows (constant ones
/// become 0), and factors `Y` less their train mean, so that the intercept is not penalised. Of the
/// penalties, each factor takes the one with the least squared error on the validation rows.
/// Nothing is fitted anew after that.
///
/// Computed in float64 on the CPU, in the space of features or of rows, whichever is smaller: a
/// Cholesky factorisation of `min(N, D)²` for each penalty. Draws nothing at random.
///
/// @param penalties to choose from, at least one, each above 0
public record RidgeReadout(List<Double> penalties) {

    /// Checks and copies the list.
    ///
    /// @throws IllegalArgumentException when it is empty, or a penalty is not above 0 and finite
    public RidgeReadout {
        penalties = List.copyOf(penalties);
        if (penalties.isEmpty()) {
            throw new IllegalArgumentException("penalties: [] (expected: at least one)");
        }
        for (double penalty : penalties) {
            if (!(penalty > 0) || Double.isInfinite(penalty)) {
                throw new IllegalArgumentException("penalties: " + penalty + " (expected: > 0)");
            }
        }
    }

    /// Ten penalties from 1e-6 to 1e3.
    ///
    /// @return the readout
    public static RidgeReadout standard() {
        return new RidgeReadout(List.of(1e-6, 1e-5, 1e-4, 1e-3, 1e-2, 1e-1, 1e0, 1e1, 1e2, 1e3));
    }

    /// Reads every factor.
    ///
    /// @param train      to learn on
    /// @param validation to choose the penalty on
    /// @param test       to score on
    /// @return by the factors' names, in the order of `train`
    /// @throws IllegalArgumentException when the three do not have the same width, the same factors
    ///     with as many columns, or a value is not finite
    public Map<String, Readout> read(ReadoutRows train, ReadoutRows validation, ReadoutRows test) {
        requireLike("validation", validation, train);
        requireLike("test", test, train);
        requireFinite("train", train);
        requireFinite("validation", validation);
        requireFinite("test", test);
        return Autograd.noGrad(
                () -> {
                    try (Scope _ = Scope.open()) {
                        return choose(train, validation, test);
                    }
                });
    }

    private Map<String, Readout> choose(
            ReadoutRows train, ReadoutRows validation, ReadoutRows test) {
        Tensor x = wide(train.features());
        Standardization scale = Standardization.of(x);
        Tensor learn = scale.apply(x);
        Tensor check = scale.apply(wide(validation.features()));
        Tensor ask = scale.apply(wide(test.features()));
        Tensor y = columns(train);
        Tensor mean = y.mean(true, 0);
        List<Tensor> weights = weights(learn, y.sub(mean));
        List<double[]> errors = new ArrayList<>();
        for (Tensor w : weights) {
            errors.add(squares(columns(validation).sub(mean).sub(check.matmul(w))));
        }
        Tensor truth = columns(test);
        double[] variance = squares(truth.sub(truth.mean(true, 0)));
        Map<String, Readout> readouts = new LinkedHashMap<>();
        int first = 0;
        for (Map.Entry<String, Tensor> target : train.targets().entrySet()) {
            int count = (int) target.getValue().size(1);
            int best = least(errors, first, count);
            Tensor left = truth.sub(mean).sub(ask.matmul(weights.get(best)));
            double total = sum(variance, first, count);
            double r2 = total > 0 ? 1 - sum(squares(left), first, count) / total : Double.NaN;
            readouts.put(target.getKey(), new Readout(r2, penalties.get(best)));
            first += count;
        }
        return readouts;
    }

    /// Of each penalty, `[D, T]`.
    private List<Tensor> weights(Tensor x, Tensor y) {
        double n = x.size(0);
        boolean fewRows = x.size(0) < x.size(1);
        Tensor gram = (fewRows ? x.matmul(x.t()) : x.t().matmul(x)).div(n);
        Tensor right = (fewRows ? y : x.t().matmul(y)).div(n);
        Tensor one = wide(Tensor.eye(gram.size(0)));
        List<Tensor> weights = new ArrayList<>();
        for (double penalty : penalties) {
            try (Scope scope = Scope.open()) {
                Tensor root = Linalg.cholesky(gram.add(one.mul(penalty)));
                Tensor solved = Linalg.choleskySolve(right, root);
                // (XᵀX + c)⁻¹ Xᵀ = Xᵀ (X Xᵀ + c)⁻¹
                weights.add(scope.keep(fewRows ? x.t().matmul(solved) : solved));
            }
        }
        return weights;
    }

    /// The first of the penalties with the least error over some columns.
    private static int least(List<double[]> errors, int first, int count) {
        int best = 0;
        for (int i = 1; i < errors.size(); i++) {
            if (sum(errors.get(i), first, count) < sum(errors.get(best), first, count)) {
                best = i;
            }
        }
        return best;
    }

    private static double sum(double[] values, int first, int count) {
        double sum = 0;
        for (int i = first; i < first + count; i++) {
            sum += values[i];
        }
        return sum;
    }

    private static double[] squares(Tensor x) {
        return x.square().sum(false, 0).toDoubleArray();
    }

    private static Tensor columns(ReadoutRows rows) {
        return Tensor.cat(rows.targets().values().stream().map(RidgeReadout::wide).toList(), 1);
    }

    private static Tensor wide(Tensor x) {
        return x.to(Device.CPU, DType.FLOAT64);
    }

    private static void requireLike(String name, ReadoutRows rows, ReadoutRows train) {
        if (rows.features().size(1) != train.features().size(1)) {
            throw new IllegalArgumentException(
                    "%s: features %s (expected: [N, %d], the width of train)"
                            .formatted(name, rows.features().shape(), train.features().size(1)));
        }
        if (!shape(rows).equals(shape(train))) {
            throw new IllegalArgumentException(
                    "%s: targets %s (expected: %s, those of train)"
                            .formatted(name, shape(rows), shape(train)));
        }
    }

    /// Names and numbers of columns, in order.
    private static List<String> shape(ReadoutRows rows) {
        return rows.targets().entrySet().stream()
                .map(target -> target.getKey() + "[" + target.getValue().size(1) + "]")
                .toList();
    }

    private static void requireFinite(String name, ReadoutRows rows) {
        Features.requireFinite(name + ": features", rows.features());
        rows.targets()
                .forEach((target, values) -> Features.requireFinite(name + ": " + target, values));
    }
}
