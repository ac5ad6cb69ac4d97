package dev.balboa.latent;

/// Training of an unnormalised model was stopped, because too many samples were above the threshold
/// of the clip for its log-constant to mean anything.
public final class ClippedShareException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    private final double share;

    ClippedShareException(int epoch, double share, double most) {
        super(
                ("%.1f %% of the samples were above the clip's threshold in epoch %d"
                                + " (expected: at most %.0f %% for a model with a log-constant,"
                                + " which grows without end otherwise; take noise nearer to the"
                                + " data, a higher threshold, or a normalised model)")
                        .formatted(100 * share, epoch, 100 * most));
        this.share = share;
    }

    /// The share of the epoch that ended the run.
    ///
    /// @return within `[0, 1]`
    public double share() {
        return share;
    }
}
