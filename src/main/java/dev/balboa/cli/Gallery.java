package dev.balboa.cli;

import dev.balboa.data.ImageDataset;
import dev.balboa.eval.FeatureSplits;
import dev.balboa.eval.Features;
import dev.balboa.eval.KnnSweep;
import dev.balboa.eval.Tsne;
import dev.balboa.nn.Layer;
import dev.balboa.tensor.Device;
import dev.balboa.tensor.Functional;
import dev.balboa.tensor.Scope;
import dev.balboa.tensor.Tensor;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.stream.IntStream;

/// What an encoder makes of some images: the nearest among the train images of a few, one of each
/// class, and a map of more of them.
///
/// The images asked about are those of the test split, or train images where there is no other
/// split. It looks at the features that the scores are taken from, so that a run encodes its images
/// once before training and once after.
final class Gallery {

    private static final int MOST_KNOWN = 5_000;
    private static final int MOST_PLACES = 500;
    private static final int MOST_ROWS = 10;
    private static final int NEIGHBOURS = 7;
    private static final long CHOICE = 0;

    private final ImageDataset known;
    private final ImageDataset asked;
    private final List<Integer> shown;
    private final List<Integer> rows;

    private Gallery(ImageDataset known, ImageDataset asked) {
        this.known = known;
        this.asked = asked;
        this.shown = sample(asked.size());
        this.rows = firstOfEachClass(asked);
    }

    /// A gallery of all images that are scored, or of at most 5,000 where none are.
    static Gallery of(Images images, boolean scored) {
        ImageDataset known = scored ? images.train() : images.train().limit(MOST_KNOWN, CHOICE);
        return new Gallery(known, images.test().orElse(known));
    }

    /// Encodes the images where no score does. In the current scope.
    FeatureSplits features(Images images, Layer encoder, Device device) {
        Features bank = Features.of(encoder, images.evaluation(known), device);
        return asked == known
                ? new FeatureSplits(bank, bank)
                : new FeatureSplits(bank, Features.of(encoder, images.evaluation(asked), device));
    }

    /// At most 500 places of `size`, ascending, the same at every call: drawn, since images may be
    /// sorted by class or have it by turns, so that the first ones or every n-th would be of few.
    static List<Integer> sample(int size) {
        List<Integer> places = new ArrayList<>(IntStream.range(0, size).boxed().toList());
        Collections.shuffle(places, new Random(CHOICE));
        return places.stream().limit(MOST_PLACES).sorted().toList();
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

    /// The images asked about that are on the map.
    List<Integer> shown() {
        return shown;
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

    /// Looks at the features of the known images and of those asked about.
    Look look(FeatureSplits features) {
        try (Scope _ = Scope.open()) {
            Tensor bank = features.train().values();
            Tensor queries = features.test().values();
            return new Look(neighbours(bank, queries), places(chosen(queries, shown)));
        }
    }

    private static Tensor chosen(Tensor queries, List<Integer> places) {
        long[] indices = places.stream().mapToLong(Integer::longValue).toArray();
        return queries.indexSelect(0, Tensor.of(indices).to(queries.device()));
    }

    private List<List<Integer>> neighbours(Tensor bank, Tensor queries) {
        // one more than shown: an image may find itself
        int count = Math.min(NEIGHBOURS + 1, known.size());
        long[] nearest = KnnSweep.nearest(bank, chosen(queries, rows), count).toLongArray();
        List<List<Integer>> found = new ArrayList<>();
        for (int row = 0; row < rows.size(); row++) {
            String self = asked.name(rows.get(row));
            found.add(
                    Arrays.stream(nearest, row * count, (row + 1) * count)
                            .mapToInt(Math::toIntExact)
                            .filter(place -> !known.name(place).equals(self))
                            .limit(NEIGHBOURS)
                            .boxed()
                            .toList());
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
                        .map(Functional.normalize(queries, 2, 1, 1e-12))
                        .flatten(0, 1)
                        .toDoubleArray();
        List<double[]> places = new ArrayList<>();
        for (int i = 0; i < flat.length; i += 2) {
            places.add(new double[] {flat[i], flat[i + 1]});
        }
        return places;
    }
}
