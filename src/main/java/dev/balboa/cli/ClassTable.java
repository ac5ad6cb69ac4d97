package dev.balboa.cli;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.balboa.eval.ConfusionMatrix;
import java.util.List;
import java.util.Map;

/// Accuracies per class, and what was taken for what. In the results a class without test images
/// has null.
///
/// @param classNames in the order of the labels
/// @param console    where people read
/// @param results    what `--json` prints
record ClassTable(List<String> classNames, Console console, ObjectNode results) {

    /// More classes than this are for `--json` only.
    private static final int MOST_ROWS = 20;

    private static final int WIDTH = 22;

    /// @param prefix    of the keys
    /// @param matrices  by the name of the probe
    /// @param confusion whether to show the matrices too
    void show(String prefix, Map<String, ConfusionMatrix> matrices, boolean confusion) {
        matrices.forEach((probe, matrix) -> record(prefix + probe, matrix, confusion));
        if (classNames.size() > MOST_ROWS) {
            console.say("%d classes: see --json for each", classNames.size());
            return;
        }
        StringBuilder head = new StringBuilder(name("accuracy per class"));
        matrices.keySet().forEach(probe -> head.append("%10s".formatted(probe)));
        console.say("%s", head);
        for (int i = 0; i < classNames.size(); i++) {
            StringBuilder row = new StringBuilder(name("  " + classNames.get(i)));
            for (ConfusionMatrix matrix : matrices.values()) {
                row.append(share(accuracy(matrix, i)));
            }
            console.say("%s", row);
        }
        if (confusion) {
            matrices.forEach(this::sayConfusion);
        }
    }

    private void record(String key, ConfusionMatrix matrix, boolean confusion) {
        ObjectNode perClass = results.putObject(key + "_per_class");
        for (int i = 0; i < classNames.size(); i++) {
            double accuracy = accuracy(matrix, i);
            if (Double.isNaN(accuracy)) {
                perClass.putNull(classNames.get(i));
            } else {
                perClass.put(classNames.get(i), accuracy);
            }
        }
        if (confusion) {
            ArrayNode rows = results.putArray(key + "_confusion");
            for (long[] counts : matrix.counts()) {
                ArrayNode row = rows.addArray();
                for (long count : counts) {
                    row.add(count);
                }
            }
        }
    }

    private void sayConfusion(String probe, ConfusionMatrix matrix) {
        console.say("%s: rows are true classes, columns predicted ones in the same order", probe);
        for (int i = 0; i < matrix.classes(); i++) {
            StringBuilder row = new StringBuilder(name("  " + classNames.get(i)));
            for (long count : matrix.counts()[i]) {
                row.append("%6d".formatted(count));
            }
            console.say("%s", row);
        }
    }

    private static double accuracy(ConfusionMatrix matrix, int i) {
        return i < matrix.classes() ? matrix.classAccuracy()[i] : Double.NaN;
    }

    private static String share(double accuracy) {
        return Double.isNaN(accuracy) ? "%10s".formatted("-") : "%10.4f".formatted(accuracy);
    }

    private static String name(String text) {
        return text.length() > WIDTH
                ? text.substring(0, WIDTH - 1) + "…"
                : ("%-" + WIDTH + "s").formatted(text);
    }
}
