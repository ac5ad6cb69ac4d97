package dev.balboa.eval;

import dev.balboa.autograd.Autograd;
import dev.balboa.optim.Schedule;
import dev.balboa.optim.Sgd;
import dev.balboa.tensor.DType;
import dev.balboa.tensor.Functional;
import dev.balboa.tensor.Generator;
import dev.balboa.tensor.Random;
import dev.balboa.tensor.Scope;
import dev.balboa.tensor.Shape;
import dev.balboa.tensor.Tensor;
import java.util.LinkedHashMap;
import java.util.Map;

/// The linear probe on frozen features as papers train it: SGD with momentum on the cross entropy,
/// the learning rate on half a cosine per step. [LogisticRegression] needs none of these settings.
///
/// Starts from zero. Each epoch has an order of its own; the last batch may be short. Features are
/// made once, without augmentation, where papers crop and flip the train images anew each epoch.
///
/// @param learningRate base rate per 256 images: the rate is `learningRate · batchSize / 256`
/// @param batchSize    rows per step, at least 1
/// @param epochs       passes over the rows, at least 1
/// @param momentum     in `[0, 1)`
/// @param weightDecay  L2 penalty, at least 0
/// @param standardize  whether each feature is brought to mean 0 and deviation 1 over the train
///     split first
/// @param seed         of the order
public record LinearSgd(
        double learningRate,
        int batchSize,
        int epochs,
        double momentum,
        double weightDecay,
        boolean standardize,
        long seed) {

    private static final String WEIGHT = "weight";
    private static final String BIAS = "bias";
    private static final double RATE_BATCH = 256;

    /// Checks the ranges.
    ///
    /// @throws IllegalArgumentException naming the component that is out of range
    public LinearSgd {
        requireAtLeastOne("batchSize", batchSize);
        requireAtLeastOne("epochs", epochs);
        new Sgd.Config(learningRate, momentum, weightDecay, false);
    }

    private static void requireAtLeastOne(String name, int value) {
        if (value < 1) {
            throw new IllegalArgumentException(name + ": " + value + " (expected: >= 1)");
        }
    }

    /// SimCLR's: rate 0.1 per 256 images, batches of 256, 90 epochs, momentum 0.9, no decay; on
    /// features as they are. Chen et al., *A Simple Framework for Contrastive Learning of Visual
    /// Representations*, 2020, appendix B.6.
    ///
    /// @param seed of the order
    /// @return the probe
    public static LinearSgd standard(long seed) {
        return new LinearSgd(0.1, 256, 90, 0.9, 0, false, seed);
    }

    /// Learns.
    ///
    /// @param train   labelled features; every value finite
    /// @param classes number of classes, more than the largest label
    /// @return float64, for features as they are, in the current scope
    /// @throws IllegalArgumentException when a label is missing or out of range, a value is not
    ///     finite, there is no row, or the rate is so high that the weights did not stay finite
    public LinearClassifier fit(Features train, int classes) {
        train.requireLearnable("train", classes);
        try (Scope scope = Scope.open()) {
            Tensor wide = train.values().to(DType.FLOAT64);
            Standardization scaling =
                    standardize ? Standardization.of(wide) : Standardization.none(wide);
            Map<String, Tensor> learned =
                    descend(
                            scaling.apply(wide).to(train.values().dtype()),
                            Tensor.of(train.labels()).to(wide.device()),
                            classes);
            LinearClassifier classifier =
                    Autograd.noGrad(
                            () ->
                                    scaling.unscaled(
                                            learned.get(WEIGHT).to(DType.FLOAT64),
                                            learned.get(BIAS).to(DType.FLOAT64)));
            requireFinite(classifier);
            scope.keep(classifier.weight());
            scope.keep(classifier.bias());
            return classifier;
        }
    }

    private Map<String, Tensor> descend(Tensor x, Tensor labels, int classes) {
        Map<String, Tensor> parameters = new LinkedHashMap<>();
        parameters.put(WEIGHT, zeros(x, Shape.of(classes, x.size(1))));
        parameters.put(BIAS, zeros(x, Shape.of(classes)));
        double rate = learningRate * batchSize / RATE_BATCH;
        long steps = epochs * Math.ceilDiv(x.size(0), (long) batchSize);
        Sgd.Config config = new Sgd.Config(rate, momentum, weightDecay, false);
        try (Generator generator = Generator.of(seed);
                Sgd sgd = Sgd.of(config, parameters, new Schedule.Cosine(steps))) {
            Autograd.enableGrad(
                    () -> {
                        for (int epoch = 0; epoch < epochs; epoch++) {
                            epoch(x, labels, parameters, sgd, generator);
                        }
                        return null;
                    });
        }
        return parameters;
    }

    private static Tensor zeros(Tensor x, Shape shape) {
        return Tensor.zeros(shape, x.dtype(), x.device()).requiresGrad_(true);
    }

    private void epoch(
            Tensor x, Tensor labels, Map<String, Tensor> parameters, Sgd sgd, Generator generator) {
        try (Scope _ = Scope.open()) {
            Tensor order = Random.randperm(x.size(0), generator).to(x.device());
            for (Tensor batch : order.split(batchSize, 0)) {
                try (Scope _ = Scope.open()) {
                    Tensor rows = x.indexSelect(0, batch);
                    Tensor logits =
                            Functional.linear(rows, parameters.get(WEIGHT), parameters.get(BIAS));
                    Functional.crossEntropy(logits, labels.indexSelect(0, batch)).backward();
                    sgd.step();
                    sgd.zeroGrad();
                }
            }
        }
    }

    private void requireFinite(LinearClassifier classifier) {
        boolean finite =
                classifier.weight().isfinite().all().item() != 0
                        && classifier.bias().isfinite().all().item() != 0;
        if (!finite) {
            throw new IllegalArgumentException(
                    "learningRate: "
                            + learningRate
                            + " (expected: a lower one, or standardised features; the weights did"
                            + " not stay finite)");
        }
    }
}
