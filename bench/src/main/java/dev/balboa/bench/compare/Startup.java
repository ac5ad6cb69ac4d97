package dev.balboa.bench.compare;

import java.util.List;
import java.util.regex.Pattern;

/// From nothing to the first tensor, and to the first training step of the small network.
final class Startup {
    static final String TENSOR = "start to first tensor";
    static final String STEP = "start to first step";

    private static final Pattern DOUBLED = Pattern.compile("2\\.0?, +4\\.0?, +6\\.");
    // 16 pairs that an untrained network cannot tell apart: about ln 31
    private static final Pattern ONE_STEP = Pattern.compile("1 steps, mean loss [34]\\.\\d+");

    private Startup() {}

    /// The first tensor by Balboa, Python, JavaCPP and DJL.
    static WholeProcesses tensor(Surroundings surroundings) {
        return new WholeProcesses(
                TENSOR,
                DOUBLED,
                List.of(
                        new WholeProcess("Balboa", surroundings.launched(FirstTensor.class)),
                        new WholeProcess("Python eager", surroundings.script("first_tensor.py")),
                        new WholeProcess(
                                "JavaCPP", surroundings.javaCpp(FirstTensorOfJavaCpp.class)),
                        new WholeProcess("DJL", surroundings.djl(FirstTensorOfDjl.class))));
    }

    /// The first step by Balboa and Python.
    static WholeProcesses step(Surroundings surroundings) {
        return new WholeProcesses(
                STEP,
                ONE_STEP,
                List.of(
                        new WholeProcess("Balboa", surroundings.launched(FirstStep.class)),
                        new WholeProcess("Python eager", surroundings.script("first_step.py"))));
    }
}
