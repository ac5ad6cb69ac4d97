package dev.balboa.cli;

import dev.balboa.data.ContactSheet;
import dev.balboa.data.Image;
import dev.balboa.data.ImageDataset;
import dev.balboa.eval.KnnProbe;
import dev.balboa.nn.Layer;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/// A picture of what an encoder finds alike: one row per class, a test image and its nearest train
/// images before training, then the same after training.
final class NeighbourPicture {
    private static final int MOST_ROWS = 10;
    private static final int NEIGHBOURS = 7;
    private static final int SCALE = 2;

    private final KnnProbe probe;
    private final ImageDataset bank;
    private final ImageDataset queries;
    private final long[] chosen;
    private long[][] before;

    /// @param probe   finds the neighbours
    /// @param bank    the train images
    /// @param queries the test images
    NeighbourPicture(KnnProbe probe, ImageDataset bank, ImageDataset queries) {
        this.probe = probe;
        this.bank = bank;
        this.queries = queries;
        this.chosen = firstOfEachClass(queries);
    }

    private static long[] firstOfEachClass(ImageDataset images) {
        List<Long> first = new ArrayList<>();
        List<Integer> seen = new ArrayList<>();
        for (int i = 0; i < images.size() && first.size() < MOST_ROWS; i++) {
            if (seen.contains(images.label(i))) {
                continue;
            }
            seen.add(images.label(i));
            first.add((long) i);
        }
        return first.stream().mapToLong(Long::longValue).toArray();
    }

    /// Finds the neighbours before training.
    void before(Layer encoder) {
        before = probe.neighbours(encoder, chosen, neighbours());
    }

    /// Finds them after training, and writes the picture.
    ///
    /// @param file a PNG
    void write(Layer encoder, Path file) {
        long[][] after = probe.neighbours(encoder, chosen, neighbours());
        List<Image> cells = new ArrayList<>();
        for (int row = 0; row < chosen.length; row++) {
            addRow(cells, row, before[row]);
            addRow(cells, row, after[row]);
        }
        ContactSheet.write(file, cells, 2 * (1 + neighbours()), SCALE);
    }

    private void addRow(List<Image> cells, int row, long[] neighbours) {
        cells.add(queries.image((int) chosen[row]));
        for (long neighbour : neighbours) {
            cells.add(bank.image((int) neighbour));
        }
    }

    private int neighbours() {
        return Math.min(NEIGHBOURS, bank.size());
    }
}
