package dev.balboa.eval;

import dev.balboa.tensor.DType;
import dev.balboa.tensor.Linalg;
import dev.balboa.tensor.Scope;
import dev.balboa.tensor.Shape;
import dev.balboa.tensor.Tensor;
import java.util.List;
import java.util.Optional;
import java.util.function.UnaryOperator;

/// The objective of [LogisticRegression] with its gradient in closed form: with `P = softmax(X Wᵀ +
/// b) − onehot(y)`, `∂W = Pᵀ X / N + W / (c N)` and `∂b = Σᵢ Pᵢ / N`.
///
/// Logits are made in blocks of rows, so that they need not be in memory for all rows at once.
///
/// The Hessian of the softmax is at most `½ I`, so with `Z = [X 1]` that of each class is at most
/// `½ ZᵀZ / N` and the penalty (Böhning, *Multinomial logistic regression algorithm*, 1992). The
/// inverse of this bound preconditions: features of any scale and correlation take few steps.
///
/// @param x       float64 `[N, D]`
/// @param labels  int64 `[N, 1]`
/// @param classes number of classes
/// @param penalty `1 / (c N)`
/// @param inverse `[D + 1, D + 1]`, of the bound
record CrossEntropy(Tensor x, Tensor labels, int classes, double penalty, Tensor inverse)
        implements Lbfgs.Objective {

    private static final long BLOCK = 8192;

    static CrossEntropy of(Tensor x, long[] labels, int classes, double c) {
        Tensor column = Tensor.of(labels, Shape.of(labels.length, 1)).to(x.device());
        double penalty = 1 / (c * labels.length);
        return new CrossEntropy(x, column, classes, penalty, inverseBound(x, penalty));
    }

    private static Tensor inverseBound(Tensor x, double penalty) {
        Tensor sums = x.sum(true, 0);
        Tensor count = Tensor.full(Shape.of(1, 1), x.size(0), x.dtype(), x.device());
        Tensor upper = Tensor.cat(List.of(x.t().matmul(x), sums.t()), 1);
        Tensor lower = Tensor.cat(List.of(sums, count), 1);
        Tensor bound = Tensor.cat(List.of(upper, lower), 0).mul(0.5 / x.size(0));
        // where the penalty is next to nothing, dependent features would make it singular
        double ridge = Math.max(penalty, 1e-10 * bound.trace().item() / bound.size(0));
        bound.diagonal(0).add_(ridge);
        Tensor inverse = Linalg.inv(bound);
        return inverse.add(inverse.t()).mul(0.5);
    }

    @Override
    public Optional<UnaryOperator<Tensor>> preconditioner() {
        return Optional.of(
                flat -> {
                    Tensor column = bias(flat).unsqueeze(1);
                    Tensor both = Tensor.cat(List.of(weight(flat), column), 1).matmul(inverse);
                    Tensor weights = both.narrow(1, 0, x.size(1)).flatten();
                    return Tensor.cat(List.of(weights, both.select(1, x.size(1))), 0);
                });
    }

    /// The start: no weight, no bias.
    Tensor zeros() {
        long size = classes * (x.size(1) + 1);
        return Tensor.zeros(Shape.of(size), DType.FLOAT64, x.device());
    }

    /// @param flat float64 `[classes · D + classes]`
    /// @return `[classes, D]`, a view
    Tensor weight(Tensor flat) {
        return flat.narrow(0, 0, classes * x.size(1)).view(classes, x.size(1));
    }

    /// @param flat float64 `[classes · D + classes]`
    /// @return `[classes]`, a view
    Tensor bias(Tensor flat) {
        return flat.narrow(0, classes * x.size(1), classes);
    }

    @Override
    public Lbfgs.Evaluation at(Tensor flat) {
        try (Scope scope = Scope.open()) {
            long rows = x.size(0);
            Tensor weight = weight(flat);
            Tensor gradient = Tensor.zerosLike(flat);
            double loss = 0;
            for (long from = 0; from < rows; from += BLOCK) {
                loss += addBlock(flat, gradient, from, Math.min(BLOCK, rows - from));
            }
            gradient.mul_(1.0 / rows);
            weight(gradient).add_(weight, penalty);
            double squares = weight.square().sum().item();
            return new Lbfgs.Evaluation(
                    loss / rows + 0.5 * penalty * squares, scope.keep(gradient));
        }
    }

    /// Adds the block's sum of gradients.
    ///
    /// @return its sum of losses
    private double addBlock(Tensor flat, Tensor gradient, long from, long length) {
        try (Scope _ = Scope.open()) {
            Tensor block = x.narrow(0, from, length);
            Tensor wanted = labels.narrow(0, from, length);
            Tensor logits = bias(flat).addmm(block, weight(flat).t());
            Tensor logProbabilities = logits.logSoftmax(1);
            double loss = -logProbabilities.gather(1, wanted).sum().item();
            Tensor minusOne = Tensor.full(wanted.shape(), -1, DType.FLOAT64, x.device());
            Tensor errors = logProbabilities.exp().scatterAdd_(1, wanted, minusOne);
            weight(gradient).add_(errors.t().matmul(block));
            bias(gradient).add_(errors.sum(false, 0));
            return loss;
        }
    }
}
