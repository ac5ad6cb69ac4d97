package dev.balboa.cli;

import dev.balboa.tensor.Device;
import dev.balboa.tensor.Threads;
import picocli.CommandLine.Option;

/// Flags that say where to compute.
final class ComputeOptions {

    @Option(
            names = "--device",
            paramLabel = "DEVICE",
            description = "cpu, or cuda:N. Default: cpu.")
    private String device;

    @Option(
            names = "--threads",
            paramLabel = "N",
            description = "Threads of libtorch. Default: one per core.")
    private Integer threads;

    @Option(
            names = "--workers",
            paramLabel = "N",
            description =
                    "Threads that augment images; the result does not depend on it. Default: half the"
                            + " cores.")
    private Integer workers;

    void apply(Settings settings) {
        settings.set("compute.device", device)
                .set("compute.threads", threads)
                .set("compute.workers", workers);
    }

    /// What is given here, else the defaults; sets libtorch's threads.
    RunConfig.Compute resolve() {
        RunConfig.Compute compute =
                new RunConfig.Compute(
                                parsed(device == null ? "cpu" : device).toString(),
                                "none",
                                threads,
                                workers)
                        .resolved();
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
                Device.cudaCount() == 0
                        ? "cpu, since no CUDA device is here; balboa doctor tells more"
                        : "cpu, or one of "
                                + Device.cudaCount()
                                + " CUDA devices; balboa doctor tells more");
        return device;
    }
}
