package dev.balboa.reliability;

import dev.balboa.data.Augmentation;
import dev.balboa.data.DataException;
import dev.balboa.data.Epoch;
import dev.balboa.data.ImageDataset;
import dev.balboa.data.Loader;
import dev.balboa.data.LoaderOptions;
import dev.balboa.data.PackedImages;
import dev.balboa.tensor.Scope;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/// Opens a pack, reads it until the reading is compiled, cuts it to some bytes, and reads it again,
/// image by image and through a loader. Prints what became of each.
final class TruncatedPackMain {

    private static final int ROUNDS = 3000;

    private TruncatedPackMain() {}

    public static void main(String[] args) throws IOException {
        Path file = Path.of(args[0]);
        ImageDataset images = PackedImages.open(file).train();
        for (int round = 0; round < ROUNDS; round++) {
            for (int i = 0; i < images.size(); i++) {
                images.image(i);
            }
        }
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.WRITE)) {
            channel.truncate(Long.parseLong(args[1]));
        }
        for (int i = 0; i < images.size(); i++) {
            try {
                System.out.println("read " + images.image(i).width());
            } catch (DataException e) {
                System.out.println("named " + e.getMessage());
            }
        }
        try (Scope _ = Scope.open();
                Epoch epoch =
                        Loader.of(
                                        images,
                                        Augmentation.generated(16),
                                        LoaderOptions.training(4, 2, 1))
                                .epoch(0)) {
            epoch.next();
            System.out.println("loaded");
        } catch (DataException e) {
            System.out.println("loader " + e.getMessage());
        }
        System.out.println("alive");
    }
}
