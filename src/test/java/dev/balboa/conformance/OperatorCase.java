package dev.balboa.conformance;

import com.fasterxml.jackson.databind.JsonNode;
import dev.balboa.tensor.Operator;
import dev.balboa.tensor.Scope;
import dev.balboa.tensor.Tensor;
import dev.balboa.testkit.GoldenArguments;
import dev.balboa.testkit.GoldenTensor;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/// One recorded call: makes it again and lists what differs.
///
/// @param node a line of `operators.jsonl.gz`
record OperatorCase(JsonNode node) {

    /// What differs from the recording; empty when nothing does. An exception of the operator is a
    /// fault too.
    List<String> faults() {
        List<String> faults = new ArrayList<>();
        try (Scope _ = Scope.open()) {
            List<Tensor> tensors = new ArrayList<>();
            node.get("tensors").forEach(t -> tensors.add(GoldenTensor.of(t).toTensor()));
            GoldenArguments arguments = new GoldenArguments(tensors);
            List<Object> results =
                    Operator.of(node.get("op").asText())
                            .results(
                                    arguments.positional(node.get("args")),
                                    arguments.named(node.get("kwargs")));
            compareResults(results, tensors, faults);
            compareWritten(tensors, faults);
        } catch (RuntimeException e) {
            faults.add(e.toString());
        }
        return faults;
    }

    private void compareResults(List<Object> results, List<Tensor> tensors, List<String> faults) {
        JsonNode expected = node.get("results");
        if (results.size() != expected.size()) {
            faults.add(results.size() + " results (expected: " + expected.size() + ")");
            return;
        }
        for (int i = 0; i < results.size(); i++) {
            String place = "result " + i + ": ";
            compareResult(expected.get(i), results.get(i), tensors)
                    .forEach(fault -> faults.add(place + fault));
        }
    }

    private List<String> compareResult(JsonNode expected, Object actual, List<Tensor> tensors) {
        List<String> faults = new ArrayList<>();
        if (expected.has("value")) {
            if (actual instanceof Tensor tensor) {
                compareTensor(expected.get("value"), tensor, faults);
                if (expected.has("same")) {
                    compareIdentity(tensors.get(expected.get("same").asInt()), tensor, faults);
                }
            } else {
                faults.add(actual + " (expected: a tensor)");
            }
        } else if (expected.has("values")) {
            compareList(expected.get("values"), actual, faults);
        } else {
            comparePlain(new GoldenArguments(List.of()).value(expected), actual, faults);
        }
        return faults;
    }

    private void compareTensor(JsonNode expected, Tensor actual, List<String> faults) {
        GoldenTensor golden = GoldenTensor.of(expected);
        golden.difference(actual, exact()).ifPresent(faults::add);
        if (is("aten::is_conj", actual) != golden.conj()) {
            faults.add("conjugate bit " + !golden.conj() + " (expected: " + golden.conj() + ")");
        }
        if (is("aten::is_neg", actual) != golden.neg()) {
            faults.add("negative bit " + !golden.neg() + " (expected: " + golden.neg() + ")");
        }
    }

    private static boolean is(String predicate, Tensor tensor) {
        return (Boolean) Operator.of(predicate).results(tensor).getFirst();
    }

    /// The result of an in-place or `out=` call is the argument itself: same storage, same view of
    /// it. Of tensors with a conjugate or negative bit `is_set_to` sees resolved copies, so it
    /// tells nothing there.
    private static void compareIdentity(Tensor argument, Tensor result, List<String> faults) {
        boolean lazy = is("aten::is_conj", argument) || is("aten::is_neg", argument);
        if (!lazy
                && !(Boolean) Operator.of("aten::is_set_to").results(result, argument).getFirst()) {
            faults.add("a new tensor (expected: the argument itself)");
        }
    }

    private void compareList(JsonNode expected, Object actual, List<String> faults) {
        if (!(actual instanceof List<?> list) || list.size() != expected.size()) {
            faults.add(actual + " (expected: a list of " + expected.size() + " tensors)");
            return;
        }
        for (int i = 0; i < list.size(); i++) {
            compareTensor(expected.get(i), (Tensor) list.get(i), faults);
        }
    }

    private void comparePlain(Object expected, Object actual, List<String> faults) {
        boolean agree =
                switch (expected) {
                    case null -> actual == null;
                    case long[] longs -> actual instanceof long[] a && Arrays.equals(longs, a);
                    case Double e when !exact() ->
                            actual instanceof Double a && Math.abs(e - a) <= 1e-9 * Math.abs(e);
                    default -> expected.equals(actual);
                };
        if (!agree) {
            faults.add(actual + " (expected: " + expected + ")");
        }
    }

    private void compareWritten(List<Tensor> tensors, List<String> faults) {
        node.path("mutated")
                .properties()
                .forEach(
                        entry -> {
                            Tensor written = tensors.get(Integer.parseInt(entry.getKey()));
                            GoldenTensor.of(entry.getValue())
                                    .difference(written, exact())
                                    .ifPresent(fault -> faults.add("written argument: " + fault));
                        });
    }

    private boolean exact() {
        return node.get("tol").asText().equals("exact");
    }

    @Override
    public String toString() {
        return node.get("op").asText() + node.get("args") + node.get("kwargs");
    }
}
