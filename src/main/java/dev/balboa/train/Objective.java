package dev.balboa.train;

import dev.balboa.data.Batch;
import dev.balboa.nn.Module;
import dev.balboa.optim.ParameterGroup;
import dev.balboa.optim.Schedule;
import dev.balboa.tensor.Generator;
import java.util.List;
import java.util.Map;

/// What the loop minimises: a tree of modules with a loss on views.
public interface Objective extends Module {

    /// Number of views of each image that [#step] takes.
    ///
    /// @return at least 1
    int views();

    /// The loss of one batch.
    ///
    /// @param batch with as many views as [#views()], on the objective's device
    /// @return the loss, and figures to report with it
    Step step(Batch batch);

    /// The sources of the objective's own random choices, by name. Their states belong to a
    /// checkpoint: a run that is resumed draws what the uninterrupted one would have drawn.
    ///
    /// @return none unless overridden
    default Map<String, Generator> generators() {
        return Map.of();
    }

    /// The parameters in groups: a partition of [#parameters()].
    ///
    /// @param schedule of the run; a group may keep to another
    /// @return at least one group
    List<ParameterGroup> groups(Schedule schedule);
}
