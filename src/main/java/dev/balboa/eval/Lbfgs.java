package dev.balboa.eval;

import dev.balboa.tensor.Scope;
import dev.balboa.tensor.Tensor;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Iterator;
import java.util.Optional;
import java.util.function.UnaryOperator;

/// Minimises a smooth function by limited-memory BFGS with a strong Wolfe line search.
///
/// The direction is `−H g` with `H` the inverse Hessian that the last `history` pairs `s = Δx, y =
/// Δg` stand for, by the two-loop recursion, from `H₀ = (s·y / y·Py) P` with the newest pair and
/// the objective's preconditioner `P`, the identity where it has none. Nocedal and Wright,
/// *Numerical Optimization*, 2nd ed., algorithms 7.4 and 7.5.
///
/// @param history       pairs remembered, at least 1
/// @param maxIterations after which to stop, at least 1
/// @param tolerance     largest absolute component of the gradient at which to stop, above 0
record Lbfgs(int history, int maxIterations, double tolerance) {

    Lbfgs {
        if (history < 1) {
            throw new IllegalArgumentException("history: " + history + " (expected: >= 1)");
        }
        if (maxIterations < 1) {
            throw new IllegalArgumentException(
                    "maxIterations: " + maxIterations + " (expected: >= 1)");
        }
        if (!(tolerance > 0) || Double.isInfinite(tolerance)) {
            throw new IllegalArgumentException("tolerance: " + tolerance + " (expected: > 0)");
        }
    }

    /// A function with its gradient.
    interface Objective {

        /// @param x float64 `[n]`
        /// @return value and gradient there, the gradient float64 `[n]` in the current scope
        Evaluation at(Tensor x);

        /// Multiplies with a rough inverse of the Hessian, symmetric and positive definite, of the
        /// right scale for a first step of length 1. It changes the path, not the minimum.
        ///
        /// @return empty where nothing is known of the Hessian
        default Optional<UnaryOperator<Tensor>> preconditioner() {
            return Optional.empty();
        }
    }

    /// @param value    of the function
    /// @param gradient float64 `[n]`
    record Evaluation(double value, Tensor gradient) {}

    /// Where a search ended.
    ///
    /// @param x          float64 `[n]`, in the scope of the caller
    /// @param value      of the function there
    /// @param steepness  largest absolute component of the gradient
    /// @param iterations steps taken
    /// @param converged  whether the steepness is within the tolerance; otherwise the iterations
    ///     were used up, or no step makes progress at double precision
    record Result(Tensor x, double value, double steepness, int iterations, boolean converged) {}

    /// A place with what is known there.
    record Point(Tensor x, double value, Tensor gradient) implements AutoCloseable {

        static Point of(Objective objective, Tensor x) {
            Evaluation there = objective.at(x);
            return new Point(x, there.value(), there.gradient());
        }

        double steepness() {
            try (Scope _ = Scope.open()) {
                return gradient.abs().max().item();
            }
        }

        Point keptBy(Scope scope) {
            scope.keep(x);
            scope.keep(gradient);
            return this;
        }

        @Override
        public void close() {
            x.close();
            gradient.close();
        }
    }

    private record Pair(Tensor s, Tensor y, double curvature) implements AutoCloseable {

        @Override
        public void close() {
            s.close();
            y.close();
        }
    }

    /// Walks downhill.
    ///
    /// @param start float64 `[n]`; not changed
    Result minimize(Objective objective, Tensor start) {
        try (Scope scope = Scope.open()) {
            Deque<Pair> pairs = new ArrayDeque<>(); // newest first
            Point at = Point.of(objective, start.copy());
            int iterations = 0;
            double steepness = at.steepness();
            while (steepness > tolerance && iterations < maxIterations) {
                Optional<Point> next = step(objective, at, pairs);
                if (next.isEmpty()) {
                    break;
                }
                at.close();
                at = next.get();
                steepness = at.steepness();
                iterations++;
            }
            boolean converged = steepness <= tolerance;
            return new Result(scope.keep(at.x()), at.value(), steepness, iterations, converged);
        }
    }

    /// One step, and the pair it adds; the tensors kept go to the caller's scope.
    private Optional<Point> step(Objective objective, Point at, Deque<Pair> pairs) {
        try (Scope scope = Scope.open()) {
            UnaryOperator<Tensor> preconditioner =
                    objective.preconditioner().orElse(UnaryOperator.identity());
            Tensor direction = direction(at.gradient(), pairs, preconditioner);
            double slope = dot(direction, at.gradient());
            if (!(slope < 0)) {
                return Optional.empty();
            }
            boolean scaled = !pairs.isEmpty() || objective.preconditioner().isPresent();
            // where nothing is known of the scale: move by at most 1 in the 1-norm
            double first = scaled ? 1 : Math.min(1, 1 / at.gradient().abs().sum().item());
            WolfeSearch search = new WolfeSearch(at.value(), slope);
            Optional<Point> next =
                    search.along(t -> trial(objective, at, direction, t), first)
                            .map(WolfeSearch.Trial::point);
            next.ifPresent(
                    point -> {
                        remember(at, point, pairs, scope);
                        point.keptBy(scope);
                    });
            return next;
        }
    }

    private static WolfeSearch.Trial trial(
            Objective objective, Point at, Tensor direction, double t) {
        Point point = Point.of(objective, at.x().add(direction, t));
        return new WolfeSearch.Trial(t, point.value(), dot(point.gradient(), direction), point);
    }

    private void remember(Point from, Point to, Deque<Pair> pairs, Scope scope) {
        Tensor s = to.x().sub(from.x());
        Tensor y = to.gradient().sub(from.gradient());
        double curvature = dot(s, y);
        // the line search makes it positive; at the limit of precision it may not be
        if (curvature > 1e-300) {
            pairs.addFirst(new Pair(scope.keep(s), scope.keep(y), curvature));
        }
        if (pairs.size() > history) {
            pairs.removeLast().close();
        }
    }

    /// `−H g` by the two-loop recursion.
    private static Tensor direction(
            Tensor gradient, Deque<Pair> pairs, UnaryOperator<Tensor> preconditioner) {
        Tensor q = gradient.neg();
        Deque<Double> alphas = new ArrayDeque<>();
        for (Pair pair : pairs) {
            double alpha = dot(pair.s(), q) / pair.curvature();
            alphas.push(alpha);
            q = q.sub(pair.y(), alpha);
        }
        q = preconditioner.apply(q);
        if (!pairs.isEmpty()) {
            Pair newest = pairs.getFirst();
            q = q.mul(newest.curvature() / dot(newest.y(), preconditioner.apply(newest.y())));
        }
        for (Iterator<Pair> oldestFirst = pairs.descendingIterator(); oldestFirst.hasNext(); ) {
            Pair pair = oldestFirst.next();
            double beta = dot(pair.y(), q) / pair.curvature();
            q = q.add(pair.s(), alphas.pop() - beta);
        }
        return q;
    }

    private static double dot(Tensor a, Tensor b) {
        return a.dot(b).item();
    }
}
