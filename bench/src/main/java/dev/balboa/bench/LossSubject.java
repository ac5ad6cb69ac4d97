package dev.balboa.bench;

import dev.balboa.loss.AnInfoNce;
import dev.balboa.loss.DyStress;
import dev.balboa.loss.NtXent;
import dev.balboa.tensor.Scope;
import dev.balboa.tensor.Shape;
import dev.balboa.tensor.Tensor;

/// A contrastive loss, forward and backward, through Balboa's public classes.
///
/// @param work   which loss
/// @param z0     first views
/// @param z1     second views
/// @param metric of AnInfoNCE
record LossSubject(Work work, Tensor z0, Tensor z1, Tensor metric) implements Subject {

    static LossSubject of(Work work) {
        int pairs = work.pairs();
        Shape shape = Shape.of(2 * pairs, LossInputs.DIMS);
        Tensor metric = Tensor.of(LossInputs.metric()).requiresGrad_(true);
        try (Tensor all = Tensor.of(LossInputs.rows(pairs), shape)) {
            Tensor z0 = all.narrow(0, 0, pairs).copy().requiresGrad_(true);
            Tensor z1 = all.narrow(0, pairs, pairs).copy().requiresGrad_(true);
            return new LossSubject(work, z0, z1, metric);
        }
    }

    private Tensor loss() {
        return switch (work) {
            case DYSTRESS_2048 -> DyStress.defaults().apply(z0, z1);
            case ANINFONCE_2048 -> AnInfoNce.defaults().apply(z0, z1, metric);
            default -> NtXent.defaults().apply(z0, z1);
        };
    }

    private double step() {
        try (Scope _ = Scope.open()) {
            z0.zeroGrad();
            z1.zeroGrad();
            metric.zeroGrad();
            Tensor loss = loss();
            loss.backward();
            return loss.item();
        }
    }

    @Override
    public double[] result() {
        boolean toMetric = work == Work.ANINFONCE_2048;
        int[] probes = toMetric ? LossOracle.METRIC_PROBES : LossOracle.PROBES;
        double[] values = new double[1 + probes.length];
        values[0] = step();
        try (Scope _ = Scope.open()) {
            double[] gradient = (toMetric ? metric : z0).grad().toDoubleArray();
            for (int p = 0; p < probes.length; p++) {
                values[1 + p] = 2 * work.pairs() * gradient[probes[p]];
            }
        }
        return values;
    }

    @Override
    public void run(long rounds) {
        for (long i = 0; i < rounds; i++) step();
    }
}
