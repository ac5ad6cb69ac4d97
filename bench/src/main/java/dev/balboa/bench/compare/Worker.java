package dev.balboa.bench.compare;

import ai.djl.engine.Engine;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.balboa.bench.Implementation;
import dev.balboa.bench.Subject;
import dev.balboa.bench.Suite;
import dev.balboa.bench.Work;
import dev.balboa.internal.libtorch.Libtorch;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.bytedeco.javacpp.Loader;

/// The process of one implementation and one work: `Worker WORK IMPLEMENTATION`, both by enum name.
///
/// Prints what the work computes, then answers each line of standard input with a JSON line: `warm
/// MS` runs for that time and gives the rounds per second, `sample ROUNDS` gives nanoseconds and
/// minor page faults per round. `bench/python/peer.py serve` speaks the same.
final class Worker {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final Path STAT = Path.of("/proc/self/stat");
    private static final int MINOR_FAULTS_AFTER_NAME = 7;

    private Worker() {}

    /// @param args work and implementation
    public static void main(String[] args) throws IOException {
        Work work = Work.valueOf(args[0]);
        Implementation implementation = Implementation.valueOf(args[1]);
        Subject subject = implementation.subject(work);
        // the others have no row for it, and not every system lets a process start its count anew
        boolean counts = work.suite() == Suite.LOSS;
        double before = counts ? PeakMemory.reset() : 0;
        double[] values = subject.result();
        say(
                Map.of(
                        "values",
                        values,
                        "megabytes",
                        counts ? PeakMemory.megabytes() - before : 0,
                        "threads",
                        work.threads(),
                        "version",
                        version(implementation)));
        BufferedReader in =
                new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
        for (String line = in.readLine(); line != null; line = in.readLine()) {
            String[] words = line.split(" ");
            long argument = Long.parseLong(words[1]);
            say(
                    words[0].equals("warm")
                            ? warm(subject, work.chunk(), argument)
                            : sample(subject, argument));
        }
    }

    private static Map<String, Double> warm(Subject subject, int chunk, long millis) {
        long start = System.nanoTime();
        long rounds = 0;
        long passed;
        do {
            subject.run(chunk);
            rounds += chunk;
            passed = System.nanoTime() - start;
        } while (passed < millis * 1_000_000);
        return Map.of("rate", rounds * 1e9 / passed);
    }

    private static Map<String, Double> sample(Subject subject, long rounds) throws IOException {
        long faults = minorFaults();
        long start = System.nanoTime();
        subject.run(rounds);
        long nanos = System.nanoTime() - start;
        return Map.of(
                "nanoseconds",
                (double) nanos / rounds,
                "faults",
                (double) (minorFaults() - faults) / rounds);
    }

    private static long minorFaults() throws IOException {
        String stat = Files.readString(STAT);
        return Long.parseLong(
                stat.substring(stat.lastIndexOf(')') + 2).split(" ")[MINOR_FAULTS_AFTER_NAME]);
    }

    private static String version(Implementation implementation) throws IOException {
        String java = "Java " + Runtime.version().feature();
        return switch (implementation) {
            case JAVACPP, JAVACPP_TUNED -> "JavaCPP " + Loader.getVersion() + ", " + java;
            case DJL -> "DJL " + djl() + ", " + java;
            case IMAGEIO -> java;
            default -> "libtorch " + libtorch() + ", " + java;
        };
    }

    private static String djl() {
        return Engine.getDjlVersion() + " with PyTorch " + Engine.getInstance().getVersion();
    }

    private static String libtorch() {
        return Libtorch.loaded()
                .map(found -> found.version() + " (" + found.origin() + "), BLAS " + found.blas())
                .orElse("unknown");
    }

    private static void say(Object line) throws IOException {
        System.out.println(JSON.writeValueAsString(line));
    }
}
