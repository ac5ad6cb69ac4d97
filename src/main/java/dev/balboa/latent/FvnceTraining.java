package dev.balboa.latent;

import dev.balboa.loss.ScoringRule;
import dev.balboa.tensor.Tensor;
import dev.balboa.train.Event;
import dev.balboa.train.NonFiniteLossException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/// Trains a latent-variable model on a table in memory: Adam on shuffled batches, first a warm
/// start with the VAE member, then the objective's own. [FvnceTrainer] is the run itself, which can
/// be stopped and gone on with. (Images on disk go through [dev.balboa.train.Trainer], with a
/// [ClippedShareGuard].)
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
    /// @throws NonFiniteLossException   when a loss is NaN or infinite
    public List<Figures> run(Fvnce objective, Tensor rows) {
        List<Figures> figures = new ArrayList<>();
        try (FvnceTrainer trainer = new FvnceTrainer(this, objective, rows)) {
            trainer.run(
                    List.of(
                            event -> {
                                if (event instanceof Event.EpochDone epoch) {
                                    figures.add(Figures.of(epoch));
                                }
                            },
                            ClippedShareGuard.of(objective).after(warmStartEpochs)));
        }
        return List.copyOf(figures);
    }

    /// Figures of one epoch, each the mean over its steps.
    ///
    /// @param epoch   1 for the first, the warm start included
    /// @param loss    of the member that was trained with
    /// @param elbo    evidence lower bound of the data, in nats
    /// @param clipped share of clipped samples
    /// @param beyond  share of data above the threshold
    public record Figures(int epoch, double loss, double elbo, double clipped, double beyond) {

        private static Figures of(Event.EpochDone epoch) {
            Map<String, Double> metrics = epoch.metrics();
            return new Figures(
                    epoch.epoch(),
                    epoch.loss(),
                    metrics.get(Fvnce.ELBO),
                    metrics.get(Fvnce.CLIPPED),
                    metrics.get(Fvnce.BEYOND));
        }
    }
}
