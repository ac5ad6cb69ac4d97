package dev.balboa.bench.compare;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.util.ArrayList;
import java.util.List;
import java.util.function.ToDoubleFunction;
import java.util.regex.Pattern;
import java.util.stream.IntStream;

/// Whole processes in turn, A B C, B C A, ...: wall time and peak resident memory. What a process
/// prints is looked at every time.
///
/// @param work what they do
/// @param printed what each of them has to print
/// @param processes Balboa's first
record WholeProcesses(String work, Pattern printed, List<WholeProcess> processes) {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final double KILOBYTES_PER_MB = 1024;

    private record Run(double seconds, double megabytes) {}

    /// The name of the row with the memory.
    static String memory(String work) {
        return work + ", memory";
    }

    /// Two rows for every peer.
    List<Row> run(Surroundings surroundings, int starts) {
        // files into memory, caches of a library written
        processes.forEach(process -> start(surroundings, process));
        List<List<Run>> runs =
                processes.stream().<List<Run>>map(process -> new ArrayList<>()).toList();
        for (int round = 0; round < starts; round++) {
            for (int i = 0; i < processes.size(); i++) {
                int next = (round + i) % processes.size();
                runs.get(next).add(start(surroundings, processes.get(next)));
            }
        }
        List<Row> rows = new ArrayList<>(rows(work, "s", runs, Run::seconds));
        rows.addAll(rows(memory(work), "MB", runs, Run::megabytes));
        return rows;
    }

    private List<Row> rows(
            String name, String unit, List<List<Run>> runs, ToDoubleFunction<Run> figure) {
        Samples balboa = samples(runs.getFirst(), figure);
        return IntStream.range(1, processes.size())
                .mapToObj(
                        i ->
                                new Row(
                                        name,
                                        unit,
                                        processes.get(i).label(),
                                        balboa,
                                        samples(runs.get(i), figure)))
                .toList();
    }

    private static Samples samples(List<Run> runs, ToDoubleFunction<Run> figure) {
        return new Samples(runs.stream().mapToDouble(figure).toArray());
    }

    private Run start(Surroundings surroundings, WholeProcess process) {
        Output output = Output.of(surroundings.measured(process.command()), process.environment());
        try {
            JsonNode measured = JSON.readTree(output.text());
            if (output.status() != 0
                    || measured.get("status").asInt() != 0
                    || !printed.matcher(measured.get("output").asText()).find()) {
                throw new IllegalStateException(
                        "%s, %s: %s (expected to print: %s); it is not timed"
                                .formatted(work, process.label(), output.text(), printed));
            }
            return new Run(
                    measured.get("seconds").asDouble(),
                    measured.get("kilobytes").asDouble() / KILOBYTES_PER_MB);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("bench/python/measure.py printed " + output.text(), e);
        }
    }
}
