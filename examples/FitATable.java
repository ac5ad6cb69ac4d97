import dev.balboa.data.*;
import dev.balboa.loss.HuberLoss;
import dev.balboa.nn.*;
import dev.balboa.optim.*;
import dev.balboa.tensor.*;
import java.io.IOException;
import java.nio.file.*;
import java.util.*;

/// A small network on a table of numbers: read a CSV file, standardise, split, train with Adam,
/// report.
///
///     ./balboa example FitATable
///     ./balboa example FitATable 30 houses.csv price
class FitATable {
    private static final int ROWS = 2_000;
    private static final int BATCH = 50;

    public static void main(String[] args) throws IOException {
        int epochs = args.length > 0 ? Integer.parseInt(args[0]) : 30;
        try (Scope _ = Scope.open();
                Generator random = Generator.of(0)) {
            CsvTable csv = args.length > 2 ? CsvTable.read(Path.of(args[1]), args[2]) : ofOurOwn();
            Tensor table = csv.features();
            Tensor target = csv.target();
            Tensor x = table.sub(table.mean(true, 0)).div(table.std(true, true, 0));
            Tensor scale = target.std();
            Tensor y = target.sub(target.mean()).div(scale).reshape(csv.rows(), 1);
            int rows = csv.rows();
            int train = rows * 4 / 5;

            try (Sequential model =
                            Sequential.of(
                                    Linear.of((int) x.size(1), 32, random),
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
                Batches batches =
                        Batches.of(BATCH, 0, x.narrow(0, 0, train), y.narrow(0, 0, train));
                for (int epoch = 0; epoch < epochs; epoch++) {
                    double sum = 0;
                    Iterator<List<Tensor>> walk = batches.epoch(epoch);
                    while (walk.hasNext()) {
                        try (Scope _ = Scope.open()) { // frees the batch and what is made of it
                            List<Tensor> batch = walk.next();
                            Tensor predicted = model.forward(batch.get(0));
                            Tensor loss = HuberLoss.defaults().apply(predicted, batch.get(1));
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
                Tensor test = x.narrow(0, train, rows - train);
                Tensor error = model.forward(test).sub(y.narrow(0, train, rows - train)).detach();
                System.out.printf(
                        "explained variance on unseen rows: %.3f%n",
                        1 - error.square().mean().item());
            }
        }
    }

    /// Four columns; the target depends on them and on the product of two, with some noise.
    private static CsvTable ofOurOwn() throws IOException {
        java.util.Random random = new java.util.Random(0);
        List<String> lines = new ArrayList<>(List.of("a,b,c,d,target"));
        for (int i = 0; i < ROWS; i++) {
            double a = 10 * random.nextDouble();
            double b = 10 * random.nextDouble();
            double c = 10 * random.nextDouble();
            double d = 10 * random.nextDouble();
            double target = a * b + 3 * c - d + 0.5 * random.nextGaussian();
            lines.add(a + "," + b + "," + c + "," + d + "," + target);
        }
        Path file = Files.createTempFile("table", ".csv");
        try {
            Files.write(file, lines);
            return CsvTable.read(file, "target");
        } finally {
            Files.delete(file);
        }
    }
}
