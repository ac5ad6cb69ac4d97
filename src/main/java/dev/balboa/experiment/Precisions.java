package dev.balboa.experiment;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/// How little each latent varies within a positive pair: the true diagonal metric `Λ`, largest
/// where it varies least.
public enum Precisions {
    /// From 5 to 25 in even steps. All differ, so each latent can be identified up to its sign.
    LINEAR {
        @Override
        public List<Double> of(int dims) {
            List<Double> values = new ArrayList<>();
            for (int j = 0; j < dims; j++) {
                values.add(LOW + (HIGH - LOW) * j / (dims - 1));
            }
            return List.copyOf(values);
        }
    },

    /// 25 for the first half, 5 for the others. Only the two halves can be told apart, within each
    /// a rotation stays free.
    BIMODAL {
        @Override
        public List<Double> of(int dims) {
            List<Double> values = new ArrayList<>(Collections.nCopies(dims / 2, HIGH));
            values.addAll(Collections.nCopies(dims - dims / 2, LOW));
            return List.copyOf(values);
        }
    };

    private static final double LOW = 5;
    private static final double HIGH = 25;

    /// The precisions of so many latents.
    ///
    /// @param dims at least 2
    /// @return `dims` values
    public abstract List<Double> of(int dims);

    /// The same values with the two halves riffled like cards: first of the first half, first of
    /// the second, and so on. Of [#BIMODAL] it makes 25, 5, 25, 5, …: a second augmentation that
    /// splits the latents into halves of its own, so that the two together tell quarters apart.
    ///
    /// @param values in order
    /// @return a permutation of them
    public static List<Double> riffled(List<Double> values) {
        int half = values.size() / 2;
        List<Double> riffled = new ArrayList<>();
        for (int j = 0; j < values.size() - half; j++) {
            if (j < half) {
                riffled.add(values.get(j));
            }
            riffled.add(values.get(half + j));
        }
        return List.copyOf(riffled);
    }
}
