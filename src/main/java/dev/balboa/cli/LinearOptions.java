package dev.balboa.cli;

import dev.balboa.eval.Features;
import dev.balboa.eval.LinearClassifier;
import dev.balboa.eval.LinearSgd;
import dev.balboa.eval.LogisticRegression;
import java.util.List;
import java.util.Optional;
import picocli.CommandLine.Option;

/// Flags of the linear probe.
final class LinearOptions {

    private static final String LBFGS = "lbfgs";
    private static final String SGD = "sgd";

    @Option(
            names = "--linear-solver",
            paramLabel = "NAME",
            defaultValue = LBFGS,
            description =
                    "How the linear probe learns: lbfgs (logistic regression at its optimum; needs no"
                            + " rate) or sgd (as papers do). Default: ${DEFAULT-VALUE}.")
    private String solver;

    @Option(
            names = "--linear-c",
            paramLabel = "C",
            defaultValue = "1",
            description =
                    "lbfgs: inverse strength of the L2 penalty, as scikit-learn's C. Default:"
                            + " ${DEFAULT-VALUE}.")
    private double c;

    @Option(
            names = "--linear-lr",
            paramLabel = "RATE",
            defaultValue = "0.1",
            description =
                    "sgd: learning rate per 256 images, on half a cosine. Default: ${DEFAULT-VALUE}.")
    private double learningRate;

    @Option(
            names = "--linear-epochs",
            paramLabel = "N",
            defaultValue = "90",
            description = "sgd: passes over the train features. Default: ${DEFAULT-VALUE}.")
    private int epochs;

    @Option(
            names = "--linear-batch-size",
            paramLabel = "B",
            defaultValue = "256",
            description = "sgd: images per step. Default: ${DEFAULT-VALUE}.")
    private int batchSize;

    @Option(
            names = "--linear-seed",
            paramLabel = "S",
            defaultValue = "0",
            description = "sgd: of the order. Default: ${DEFAULT-VALUE}.")
    private long seed;

    @Option(
            names = "--linear-raw",
            description =
                    "Give the linear probe features as they are. Default: each brought to mean 0 and"
                            + " deviation 1.")
    private boolean raw;

    void check() {
        UsageException.requireKnown("--linear-solver", solver, List.of(LBFGS, SGD));
        UsageException.require(c > 0 && Double.isFinite(c), "--linear-c", c, "> 0");
        UsageException.require(
                learningRate > 0 && Double.isFinite(learningRate),
                "--linear-lr",
                learningRate,
                "> 0");
        UsageException.require(epochs >= 1, "--linear-epochs", epochs, ">= 1");
        UsageException.require(batchSize >= 1, "--linear-batch-size", batchSize, ">= 1");
    }

    String solver() {
        return solver;
    }

    /// A classifier and how it came about.
    ///
    /// @param remark for people
    /// @param fit    of lbfgs
    record Learned(
            LinearClassifier classifier, String remark, Optional<LogisticRegression.Fit> fit) {}

    /// Learns with the solver chosen.
    Learned learn(Features train, int classes) {
        return solver.equals(SGD) ? descended(train, classes) : optimal(train, classes);
    }

    private Learned optimal(Features train, int classes) {
        LogisticRegression.Fit fit =
                LogisticRegression.standard().withC(c).withStandardize(!raw).fit(train, classes);
        String remark =
                fit.converged()
                        ? fit.iterations() + " iterations"
                        : "NOT CONVERGED after "
                                + fit.iterations()
                                + " iterations (a smaller --linear-c helps)";
        return new Learned(fit.classifier(), remark, Optional.of(fit));
    }

    private Learned descended(Features train, int classes) {
        try {
            LinearClassifier classifier =
                    new LinearSgd(learningRate, batchSize, epochs, 0.9, 0, !raw, seed)
                            .fit(train, classes);
            return new Learned(classifier, epochs + " epochs of SGD", Optional.empty());
        } catch (IllegalArgumentException e) {
            throw new UsageException("--linear-solver sgd: " + e.getMessage(), e);
        }
    }
}
