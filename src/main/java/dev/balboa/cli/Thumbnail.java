package dev.balboa.cli;

import dev.balboa.data.Image;
import java.awt.Graphics2D;
import java.awt.RenderingHints;
import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Base64;
import javax.imageio.ImageIO;

/// Images small enough to lie in a page: as they are up to 48 pixels, smaller ones of larger
/// images.
final class Thumbnail {

    private static final int LARGEST = 48;

    private Thumbnail() {}

    /// The image as a `data:` address.
    static String of(Image image) {
        BufferedImage whole = paint(image);
        int side = Math.max(image.width(), image.height());
        return side <= LARGEST
                ? encode(whole, "png")
                : encode(shrink(whole, (double) LARGEST / side), "jpeg");
    }

    private static BufferedImage paint(Image image) {
        BufferedImage painted =
                new BufferedImage(image.width(), image.height(), BufferedImage.TYPE_INT_RGB);
        for (int y = 0; y < image.height(); y++) {
            for (int x = 0; x < image.width(); x++) {
                int color = 0;
                for (int c = 0; c < Image.CHANNELS; c++) {
                    color = color << Byte.SIZE | image.level(x, y, c);
                }
                painted.setRGB(x, y, color);
            }
        }
        return painted;
    }

    private static BufferedImage shrink(BufferedImage whole, double scale) {
        int width = Math.max(1, (int) Math.round(whole.getWidth() * scale));
        int height = Math.max(1, (int) Math.round(whole.getHeight() * scale));
        BufferedImage small = new BufferedImage(width, height, BufferedImage.TYPE_INT_RGB);
        Graphics2D graphics = small.createGraphics();
        graphics.setRenderingHint(
                RenderingHints.KEY_INTERPOLATION, RenderingHints.VALUE_INTERPOLATION_BICUBIC);
        graphics.drawImage(whole, 0, 0, width, height, null);
        graphics.dispose();
        return small;
    }

    private static String encode(BufferedImage image, String format) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try {
            if (!ImageIO.write(image, format, bytes)) {
                throw new IOException("this Java has no writer of " + format);
            }
        } catch (IOException e) {
            throw new UncheckedIOException("a thumbnail cannot be made", e);
        }
        return "data:image/"
                + format
                + ";base64,"
                + Base64.getEncoder().encodeToString(bytes.toByteArray());
    }
}
