import dev.balboa.autograd.Autograd;
import dev.balboa.checkpoint.Checkpoint;
import dev.balboa.data.*;
import dev.balboa.nn.*;
import dev.balboa.tensor.*;
import java.io.IOException;
import java.nio.file.*;
import java.util.*;

/// Loads the weights of a torchvision ResNet and classifies images.
///
///     ./balboa example ClassifyWithResNet resnet18.safetensors photos [labels.txt]
///
/// Python writes such a file, with the names of its 1,000 classes beside it, by
///
///     import torchvision, safetensors.torch as st
///     w = torchvision.models.ResNet18_Weights.DEFAULT
///     st.save_file(torchvision.models.resnet18(weights=w).state_dict(), "resnet18.safetensors")
///     open("labels.txt", "w").write("\n".join(w.meta["categories"]))
///
/// Without arguments: weights that are drawn, saved and loaded again, and images that Balboa
/// generates, to see that it runs.
class ClassifyWithResNet {
    private static final int SIDE = 224;

    public static void main(String[] args) throws IOException {
        try (Scope _ = Scope.open();
                Generator random = Generator.of(0);
                Classifier network =
                        ResNet.resnet18(ResNet.Options.imagenet(), random)
                                .classifier(1_000, random)) {
            Checkpoint.load(
                    args.length > 0 ? Path.of(args[0]) : drawn(),
                    network); // strict: every key and shape
            network.eval();
            ImageDataset images =
                    args.length > 1
                            ? ImageFolder.read(Path.of(args[1]), FolderOptions.of(SIDE))
                            : GeneratedImages.test(
                                    GeneratedOptions.standard(0).withSize(SIDE).withCounts(1, 3));
            List<String> labels =
                    args.length > 2 ? Files.readAllLines(Path.of(args[2])) : List.of();
            Loader loader =
                    Loader.of(images, Augmentation.evaluation(), LoaderOptions.evaluation(16));
            int image = 0;
            try (Epoch batches = loader.epoch(0)) {
                while (batches.hasNext()) {
                    try (Scope _ = Scope.open()) {
                        Tensor x = batches.next().views().getFirst();
                        Tensor shares = Autograd.inferenceMode(() -> network.forward(x).softmax(1));
                        List<Tensor> best = shares.topk(3, 1, true, true);
                        for (int row = 0; row < x.size(0); row++) {
                            System.out.println(
                                    images.name(image++) + ": " + words(best, row, labels));
                        }
                    }
                }
            }
        }
    }

    private static String words(List<Tensor> best, int row, List<String> labels) {
        float[] shares = best.get(0).select(0, row).toFloatArray();
        long[] classes = best.get(1).select(0, row).toLongArray();
        StringJoiner words = new StringJoiner(", ");
        for (int i = 0; i < shares.length; i++) {
            String name = labels.isEmpty() ? "class " + classes[i] : labels.get((int) classes[i]);
            words.add("%s %.1f %%".formatted(name, 100 * shares[i]));
        }
        return words.toString();
    }

    /// A file with the keys and shapes of torchvision's ResNet-18.
    private static Path drawn() throws IOException {
        Path file = Files.createTempFile("resnet18", ".safetensors");
        file.toFile().deleteOnExit();
        try (Generator random = Generator.of(7);
                Classifier network =
                        ResNet.resnet18(ResNet.Options.imagenet(), random)
                                .classifier(1_000, random)) {
            Checkpoint.save(file, network, Map.of());
        }
        return file;
    }
}
