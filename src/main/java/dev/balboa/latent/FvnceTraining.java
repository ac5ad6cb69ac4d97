package dev.balboa.latent;

import dev.balboa.loss.FullyVariationalNce;
import dev.balboa.loss.ScoringRule;
import dev.balboa.optim.Adam;
import dev.balboa.optim.Optimizer;
import dev.balboa.optim.Schedule;
import dev.balboa.tensor.Generator;
import dev.balboa.tensor.Random;
import dev.balboa.tensor.Scope;
import dev.balboa.tensor.Tensor;
import dev.balboa.train.Step;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// Trains a latent-variable model on a table in memory: Adam on shuffled batches, first a warm
/// start with the VAE member, then the objective's own. (Images on disk go through
/// [dev.balboa.train.Trainer], with a [ClippedShareGuard].)
///
/// The warm start is for members whose gradient on data shrinks with the density ratio: data that
/// the model finds less likely than the noise does teach [ScoringRule.Lsif] nothing. A log-constant
/// keeps its value meanwhile. The same rows, objective and settings give the same weights.
///
/// @param epochs          passes over the rows after the warm start, at least 1
/// @param warmStartEpochs passes with the VAE member before, at least 0
/// @param batchSize       rows of a step, at least 1; a short last batch is left out
/// @param learningRate    of Adam, above 0
/// @param seed            of the order of the rows
public record FvnceTraining(
        int epochs, int warmStartEpochs, int batchSize, double learningRate, long seed) {

    /// Checks the ranges.
    ///
    /// @throws IllegalArgumentException naming the component that is out of range
    public FvnceTraining {
        Check.atLeast("epochs", epochs, 1);
        Check.atLeast("warmStartEpochs", warmStartEpochs, 0);
        Check.atLeast("batchSize", batchSize, 1);
        Check.positive("learningRate", learningRate);
    }

    /// Five epochs of warm start, batches of 100, learning rate 1e-3.
    ///
    /// @param epochs passes over the rows after the warm start, at least 1
    /// @param seed   of the order of the rows
    /// @return the settings
    public static FvnceTraining of(int epochs, long seed) {
        return new FvnceTraining(epochs, 5, 100, 1e-3, seed);
    }

    /// The same with another warm start.
    ///
    /// @param count passes, at least 0
    /// @return a copy
    public FvnceTraining withWarmStartEpochs(int count) {
        return new FvnceTraining(epochs, count, batchSize, learningRate, seed);
    }

    /// The same with another learning rate.
    ///
    /// @param rate above 0
    /// @return a copy
    public FvnceTraining withLearningRate(double rate) {
        return new FvnceTraining(epochs, warmStartEpochs, batchSize, rate, seed);
    }

    /// Trains.
    ///
    /// @param objective its model is changed
    /// @param rows      data `[N, D]`, at least one batch, on the model's device
    /// @return figures of every epoch, those of the warm start first
    /// @throws ClippedShareException    when an unnormalised model has an epoch, not of the warm
    ///     start, with more than a tenth of its samples above the clip's threshold
    /// @throws IllegalArgumentException when there are fewer rows than a batch has
    /// @throws ArithmeticException      when a loss is NaN or infinite
    public List<Figures> run(Fvnce objective, Tensor rows) {
        Check.rows("rows", rows);
        Check.atLeast("rows", rows.size(0), batchSize);
        List<Figures> figures = new ArrayList<>();
        objective.train();
        try (Generator order = Generator.of(seed)) {
            Map<String, Tensor> normalised = new LinkedHashMap<>(objective.parameters());
            normalised.keySet().removeIf(key -> key.startsWith("model.logConstant."));
            double threshold = objective.loss().threshold();
            Fvnce vae =
                    objective.withLoss(new FullyVariationalNce(new ScoringRule.Vae(), threshold));
            epochs(warmStartEpochs, vae, normalised, rows, order, figures);
            epochs(epochs, objective, objective.parameters(), rows, order, figures);
        }
        return List.copyOf(figures);
    }

    private void epochs(
            int count,
            Fvnce objective,
            Map<String, Tensor> parameters,
            Tensor rows,
            Generator order,
            List<Figures> figures) {
        ClippedShareGuard guard = ClippedShareGuard.of(objective);
        boolean free = parameters.size() == objective.parameters().size();
        // moments of another member's gradients, of another scale, would mislead: a new optimiser
        try (Optimizer optimizer =
                Adam.of(Adam.Config.of(learningRate), parameters, new Schedule.Constant())) {
            for (int i = 0; i < count; i++) {
                Figures epoch = epoch(figures.size() + 1, objective, rows, order, optimizer);
                figures.add(epoch);
                if (free) {
                    guard.check(epoch.epoch(), Math.max(epoch.clipped(), epoch.beyond()));
                }
            }
        }
    }

    private Figures epoch(
            int number, Fvnce objective, Tensor rows, Generator order, Optimizer optimizer) {
        double[] sums = new double[4];
        long steps = rows.size(0) / batchSize;
        try (Scope _ = Scope.open()) {
            Tensor shuffled = Random.randperm(rows.size(0), order).to(rows.device());
            for (long i = 0; i < steps; i++) {
                try (Scope _ = Scope.open()) {
                    Tensor index = shuffled.narrow(0, i * batchSize, batchSize);
                    Step step = objective.step(rows.indexSelect(0, index));
                    double loss = step.loss().item();
                    if (!Double.isFinite(loss)) {
                        throw new ArithmeticException(
                                ("loss is %s in epoch %d (expected: finite; lower the learning rate,"
                                                + " or leave out rows without density under the"
                                                + " noise)")
                                        .formatted(loss, number));
                    }
                    step.loss().backward();
                    optimizer.step();
                    // a log-constant that keeps its value has a gradient that no optimiser drops
                    objective.parameters().values().forEach(Tensor::zeroGrad);
                    sums[0] += loss;
                    sums[1] += step.metrics().get("elbo").item();
                    sums[2] += step.metrics().get(Fvnce.CLIPPED).item();
                    sums[3] += step.metrics().get(Fvnce.BEYOND).item();
                }
            }
        }
        return new Figures(
                number, sums[0] / steps, sums[1] / steps, sums[2] / steps, sums[3] / steps);
    }

    /// Figures of one epoch, each the mean over its steps.
    ///
    /// @param epoch   1 for the first, the warm start included
    /// @param loss    of the member that was trained with
    /// @param elbo    evidence lower bound of the data, in nats
    /// @param clipped share of clipped samples
    /// @param beyond  share of data above the threshold
    public record Figures(int epoch, double loss, double elbo, double clipped, double beyond) {}
}
