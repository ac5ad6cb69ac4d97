package dev.balboa.nn;

import java.util.List;

/// The keys that did not pair up when a state was loaded with
/// [Module#loadMatchingKeys(java.util.Map)].
///
/// @param missingKeys    keys of the module without a value in the state, sorted; they keep their
///     values
/// @param unexpectedKeys keys of the state that the module does not have, sorted; they were ignored
public record IncompatibleKeys(List<String> missingKeys, List<String> unexpectedKeys) {

    /// Copies the lists.
    public IncompatibleKeys {
        missingKeys = List.copyOf(missingKeys);
        unexpectedKeys = List.copyOf(unexpectedKeys);
    }

    /// Whether every key paired up.
    ///
    /// @return true when the strict form would have loaded the same
    public boolean isEmpty() {
        return missingKeys.isEmpty() && unexpectedKeys.isEmpty();
    }
}
