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
    private final int spared;
    private boolean aboveBefore;

    private ClippedShareGuard(boolean normalised, int spared) {
        this.normalised = normalised;
        this.spared = spared;
    }

    /// The guard of a run.
    ///
    /// @param objective that is trained
    /// @return a listener for its trainer
    public static ClippedShareGuard of(Fvnce objective) {
        return new ClippedShareGuard(objective.model().logConstant().isEmpty(), 0);
    }

    /// The same without the first epochs: those of a warm start, in which a log-constant keeps its
    /// value.
    ///
    /// @param epochs that are not looked at, at least 0
    /// @return a copy
    public ClippedShareGuard after(int epochs) {
        Check.atLeast("epochs", epochs, 0);
        return new ClippedShareGuard(normalised, epochs);
    }

    /// Looks at the shares of each epoch.
    ///
    /// @param event of the run
    /// @throws ClippedShareException after a second epoch in a row with too large a share
    @Override
    public void on(Event event) {
        if (!normalised && event instanceof Event.EpochDone epoch && epoch.epoch() > spared) {
            double clipped = epoch.metrics().getOrDefault(Fvnce.CLIPPED, 0.0);
            double beyond = epoch.metrics().getOrDefault(Fvnce.BEYOND, 0.0);
            double share = Math.max(clipped, beyond);
            boolean above = share > MOST;
            if (above && aboveBefore) {
                throw new ClippedShareException(epoch.epoch(), share, MOST);
            }
            aboveBefore = above;
        }
    }
}
