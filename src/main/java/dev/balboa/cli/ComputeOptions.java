package dev.balboa.cli;

import dev.balboa.tensor.Device;
import dev.balboa.tensor.Threads;
import picocli.CommandLine.Option;

/// Flags that say where to compute.
final class ComputeOptions {

    @Option(
            names = "--device",
            paramLabel = "DEVICE",
            defaultValue = "cpu",
            description = "cpu, or cuda:N. Default: ${DEFAULT-VALUE}.")
    String device;

    @Option(
            names = "--threads",
            paramLabel = "N",
            description = "Threads of libtorch. Default: one per core.")
    Integer threads;

    @Option(
            names = "--workers",
            paramLabel = "N",
            description =
                    "Threads that augment images; the result does not depend on it. Default: half the"
                            + " cores.")
    Integer workers;

    /// Checks the flags, then sets libtorch's threads.
    RunConfig.Compute resolve(String autocast) {
        UsageException.require(threads == null || threads >= 1, "--threads", threads, ">= 1");
        RunConfig.Compute compute =
                new RunConfig.Compute(
                        parsed(device).toString(),
                        autocast,
                        threads == null ? Threads.get() : threads,
                        workers == null
                                ? Math.max(1, Runtime.getRuntime().availableProcessors() / 2)
                                : workers);
        Threads.set(compute.threads());
        return compute;
    }

    static Device parsed(String name) {
        Device device;
        try {
            device = Device.parse(name);
        } catch (IllegalArgumentException e) {
            throw new UsageException("--device: " + name + " (expected: cpu or cuda:N)", e);
        }
        UsageException.require(
                device.type() != Device.Type.META && device.isAvailable(),
                "--device",
                name,
                "cpu, or one of " + Device.cudaCount() + " CUDA devices; balboa doctor tells more");
        return device;
    }
}
