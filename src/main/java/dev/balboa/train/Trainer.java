package dev.balboa.train;

import dev.balboa.autograd.Autocast;
import dev.balboa.data.Batch;
import dev.balboa.data.Epoch;
import dev.balboa.data.Loader;
import dev.balboa.optim.Optimizer;
import dev.balboa.tensor.DType;
import dev.balboa.tensor.Device;
import dev.balboa.tensor.Phase;
import dev.balboa.tensor.Scope;
import java.util.List;
import java.util.Objects;
import java.util.Optional;

/// The training loop.
///
/// ```java
/// Trainer trainer = new Trainer(new Trainer.Config(20, Device.CPU, Optional.empty()), listeners);
/// trainer.run(objective, loader, optimizer);
/// ```
///
/// The same objective, loader and optimiser give the same weights, whatever the number of worker
/// threads.
public final class Trainer {

    private final Config config;
    private final List<Listener> listeners;

    /// A loop that reports to listeners.
    ///
    /// @param config    how long, where, and in which precision
    /// @param listeners called in this order for each event
    public Trainer(Config config, List<Listener> listeners) {
        this.config = Objects.requireNonNull(config, "config");
        this.listeners = List.copyOf(listeners);
    }

    /// Trains until the configured number of epochs is done. An optimiser that has taken steps
    /// already, as one that [TrainingState#load] filled has, goes on after the epochs that these
    /// amount to.
    ///
    /// @param objective what to minimise; already on the device
    /// @param loader    gives batches with as many views as the objective takes
    /// @param optimizer over all parameters of the objective
    /// @throws NonFiniteLossException   when a loss, or a weight after an epoch, is NaN or infinite
    /// @throws IllegalArgumentException when the loader has no batch, or the steps taken are no
    ///     whole number of epochs
    public void run(Objective objective, Loader loader, Optimizer optimizer) {
        requireBatches(loader);
        int done = epochsDone(loader, optimizer);
        emit(new Event.Started(config.epochs(), loader.batchesPerEpoch(), done));
        long start = System.nanoTime();
        for (int epoch = done + 1; epoch <= config.epochs(); epoch++) {
            emit(runEpoch(epoch, objective, loader, optimizer));
        }
        emit(new Event.Finished((System.nanoTime() - start) / 1e9));
    }

    private Event runEpoch(int number, Objective objective, Loader loader, Optimizer optimizer) {
        objective.train();
        EpochMeter meter = new EpochMeter(number);
        // epochs of a loader count from 0; each has its own order and augmentations
        try (Epoch batches = loader.epoch(number - 1)) {
            while (batches.hasNext()) {
                try (Scope _ = Scope.open()) {
                    emit(runStep(objective, batches, optimizer, meter));
                }
            }
        }
        requireFinite(objective, number, optimizer);
        return meter.done();
    }

    private Event runStep(
            Objective objective, Epoch batches, Optimizer optimizer, EpochMeter meter) {
        try (Phase _ = Phase.open(Phases.STEP)) {
            Batch batch = transfer(meter.timeWait(batches::next));
            double rate = optimizer.learningRate(optimizer.groups().getFirst());
            Step step;
            double loss;
            try (Phase _ = Phase.open(Phases.FORWARD)) {
                step = forward(objective, batch);
                loss = step.loss().item(); // waits for the device
            }
            if (!Double.isFinite(loss)) {
                throw new NonFiniteLossException(loss, meter.epoch(), optimizer.steps() + 1, rate);
            }
            try (Phase _ = Phase.open(Phases.BACKWARD)) {
                step.loss().backward();
            }
            try (Phase _ = Phase.open(Phases.OPTIMIZER)) {
                optimizer.step();
                optimizer.zeroGrad();
            }
            meter.add(batch.size(), loss, step.metrics());
            return new Event.StepDone(meter.epoch(), optimizer.steps(), loss, rate);
        }
    }

    private Batch transfer(Batch batch) {
        try (Phase _ = Phase.open(Phases.TRANSFER)) {
            return batch.to(config.device());
        }
    }

    /// No loss of this epoch has seen what its last step made.
    private static void requireFinite(Objective objective, int epoch, Optimizer optimizer) {
        objective
                .parameters()
                .forEach(
                        (name, parameter) -> {
                            try (Scope _ = Scope.open()) {
                                if (!parameter.detach().isfinite().all().itemBoolean()) {
                                    throw new NonFiniteLossException(
                                            name,
                                            epoch,
                                            optimizer.learningRate(optimizer.groups().getFirst()));
                                }
                            }
                        });
    }

    private Step forward(Objective objective, Batch batch) {
        return config.precision()
                .map(dtype -> Autocast.on(config.device(), dtype).call(() -> objective.step(batch)))
                .orElseGet(() -> objective.step(batch));
    }

    private static void requireBatches(Loader loader) {
        if (loader.batchesPerEpoch() < 1) {
            throw new IllegalArgumentException(
                    "loader: no batch per epoch (expected: a batch size of at most the number of"
                            + " images)");
        }
    }

    private static int epochsDone(Loader loader, Optimizer optimizer) {
        int perEpoch = loader.batchesPerEpoch();
        if (optimizer.steps() % perEpoch != 0) {
            throw new IllegalArgumentException(
                    "steps: %d taken (expected: a multiple of the %d steps of an epoch)"
                            .formatted(optimizer.steps(), perEpoch));
        }
        return Math.toIntExact(optimizer.steps() / perEpoch);
    }

    private void emit(Event event) {
        listeners.forEach(listener -> listener.on(event));
    }

    /// How long, where, and in which precision to train.
    ///
    /// @param epochs    passes over the data, at least 1
    /// @param device    where the objective is
    /// @param precision type that autocast computes in; empty for the parameters' own
    public record Config(int epochs, Device device, Optional<DType> precision) {

        /// Checks the range.
        ///
        /// @throws IllegalArgumentException when `epochs` is below 1
        public Config {
            if (epochs < 1) {
                throw new IllegalArgumentException("epochs: " + epochs + " (expected: >= 1)");
            }
            Objects.requireNonNull(device, "device");
            Objects.requireNonNull(precision, "precision");
        }
    }
}
