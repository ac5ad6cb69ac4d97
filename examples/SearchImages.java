import dev.balboa.data.*;
import dev.balboa.eval.Features;
import dev.balboa.nn.ResNet;
import dev.balboa.optim.*;
import dev.balboa.ssl.*;
import dev.balboa.tensor.*;
import dev.balboa.train.*;
import java.nio.file.Path;
import java.util.*;

/// Trains an encoder on images without labels and searches similar ones with it.
///
///     ./balboa example SearchImages                    on images that Balboa generates
///     ./balboa example SearchImages photos             on a folder of your own
///     ./balboa example SearchImages photos 20          for 20 epochs
class SearchImages {
    public static void main(String[] args) {
        ImageDataset images =
                args.length > 0 && !args[0].equals("-")
                        ? ImageFolder.splits(
                                        Path.of(args[0]),
                                        FolderOptions.of(32),
                                        FolderOptions.of(32))
                                .train()
                        : GeneratedImages.train(GeneratedOptions.standard(0).withCounts(1_000, 10));
        int epochs = args.length > 1 ? Integer.parseInt(args[1]) : 3;

        try (Scope _ = Scope.open();
                Generator random = Generator.of(0)) {
            ResNet backbone = ResNet.resnet18(16, false, random);
            try (Method method = SimSiam.of(backbone, new Heads(256, 256, 2, 64), random)) {
                Loader loader =
                        Loader.of(
                                images,
                                Augmentation.simsiamCifar(32),
                                LoaderOptions.training(50, method.views(), 0));
                Listener print =
                        event -> {
                            if (event instanceof Event.EpochDone done) {
                                System.out.printf(
                                        "epoch %d  loss %.3f%n", done.epoch(), done.loss());
                            }
                        };
                Schedule cosine = new Schedule.Cosine((long) epochs * loader.batchesPerEpoch());
                Sgd.Config sgd = new Sgd.Config(0.06, 0.9, 5e-4, false);
                try (Optimizer optimizer =
                        Sgd.of(sgd, method.parameters(), method.groups(cosine))) {
                    new Trainer(
                                    new Trainer.Config(epochs, Device.CPU, Optional.empty()),
                                    List.of(print))
                            .run(method, loader, optimizer);
                }

                // The index: one row of length 1 per image. A product of rows is their cosine.
                Loader all =
                        Loader.of(images, Augmentation.evaluation(), LoaderOptions.evaluation(100));
                Tensor index =
                        Functional.normalize(
                                Features.of(backbone, all, Device.CPU).values(), 2, 1, 1e-12);
                int query = 0;
                List<Tensor> nearest = index.matmul(index.select(0, query)).topk(6, 0, true, true);
                System.out.println("most like " + images.name(query) + ":");
                float[] cosines = nearest.get(0).toFloatArray();
                long[] places = nearest.get(1).toLongArray();
                for (int i = 0; i < places.length; i++) {
                    if (places[i] != query) {
                        System.out.printf("  %.3f  %s%n", cosines[i], images.name((int) places[i]));
                    }
                }
            }
        }
    }
}
