package dev.balboa.cli;

import java.util.List;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/// Flags that say how features are probed, and which.
final class ProbeOptions {

    static final String KNN = "knn";
    static final String LINEAR = "linear";
    static final String GEOMETRY = "geometry";
    static final String BACKBONE = "backbone";
    static final String PROJECTION = "projection";

    private static final List<String> PROBES = List.of(KNN, LINEAR, GEOMETRY);
    private static final List<String> FEATURES = List.of(BACKBONE, PROJECTION);

    @Option(
            names = "--probe",
            paramLabel = "NAME",
            split = ",",
            defaultValue = KNN,
            description =
                    "knn (weighted nearest neighbours), linear (a linear classifier of the features),"
                            + " geometry (effective rank, uniformity, alignment of two views; needs no"
                            + " labels), or"
                            + " several. Default: ${DEFAULT-VALUE}.")
    private List<String> probes;

    @Option(
            names = "--features",
            paramLabel = "NAME",
            split = ",",
            defaultValue = BACKBONE,
            description =
                    "backbone, projection (behind the projector), or both. Default: ${DEFAULT-VALUE}.")
    private List<String> features;

    @Option(
            names = "--confusion",
            description = "Also show how often each class was taken for each other.")
    private boolean confusion;

    @Mixin private LinearOptions linear;

    void check() {
        probes.forEach(name -> UsageException.requireKnown("--probe", name, PROBES));
        features.forEach(name -> UsageException.requireKnown("--features", name, FEATURES));
        linear.check();
    }

    boolean wants(String probe) {
        return probes.contains(probe);
    }

    /// Whether a probe asked for learns from labels.
    boolean needLabels() {
        return wants(KNN) || wants(LINEAR);
    }

    /// Each kind of features once, in the order given.
    List<String> features() {
        return features.stream().distinct().toList();
    }

    LinearOptions linear() {
        return linear;
    }

    boolean confusion() {
        return confusion;
    }
}
