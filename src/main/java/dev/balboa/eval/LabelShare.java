package dev.balboa.eval;

import dev.balboa.tensor.Tensor;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;

/// A share of the labelled rows, for probes that learn from few labels: of each class the same
/// share, at least one row.
///
/// @param share of each class, within `(0, 1]`
/// @param seed  of the choice
public record LabelShare(double share, long seed) {

    /// Checks the range.
    ///
    /// @throws IllegalArgumentException when `share` is not within `(0, 1]`
    public LabelShare {
        if (!(share > 0 && share <= 1)) {
            throw new IllegalArgumentException("share: " + share + " (expected: within (0, 1])");
        }
    }

    /// Chooses rows.
    ///
    /// @param all labelled features
    /// @return the chosen rows in their order, in the current scope; all of them for a share of 1
    /// @throws IllegalArgumentException when a label is missing
    public Features of(Features all) {
        all.requireLabels("features");
        if (share == 1) {
            return all;
        }
        Random random = new Random(seed);
        List<Integer> chosen = new ArrayList<>();
        for (int c = 0; c < all.classes(); c++) {
            int label = c;
            List<Integer> rows =
                    new ArrayList<>(
                            IntStream.range(0, all.labels().length)
                                    .filter(i -> all.labels()[i] == label)
                                    .boxed()
                                    .toList());
            Collections.shuffle(rows, random);
            long kept = Math.max(1, Math.round(share * rows.size()));
            chosen.addAll(rows.subList(0, (int) Math.min(kept, rows.size())));
        }
        Collections.sort(chosen);
        long[] index = chosen.stream().mapToLong(Integer::longValue).toArray();
        long[] labels = chosen.stream().mapToLong(i -> all.labels()[i]).toArray();
        Tensor rows = Tensor.of(index).to(all.values().device());
        return new Features(all.values().indexSelect(0, rows), labels);
    }
}
