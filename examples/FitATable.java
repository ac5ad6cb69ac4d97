import dev.balboa.loss.HuberLoss;
import dev.balboa.nn.*;
import dev.balboa.optim.*;
import dev.balboa.tensor.*;

/// A small network on a table of numbers: standardise, split, train with Adam, report.
///
///     ./balboa example FitATable
class FitATable {
    private static final int ROWS = 2_000;
    private static final int BATCH = 50;

    public static void main(String[] args) {
        int epochs = args.length > 0 ? Integer.parseInt(args[0]) : 30;
        try (Scope _ = Scope.open();
                Generator random = Generator.of(0)) {
            // Four columns; the target depends on them and on their product, with some noise.
            Tensor table = Random.uniform_(Tensor.empty(Shape.of(ROWS, 4)), 0, 10, random);
            Tensor noise = Random.randn(Shape.of(ROWS), random).mul(0.5);
            Tensor target =
                    table.select(1, 0)
                            .mul(table.select(1, 1))
                            .add(table.select(1, 2).mul(3))
                            .sub(table.select(1, 3))
                            .add(noise);
            Tensor x = table.sub(table.mean(true, 0)).div(table.std(true, true, 0));
            Tensor scale = target.std();
            Tensor y = target.sub(target.mean()).div(scale).reshape(ROWS, 1);
            int train = ROWS * 4 / 5;

            try (Sequential model =
                            Sequential.of(
                                    Linear.of(4, 32, random),
                                    new Relu(),
                                    Linear.of(32, 32, random),
                                    new Relu(),
                                    Linear.of(32, 1, random));
                    Adam optimizer =
                            Adam.of(
                                    Adam.Config.of(0.005),
                                    model.parameters(),
                                    new Schedule.Cosine((long) epochs * train / BATCH))) {
                System.out.println(model.parameterCount() + " parameters");
                for (int epoch = 0; epoch < epochs; epoch++) {
                    Tensor order = Random.randperm(train, random);
                    double sum = 0;
                    for (int start = 0; start < train; start += BATCH) {
                        try (Scope _ = Scope.open()) {
                            Tensor rows = order.narrow(0, start, BATCH);
                            Tensor predicted = model.forward(x.indexSelect(0, rows));
                            Tensor loss =
                                    HuberLoss.defaults().apply(predicted, y.indexSelect(0, rows));
                            loss.backward();
                            optimizer.step();
                            optimizer.zeroGrad();
                            sum += loss.item();
                        }
                    }
                    if (epoch % 5 == 0 || epoch == epochs - 1) {
                        System.out.printf("epoch %2d  loss %.4f%n", epoch + 1, sum * BATCH / train);
                    }
                }
                Tensor test = x.narrow(0, train, ROWS - train);
                Tensor error = model.forward(test).sub(y.narrow(0, train, ROWS - train)).detach();
                System.out.printf(
                        "explained variance on unseen rows: %.3f%n",
                        1 - error.square().mean().item());
            }
        }
    }
}
