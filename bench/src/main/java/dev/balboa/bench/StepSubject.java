package dev.balboa.bench;

import dev.balboa.loss.CrossEntropyLoss;
import dev.balboa.loss.NegativeCosine;
import dev.balboa.nn.Linear;
import dev.balboa.nn.Module;
import dev.balboa.nn.Relu;
import dev.balboa.nn.ResNet;
import dev.balboa.nn.Sequential;
import dev.balboa.optim.Schedule;
import dev.balboa.optim.Sgd;
import dev.balboa.ssl.Heads;
import dev.balboa.ssl.SimClr;
import dev.balboa.ssl.SimSiam;
import dev.balboa.tensor.Generator;
import dev.balboa.tensor.Scope;
import dev.balboa.tensor.Tensor;
import java.util.OptionalInt;
import java.util.function.Supplier;

/// A training step through Balboa's public classes: forward, loss, backward, SGD.
///
/// @param forward   the loss of the inputs
/// @param optimizer over what is trained
record StepSubject(Supplier<Tensor> forward, Sgd optimizer) implements Subject {
    private static final Sgd.Config SGD = new Sgd.Config(0.03, 0.9, 5e-4, false);

    private static StepSubject of(Module module, Supplier<Tensor> forward) {
        StepInputs.initialise(module);
        return new StepSubject(forward, Sgd.of(SGD, module.parameters(), new Schedule.Constant()));
    }

    /// ResNet-18 for small images, SimSiam's heads by the convention on CIFAR.
    static StepSubject resNet() {
        try (Generator generator = Generator.of(0)) {
            ResNet backbone = ResNet.resnet18(ResNet.Options.cifar(), generator);
            Heads heads = Heads.simSiam(backbone.features(), OptionalInt.empty());
            SimSiam method = SimSiam.of(backbone, heads, generator);
            Tensor first = StepInputs.firstViews(StepInputs.RESNET_BATCH);
            Tensor second = StepInputs.secondViews(StepInputs.RESNET_BATCH);
            return of(method, () -> simSiam(method, first, second));
        }
    }

    private static Tensor simSiam(SimSiam method, Tensor first, Tensor second) {
        NegativeCosine distance = NegativeCosine.defaults();
        Tensor z1 = method.projector().forward(method.backbone().forward(first));
        Tensor z2 = method.projector().forward(method.backbone().forward(second));
        Tensor p1 = method.predictor().orElseThrow().forward(z1);
        Tensor p2 = method.predictor().orElseThrow().forward(z2);
        return distance.apply(p1, z2.detach()).add(distance.apply(p2, z1.detach())).mul(0.5);
    }

    /// Four blocks, the first of width 32, SimCLR's projector.
    static StepSubject convNet() {
        try (Generator generator = Generator.of(0)) {
            SimClr method = SmallNetwork.simClr(generator);
            Tensor first = StepInputs.firstViews(StepInputs.CONVNET_BATCH);
            Tensor second = StepInputs.secondViews(StepInputs.CONVNET_BATCH);
            return of(method, () -> simClr(method, first, second));
        }
    }

    private static Tensor simClr(SimClr method, Tensor first, Tensor second) {
        Tensor z1 = method.projector().forward(method.backbone().forward(first));
        Tensor z2 = method.projector().forward(method.backbone().forward(second));
        return method.loss().apply(z1, z2);
    }

    /// A perceptron of 32-64-10 on 16 rows.
    static StepSubject mlp() {
        try (Generator generator = Generator.of(0)) {
            Sequential layers =
                    Sequential.of(
                            Linear.of(32, 64, generator), new Relu(), Linear.of(64, 10, generator));
            CrossEntropyLoss loss = CrossEntropyLoss.defaults();
            Tensor rows = StepInputs.mlpRows();
            Tensor classes = StepInputs.mlpClasses();
            return of(layers, () -> loss.apply(layers.forward(rows), classes));
        }
    }

    private double step() {
        try (Scope _ = Scope.open()) {
            optimizer.zeroGrad();
            Tensor loss = forward.get();
            loss.backward();
            optimizer.step();
            return loss.item();
        }
    }

    @Override
    public double[] result() {
        double[] losses = new double[StepInputs.GATE_STEPS];
        for (int i = 0; i < losses.length; i++) losses[i] = step();
        return losses;
    }

    @Override
    public void run(long rounds) {
        for (long i = 0; i < rounds; i++) step();
    }
}
