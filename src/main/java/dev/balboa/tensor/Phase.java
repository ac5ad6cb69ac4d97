package dev.balboa.tensor;

import dev.balboa.internal.ffm.ProfileAbi;
import jdk.jfr.FlightRecorder;

/// A stretch of a program that has a name in profiles: PyTorch's `torch.profiler.record_function`.
///
/// ```java
/// try (Phase _ = Phase.open("forward")) {
///     loss = model.step(batch);
/// }
/// ```
///
/// While a [Profiler] records, it is an event of the profile; while the Java Flight Recorder does,
/// it is an event `dev.balboa.Phase` there. Otherwise it costs some nanoseconds. To be closed on
/// the thread that opened it, the innermost first.
public final class Phase implements AutoCloseable {

    /// The name of the Flight Recorder's events, with a field `name`.
    public static final String JFR_EVENT = "dev.balboa.Phase";

    private static final Phase UNRECORDED = new Phase(null, 0);

    private final PhaseEvent event;
    private long handle;

    private Phase(PhaseEvent event, long handle) {
        this.event = event;
        this.handle = handle;
    }

    /// Begins a phase.
    ///
    /// @param name the same for what is to be summed
    /// @return to be closed where it ends
    public static Phase open(String name) {
        PhaseEvent event = inFlight(name);
        if (event == null && !Profiler.isRunning()) {
            return UNRECORDED;
        }
        return new Phase(event, Profiler.isRunning() ? enter(name) : 0);
    }

    /// Has the recorder learn the class of its events, which takes some milliseconds.
    static void prepare() {
        inFlight("");
    }

    private static PhaseEvent inFlight(String name) {
        // an event starts the recorder up, which takes some 0.3 s
        return FlightRecorder.isInitialized() ? PhaseEvent.begun(name) : null;
    }

    private static long enter(String name) {
        ThreadState state = ThreadState.current();
        Errors.check(ProfileAbi.phaseEnter(name, state.outAddress), "Phase.open");
        return state.out(0);
    }

    /// Ends it. A second call does nothing.
    @Override
    public void close() {
        if (handle != 0) {
            ProfileAbi.phaseExit(handle);
            handle = 0;
        }
        if (event != null) {
            event.commit();
        }
    }
}
