package dev.balboa.data;

import dev.balboa.tensor.Phase;
import dev.balboa.tensor.Tensor;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Iterator;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.Queue;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/// The batches of one pass over a dataset, in order, made ahead by background threads.
///
/// Workers are at most `workers + 1` batches ahead; [#next()] gives the oldest to the thread that
/// calls it, and so to that thread's scope. What was made ahead and not given is freed when the
/// epoch is closed. Workers are daemon platform threads; they end when the epoch is closed, fails,
/// or has given its last batch. To be used by one thread at a time.
public final class Epoch implements Iterator<Batch>, AutoCloseable {

    /// Name of the phase in which [#next()] waits for a worker.
    public static final String WAIT_PHASE = "loader.wait";

    /// Name of the phase in which a worker makes the views of a batch.
    public static final String VIEWS_PHASE = "loader.views";

    private final ViewMaker maker;
    private final int[] order;
    private final int batches;
    private final int batchSize;
    private final ExecutorService workers;
    private final Queue<Future<ViewMaker.Made>> ahead = new ArrayDeque<>();
    private int submitted;
    private int given;
    private boolean closed;

    Epoch(ViewMaker maker, int[] order, int batches, LoaderOptions options) {
        this.maker = maker;
        this.order = order;
        this.batches = batches;
        this.batchSize = options.batchSize();
        this.workers =
                Executors.newFixedThreadPool(
                        options.workers(),
                        Thread.ofPlatform().daemon().name("balboa-loader-", 0).factory());
        for (int i = 0; i <= options.workers(); i++) {
            submit();
        }
    }

    private void submit() {
        if (submitted < batches) {
            int from = submitted++ * batchSize;
            int[] indices =
                    Arrays.copyOfRange(order, from, Math.min(from + batchSize, order.length));
            ahead.add(workers.submit(() -> maker.make(indices)));
        }
    }

    /// Whether a batch is left. False after [#close()].
    @Override
    public boolean hasNext() {
        return !closed && given < batches;
    }

    /// The next batch; waits until it is made. The caller owns its tensors.
    ///
    /// @throws NoSuchElementException when none is left
    /// @throws DataException naming the image that could not be loaded; the epoch is closed then
    @Override
    public Batch next() {
        if (!hasNext()) {
            throw new NoSuchElementException(
                    closed ? "the epoch is closed" : "all " + batches + " batches were given");
        }
        ViewMaker.Made made = await();
        given++;
        submit();
        if (given == batches) {
            workers.shutdown();
        }
        return batch(made);
    }

    private ViewMaker.Made await() {
        try (Phase _ = Phase.open(WAIT_PHASE)) {
            // taken out only when it is there, so that closing finds and frees it
            ViewMaker.Made made = ahead.element().get();
            ahead.remove();
            return made;
        } catch (InterruptedException e) {
            close();
            Thread.currentThread().interrupt();
            throw new DataException(
                    "interrupted while waiting for a batch (the epoch is closed)", e);
        } catch (ExecutionException e) {
            close();
            throw Failures.rethrown(e);
        }
    }

    /// Second handles, of this thread's scope, in place of the worker's; freed if a later one
    /// fails.
    private static Batch batch(ViewMaker.Made made) {
        List<Tensor> views = new ArrayList<>();
        try (made) {
            made.views().forEach(view -> views.add(view.detach()));
            return new Batch(views, Tensor.of(made.labels()), made.indices());
        } catch (RuntimeException | Error e) {
            views.forEach(Tensor::close);
            throw e;
        }
    }

    /// Stops the workers and waits until they have ended. Batches already given are not touched. A
    /// second call does nothing.
    @Override
    public void close() {
        closed = true;
        workers.shutdownNow();
        workers.close();
        for (Future<ViewMaker.Made> batch : ahead) {
            if (batch.state() == Future.State.SUCCESS) {
                batch.resultNow().close();
            }
        }
        ahead.clear();
    }
}
