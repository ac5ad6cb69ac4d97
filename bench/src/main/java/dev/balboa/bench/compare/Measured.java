package dev.balboa.bench.compare;

import java.util.List;
import java.util.SortedMap;

/// The outcome of a suite.
///
/// @param rows in the order they are shown
/// @param versions what took part, by the name used in the rows
record Measured(List<Row> rows, SortedMap<String, String> versions) {}
