package dev.balboa.latent;

import dev.balboa.train.Event;
import dev.balboa.train.Listener;

/// Ends a run of an unnormalised model after an epoch in which more than a tenth of the samples, in
/// the mean over its steps, were above the threshold of the clip.
///
/// Both shares that [dev.balboa.loss.FullyVariationalNce.Value] has count: scores that were
/// changed, and data whose density ratio no clipped noise term can hold. A normalised model is
/// never ended: its scale is fixed, and the clip only weakens the noise term.
public final class ClippedShareGuard implements Listener {

    /// The largest share that is borne.
    public static final double MOST = 0.1;

    private final boolean normalised;

    private ClippedShareGuard(boolean normalised) {
        this.normalised = normalised;
    }

    /// The guard of a run.
    ///
    /// @param objective that is trained
    /// @return a listener for its trainer
    public static ClippedShareGuard of(Fvnce objective) {
        return new ClippedShareGuard(objective.model().logConstant().isEmpty());
    }

    /// Looks at the shares of each epoch.
    ///
    /// @param event of the run
    /// @throws ClippedShareException after an epoch with too large a share
    @Override
    public void on(Event event) {
        if (event instanceof Event.EpochDone epoch) {
            double clipped = epoch.metrics().getOrDefault(Fvnce.CLIPPED, 0.0);
            double beyond = epoch.metrics().getOrDefault(Fvnce.BEYOND, 0.0);
            check(epoch.epoch(), Math.max(clipped, beyond));
        }
    }

    void check(int epoch, double share) {
        if (!normalised && share > MOST) {
            throw new ClippedShareException(epoch, share, MOST);
        }
    }
}
