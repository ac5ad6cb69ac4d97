package dev.balboa.tensor;

import jdk.jfr.Category;
import jdk.jfr.Description;
import jdk.jfr.Event;
import jdk.jfr.Label;
import jdk.jfr.Name;
import jdk.jfr.StackTrace;

/// A [Phase] as the Java Flight Recorder sees it.
@Name(Phase.JFR_EVENT)
@Label("Phase")
@Category("Balboa")
@Description("A named stretch of a program, such as a step's forward pass")
@StackTrace(false)
final class PhaseEvent extends Event {
    @Label("Name")
    private String name;

    /// One that begins now, or null where no recording wants it.
    static PhaseEvent begun(String name) {
        PhaseEvent event = new PhaseEvent();
        if (!event.isEnabled()) {
            return null;
        }
        event.name = name;
        event.begin();
        return event;
    }
}
