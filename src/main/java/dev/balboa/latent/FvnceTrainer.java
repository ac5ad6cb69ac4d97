package dev.balboa.latent;

import dev.balboa.checkpoint.Checkpoint;
import dev.balboa.checkpoint.CheckpointException;
import dev.balboa.data.Sampler;
import dev.balboa.loss.FullyVariationalNce;
import dev.balboa.loss.ScoringRule;
import dev.balboa.optim.Adam;
import dev.balboa.optim.Optimizer;
import dev.balboa.optim.Schedule;
import dev.balboa.tensor.Phase;
import dev.balboa.tensor.Scope;
import dev.balboa.tensor.Tensor;
import dev.balboa.train.Event;
import dev.balboa.train.Listener;
import dev.balboa.train.NonFiniteLossException;
import dev.balboa.train.Phases;
import dev.balboa.train.Step;
import dev.balboa.train.TrainingState;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/// A run of [FvnceTraining], which can be saved after each epoch and gone on with: the result is
/// that of a run without the interruption.
///
/// ```java
/// try (FvnceTrainer trainer = new FvnceTrainer(settings, objective, rows)) {
///     trainer.load(file);                               // or not
///     trainer.run(List.of(ClippedShareGuard.of(objective).after(settings.warmStartEpochs()),
///             event -> save(trainer, event)));
/// }
/// ```
///
/// The order of the rows is drawn from seed and epoch, as that of a loader is, so it needs no
/// state.
public final class FvnceTrainer implements AutoCloseable {

    private static final String EPOCHS = "epochs";
    private static final double NANOS = 1e9;

    private final FvnceTraining settings;
    private final Fvnce objective;
    private final Fvnce vae;
    private final Tensor rows;
    private final Sampler order;
    private Optimizer optimizer;
    private boolean warm;
    private int done;
    private boolean closed;

    /// A run before its first epoch.
    ///
    /// @param settings  how long and how
    /// @param objective its model is changed; borrowed
    /// @param rows      data `[N, D]`, at least one batch, on the model's device; borrowed
    /// @throws IllegalArgumentException when there are fewer rows than a batch has
    public FvnceTrainer(FvnceTraining settings, Fvnce objective, Tensor rows) {
        Check.rows("rows", rows);
        Check.atLeast("rows", rows.size(0), settings.batchSize());
        this.settings = settings;
        this.objective = Objects.requireNonNull(objective, "objective");
        this.rows = rows;
        double threshold = objective.loss().threshold();
        this.vae = objective.withLoss(new FullyVariationalNce(new ScoringRule.Vae(), threshold));
        this.order = new Sampler.Shuffled(Math.toIntExact(rows.size(0)), settings.seed());
    }

    /// Trains all epochs that are still to do.
    ///
    /// Each epoch's figures are `elbo`, `clipped`, `beyond` and, for an unnormalised model,
    /// `log_constant`, as [Fvnce] reports them.
    ///
    /// @param listeners called in this order for each event; let a [ClippedShareGuard] be among
    ///     them
    /// @throws NonFiniteLossException when a loss is NaN or infinite
    public void run(List<Listener> listeners) {
        int stepsPerEpoch = Math.toIntExact(rows.size(0) / settings.batchSize());
        int all = settings.warmStartEpochs() + settings.epochs();
        tell(listeners, new Event.Started(all, stepsPerEpoch, done));
        long start = System.nanoTime();
        objective.train();
        while (done < all) {
            Event epoch = epoch(done + 1, stepsPerEpoch, listeners);
            done++;
            tell(listeners, epoch);
        }
        tell(listeners, new Event.Finished((System.nanoTime() - start) / NANOS));
    }

    private static void tell(List<Listener> listeners, Event event) {
        listeners.forEach(listener -> listener.on(event));
    }

    private Event epoch(int number, int steps, List<Listener> listeners) {
        prepare(number);
        long start = System.nanoTime();
        int[] indices = order.order(number - 1);
        Map<String, Double> sums = new LinkedHashMap<>();
        double losses = 0;
        for (int i = 0; i < steps; i++) {
            int from = i * settings.batchSize();
            double loss =
                    step(
                            number,
                            Arrays.copyOfRange(indices, from, from + settings.batchSize()),
                            sums);
            losses += loss;
            long before = (long) (number - 1) * steps;
            tell(
                    listeners,
                    new Event.StepDone(number, before + i + 1, loss, settings.learningRate()));
        }
        sums.replaceAll((_, sum) -> sum / steps);
        double seconds = (System.nanoTime() - start) / NANOS;
        double rate = (double) steps * settings.batchSize() / seconds;
        return new Event.EpochDone(number, losses / steps, sums, seconds, rate, 0);
    }

    private double step(int epoch, int[] indices, Map<String, Double> sums) {
        try (Phase _ = Phase.open(Phases.STEP);
                Scope _ = Scope.open()) {
            Tensor index = Tensor.of(Arrays.stream(indices).asLongStream().toArray());
            Tensor batch = rows.indexSelect(0, index.to(rows.device()));
            Step step;
            double loss;
            try (Phase _ = Phase.open(Phases.FORWARD)) {
                step = (warm ? vae : objective).step(batch);
                loss = step.loss().item();
            }
            if (!Double.isFinite(loss)) {
                throw new NonFiniteLossException(
                        loss,
                        epoch,
                        "lower the learning rate, or leave out rows without density under the"
                                + " noise");
            }
            try (Phase _ = Phase.open(Phases.BACKWARD)) {
                step.loss().backward();
            }
            try (Phase _ = Phase.open(Phases.OPTIMIZER)) {
                optimizer.step();
                // a log-constant that keeps its value has a gradient that no optimiser drops
                objective.parameters().values().forEach(Tensor::zeroGrad);
            }
            step.metrics().forEach((name, value) -> sums.merge(name, value.item(), Double::sum));
            return loss;
        }
    }

    /// Moments of another member's gradients, of another scale, would mislead: the warm start has
    /// an optimiser of its own.
    private void prepare(int number) {
        boolean wanted = number <= settings.warmStartEpochs();
        if (optimizer != null && warm == wanted) {
            return;
        }
        closeOptimizer();
        warm = wanted;
        Map<String, Tensor> parameters = new LinkedHashMap<>(objective.parameters());
        if (warm) {
            parameters.keySet().removeIf(key -> key.startsWith("model.logConstant."));
        }
        Adam.Config config = Adam.Config.of(settings.learningRate());
        optimizer = Adam.of(config, parameters, new Schedule.Constant());
    }

    /// Epochs that are done, those of the warm start included.
    ///
    /// @return at least 0
    public int epochsDone() {
        return done;
    }

    /// Writes all that is needed to go on, between epochs.
    ///
    /// @param file  where to; replaced as a whole
    /// @param texts stored beside the tensors; `steps` and `epochs` are added to them
    /// @throws CheckpointException when the file cannot be written
    public void save(Path file, Map<String, String> texts) {
        if (closed) {
            throw new IllegalStateException("the trainer is closed: its optimiser's state is gone");
        }
        prepare(Math.max(1, done));
        Map<String, String> all = new LinkedHashMap<>(texts);
        all.put(EPOCHS, Integer.toString(done));
        TrainingState.save(file, objective, optimizer, all);
    }

    /// Brings the run to where a file was written.
    ///
    /// @param file what [#save] wrote, for the same rows, settings and parts of the objective
    /// @throws CheckpointException when the file cannot be read or does not fit
    public void load(Path file) {
        int epochs = epochs(file);
        prepare(Math.max(1, epochs));
        TrainingState.load(file, objective, optimizer);
        done = epochs;
    }

    /// The number of epochs that were done when a file was written.
    ///
    /// @param file what [#save] wrote
    /// @return at least 0
    /// @throws CheckpointException when the file is none of such a run
    public static int epochs(Path file) {
        String text = Checkpoint.metadata(file).get(EPOCHS);
        try {
            return Integer.parseInt(text == null ? "missing" : text);
        } catch (NumberFormatException e) {
            throw new CheckpointException(
                    file, "epochs: " + text + " (expected: the checkpoint of such a run)", e);
        }
    }

    /// Frees the optimiser's state. A second call does nothing.
    @Override
    public void close() {
        closed = true;
        closeOptimizer();
    }

    private void closeOptimizer() {
        if (optimizer != null) {
            optimizer.close();
            optimizer = null;
        }
    }
}
