package dev.balboa.cli;

import dev.balboa.data.ImageDataset;
import dev.balboa.data.Loader;
import dev.balboa.eval.Features;
import dev.balboa.eval.Tsne;
import dev.balboa.nn.Layer;
import dev.balboa.tensor.Device;
import dev.balboa.tensor.Functional;
import dev.balboa.tensor.Scope;
import dev.balboa.tensor.Tensor;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/// What an encoder makes of some images: the nearest among the train images of a few, one of each
/// class, and a map of more of them.
///
/// The images asked about are those of the test split, or train images where there is no other
/// split.
final class Gallery {

    private static final int MOST_KNOWN = 5_000;
    private static final int MOST_PLACES = 500;
    private static final int MOST_ROWS = 10;
    private static final int NEIGHBOURS = 7;
    private static final long CHOICE = 0;

    private final ImageDataset known;
    private final ImageDataset asked;
    private final Loader knownLoader;
    private final Loader askedLoader;
    private final Device device;
    private final List<Integer> rows;

    private Gallery(
            ImageDataset known,
            ImageDataset asked,
            Loader knownLoader,
            Loader askedLoader,
            Device device) {
        this.known = known;
        this.asked = asked;
        this.knownLoader = knownLoader;
        this.askedLoader = askedLoader;
        this.device = device;
        this.rows = firstOfEachClass(asked);
    }

    /// A gallery of at most 5,000 train images and 500 to ask about.
    static Gallery of(Images images, Device device) {
        ImageDataset known = images.train().limit(MOST_KNOWN, CHOICE);
        ImageDataset asked = images.test().orElse(known).limit(MOST_PLACES, CHOICE);
        return new Gallery(
                known, asked, images.evaluation(known), images.evaluation(asked), device);
    }

    private static List<Integer> firstOfEachClass(ImageDataset images) {
        boolean labelled = !images.classNames().isEmpty();
        Set<Integer> seen = new HashSet<>();
        List<Integer> first = new ArrayList<>();
        for (int i = 0; i < images.size() && first.size() < MOST_ROWS; i++) {
            if (!labelled || seen.add(images.label(i))) {
                first.add(i);
            }
        }
        return first;
    }

    ImageDataset known() {
        return known;
    }

    ImageDataset asked() {
        return asked;
    }

    /// The images asked about whose neighbours are shown.
    List<Integer> rows() {
        return rows;
    }

    /// What an encoder makes of the images.
    ///
    /// @param neighbours places among the known images, one list per row, nearest first
    /// @param places     two coordinates per image asked about; none where there are too few images
    record Look(List<List<Integer>> neighbours, List<double[]> places) {}

    /// Encodes the images and looks.
    Look look(Layer encoder) {
        try (Scope _ = Scope.open()) {
            Tensor bank = normalised(Features.of(encoder, knownLoader, device).values());
            Tensor queries = normalised(Features.of(encoder, askedLoader, device).values());
            return new Look(neighbours(bank, queries), places(queries));
        }
    }

    private static Tensor normalised(Tensor rows) {
        return Functional.normalize(rows, 2, 1, 1e-12);
    }

    private List<List<Integer>> neighbours(Tensor bank, Tensor queries) {
        // one more than shown: an image may find itself
        int count = Math.min(NEIGHBOURS + 1, known.size());
        List<List<Integer>> found = new ArrayList<>();
        for (int row : rows) {
            long[] nearest =
                    queries.narrow(0, row, 1)
                            .matmul(bank.t())
                            .topk(count, 1, true, true)
                            .get(1)
                            .flatten(0, 1)
                            .toLongArray();
            List<Integer> others = new ArrayList<>();
            for (long place : nearest) {
                boolean itself = known.name((int) place).equals(asked.name(row));
                if (!itself && others.size() < NEIGHBOURS) {
                    others.add((int) place);
                }
            }
            found.add(others);
        }
        return found;
    }

    private static List<double[]> places(Tensor queries) {
        // as many neighbours as a few hundred images have of a kind, fewer where there are fewer
        double perplexity = Math.min(30, Math.floor(queries.size(0) / 3.0));
        if (perplexity < 2) {
            return List.of();
        }
        double[] flat =
                new Tsne(perplexity, Tsne.defaults().steps())
                        .map(queries)
                        .flatten(0, 1)
                        .toDoubleArray();
        List<double[]> places = new ArrayList<>();
        for (int i = 0; i < flat.length; i += 2) {
            places.add(new double[] {flat[i], flat[i + 1]});
        }
        return places;
    }
}
