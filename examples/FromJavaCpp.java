import dev.balboa.javacpp.PresetTensors;
import dev.balboa.nn.*;
import dev.balboa.optim.*;
import dev.balboa.tensor.*;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.LinearImpl;
import org.bytedeco.pytorch.SGD;
import org.bytedeco.pytorch.SGDOptions;
import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.global.torch;

/// From the JavaCPP presets of PyTorch to Balboa in four steps, each of which leaves a program that
/// runs: code on the presets can move over part by part. All four fit a line, y = 3 x + 1.
///
///     ./balboa example FromJavaCpp
class FromJavaCpp {
    private static final int STEPS = 200;
    private static final double RATE = 0.3;

    public static void main(String[] args) {
        // Before the first use of org.bytedeco.pytorch: whoever is first decides on the BLAS.
        PresetTensors.load();
        onThePresets();
        withTensorsOfBoth();
        withAStepOfBalboa();
        onBalboa();
    }

    /// Step 0: where you come from. Each tensor waits for a PointerScope or for the collector.
    private static void onThePresets() {
        try (PointerScope _ = new PointerScope()) {
            org.bytedeco.pytorch.Tensor x = torch.linspace(new Scalar(-1), new Scalar(1), 64);
            x = x.reshape(64, 1);
            org.bytedeco.pytorch.Tensor y = x.mul(new Scalar(3)).add(new Scalar(1));
            LinearImpl line = new LinearImpl(1, 1);
            SGD optimizer = new SGD(line.parameters(), new SGDOptions(RATE));
            for (int step = 0; step < STEPS; step++) {
                try (PointerScope _ = new PointerScope()) {
                    optimizer.zero_grad();
                    torch.mse_loss(line.forward(x), y).backward();
                    optimizer.step();
                }
            }
            report("presets", line.weight().item_double(), line.bias().item_double());
        }
    }

    /// Step 1: share tensors. Nothing is copied: both sides hold the same memory and the same
    /// graph.
    private static void withTensorsOfBoth() {
        try (PointerScope _ = new PointerScope();
                Scope _ = Scope.open()) {
            org.bytedeco.pytorch.Tensor theirs = torch.zeros(2, 3);
            Tensor ours = PresetTensors.fromPresets(theirs);
            ours.select(0, 1).fill_(5); // they see it
            System.out.printf("shared: the presets read %.0f%n", theirs.sum().item_double());
        }
    }

    /// Step 2: keep their module, take Balboa's operators, errors and scopes for the step.
    private static void withAStepOfBalboa() {
        try (PointerScope _ = new PointerScope();
                Scope _ = Scope.open()) {
            LinearImpl line = new LinearImpl(1, 1);
            Tensor weight = PresetTensors.fromPresets(line.weight());
            Tensor bias = PresetTensors.fromPresets(line.bias());
            Tensor x = Tensor.linspace(-1, 1, 64).reshape(64, 1);
            Tensor y = x.mul(3.0).add(1.0);
            SGD optimizer = new SGD(line.parameters(), new SGDOptions(RATE));
            for (int step = 0; step < STEPS; step++) {
                try (Scope _ = Scope.open()) { // frees what the step has made, now
                    optimizer.zero_grad();
                    Functional.mseLoss(Functional.linear(x, weight, bias), y).backward();
                    optimizer.step(); // the gradients are theirs as well
                }
            }
            report("their module, our step", weight.item(), bias.item());
        }
    }

    /// Step 3: on Balboa. No Scalar, no PointerScope; what is owned is closed.
    private static void onBalboa() {
        try (Scope _ = Scope.open();
                Generator random = Generator.of(0);
                Linear line = Linear.of(1, 1, random);
                Sgd optimizer =
                        Sgd.of(
                                new Sgd.Config(RATE, 0, 0, false),
                                line.parameters(),
                                new Schedule.Constant())) {
            Tensor x = Tensor.linspace(-1, 1, 64).reshape(64, 1);
            Tensor y = x.mul(3.0).add(1.0);
            for (int step = 0; step < STEPS; step++) {
                try (Scope _ = Scope.open()) {
                    Functional.mseLoss(line.forward(x), y).backward();
                    optimizer.step();
                    optimizer.zeroGrad();
                }
            }
            report(
                    "Balboa",
                    line.parameters().get("weight").item(),
                    line.parameters().get("bias").item());
        }
    }

    private static void report(String who, double weight, double bias) {
        System.out.printf("%s: y = %.3f x + %.3f%n", who, weight, bias);
    }
}
