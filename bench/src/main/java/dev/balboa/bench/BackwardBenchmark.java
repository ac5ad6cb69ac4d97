package dev.balboa.bench;

import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/// `(a * b).sum().backward()` for 2 × 2 tensors: recording three operations and walking the graph.
///
/// ```
/// bench/jmh BackwardBenchmark
/// bench/jmh BackwardBenchmark -p implementation=BALBOA -prof gc
/// ```
///
/// The work comes from [Work#BACKWARD], which is checked before it is timed.
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(
        value = 3,
        // No warning about native access; nothing else, so that it runs as `./balboa` does.
        jvmArgsAppend = {"--enable-native-access=ALL-UNNAMED"})
@State(Scope.Benchmark)
public class BackwardBenchmark {
    private static final int ROUNDS = 100;

    /// Who does the work; a fork each, since two copies of libtorch do not share a process.
    @Param({"BALBOA", "CPP", "CPP_OWN_ALLOCATOR", "JAVACPP", "DJL"})
    public Implementation implementation;

    private Subject subject;

    /// Makes the inputs and runs the gate.
    @Setup
    public void prepare() {
        subject = implementation.subject(Work.BACKWARD);
        Work.BACKWARD.check(implementation, subject.result());
    }

    /// Nanoseconds per round.
    @Benchmark
    @OperationsPerInvocation(ROUNDS)
    public void mulSumBackward() {
        subject.run(ROUNDS);
    }
}
