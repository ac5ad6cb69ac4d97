package dev.balboa.cli;

import dev.balboa.eval.LogisticRegression;
import java.util.List;
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
                    "knn (weighted nearest neighbours), linear (logistic regression on the features),"
                            + " geometry (effective rank, uniformity, alignment of two views), or"
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
            names = "--linear-c",
            paramLabel = "C",
            defaultValue = "1",
            description =
                    "Inverse strength of the linear probe's L2 penalty, as scikit-learn's C. Default:"
                            + " ${DEFAULT-VALUE}.")
    private double c;

    @Option(
            names = "--linear-raw",
            description =
                    "Give the linear probe features as they are. Default: each brought to mean 0 and"
                            + " deviation 1.")
    private boolean raw;

    @Option(
            names = "--confusion",
            description = "Also show how often each class was taken for each other.")
    private boolean confusion;

    void check() {
        probes.forEach(name -> UsageException.requireKnown("--probe", name, PROBES));
        features.forEach(name -> UsageException.requireKnown("--features", name, FEATURES));
        UsageException.require(c > 0 && Double.isFinite(c), "--linear-c", c, "> 0");
    }

    boolean wants(String probe) {
        return probes.contains(probe);
    }

    /// Each kind of features once, in the order given.
    List<String> features() {
        return features.stream().distinct().toList();
    }

    LogisticRegression linear() {
        return LogisticRegression.standard().withC(c).withStandardize(!raw);
    }

    boolean confusion() {
        return confusion;
    }
}
