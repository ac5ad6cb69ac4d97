package dev.balboa.bench.compare;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.util.Arrays;
import java.util.List;

/// From nothing to the first tensor, as whole processes, in turn: wall time and peak resident
/// memory.
final class Startup {
    static final String TIME = "start to first tensor";
    static final String MEMORY = "start to first tensor, memory";

    private static final ObjectMapper JSON = new ObjectMapper();
    private static final String EXPECTED =
            "tensor([2., 4., 6.]"; // Balboa goes on with shape, type and device
    private static final double KILOBYTES_PER_MB = 1024;

    private record Run(double seconds, double megabytes) {}

    private Startup() {}

    /// The two rows against Python.
    static List<Row> run(Surroundings surroundings, Effort effort) {
        Run[] balboa = new Run[effort.starts()];
        Run[] python = new Run[effort.starts()];
        start(
                surroundings,
                surroundings.firstTensor()); // files into memory, Python's own caches written
        start(surroundings, surroundings.firstTensorInPython());
        for (int i = 0; i < effort.starts(); i++) {
            balboa[i] = start(surroundings, surroundings.firstTensor());
            python[i] = start(surroundings, surroundings.firstTensorInPython());
        }
        return List.of(
                new Row(TIME, "s", "Python eager", seconds(balboa), seconds(python)),
                new Row(MEMORY, "MB", "Python eager", megabytes(balboa), megabytes(python)));
    }

    private static Run start(Surroundings surroundings, List<String> command) {
        Output output = Output.of(surroundings.measured(command));
        try {
            JsonNode measured = JSON.readTree(output.text());
            if (output.status() != 0 || !measured.get("output").asText().startsWith(EXPECTED)) {
                throw new IllegalStateException(
                        "%s printed %s (expected: %s); it is not timed"
                                .formatted(command.getLast(), output.text(), EXPECTED));
            }
            return new Run(
                    measured.get("seconds").asDouble(),
                    measured.get("kilobytes").asDouble() / KILOBYTES_PER_MB);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("bench/python/measure.py printed " + output.text(), e);
        }
    }

    private static Samples seconds(Run[] runs) {
        return new Samples(Arrays.stream(runs).mapToDouble(Run::seconds).toArray());
    }

    private static Samples megabytes(Run[] runs) {
        return new Samples(Arrays.stream(runs).mapToDouble(Run::megabytes).toArray());
    }
}
