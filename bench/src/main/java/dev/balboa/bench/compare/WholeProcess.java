package dev.balboa.bench.compare;

import java.util.List;
import java.util.Map;

/// A command that is measured from its start to its end.
///
/// @param label who is measured
/// @param command of the process
/// @param environment what its environment has beside the caller's
record WholeProcess(String label, List<String> command, Map<String, String> environment) {
    WholeProcess(String label, List<String> command) {
        this(label, command, Map.of());
    }
}
