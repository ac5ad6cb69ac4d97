package dev.balboa.reliability;

import dev.balboa.data.DataException;
import dev.balboa.data.FolderOptions;
import dev.balboa.data.ImageFolder;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import javax.imageio.ImageIO;

/// Writes a JPEG of some megapixels and reads it as a folder of one image. Prints what it became.
final class LargePhotoMain {

    private LargePhotoMain() {}

    public static void main(String[] args) throws IOException {
        int width = Integer.parseInt(args[0]);
        int height = Integer.parseInt(args[1]);
        Path folder = Files.createTempDirectory("balboa-photo");
        Path file = folder.resolve("photo.jpg");
        try {
            ImageIO.write(
                    new BufferedImage(width, height, BufferedImage.TYPE_BYTE_GRAY),
                    "jpg",
                    file.toFile());
            System.gc();
            ImageFolder photos = ImageFolder.read(folder, FolderOptions.of(32));
            System.out.println("read " + photos.image(0).width());
        } catch (DataException e) {
            System.out.println("refused " + e.getMessage());
        } finally {
            Files.deleteIfExists(file);
            Files.delete(folder);
        }
    }
}
