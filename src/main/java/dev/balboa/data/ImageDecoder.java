package dev.balboa.data;

import java.awt.image.BufferedImage;
import java.awt.image.ComponentColorModel;
import java.awt.image.Raster;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Locale;

import javax.imageio.ImageIO;
import javax.imageio.ImageReader;
import javax.imageio.stream.ImageInputStream;
import javax.imageio.stream.MemoryCacheImageInputStream;

/// Decodes one JPEG, PNG or BMP file to 8-bit RGB.
///
/// Gray becomes three equal channels, alpha is dropped, 16 bits are cut to 8, colour profiles and
/// EXIF orientation are not applied: what Pillow's `convert("RGB")` does. A JPEG that ends early is
/// refused although the JDK would fill the rest with gray.
final class ImageDecoder {

    private ImageDecoder() {}

    /// The whole image.
    ///
    /// @throws IOException when the file cannot be read, is no image, or is cut off; the message
    ///     says which
    static Image decode(Path file) throws IOException {
        byte[] bytes = Files.readAllBytes(file);
        try (ImageInputStream stream =
                new MemoryCacheImageInputStream(new ByteArrayInputStream(bytes))) {
            Iterator<ImageReader> readers = ImageIO.getImageReaders(stream);
            if (!readers.hasNext()) {
                throw new IOException("not a JPEG, PNG or BMP image");
            }
            ImageReader reader = readers.next();
            try {
                return decode(reader, stream);
            } finally {
                reader.dispose();
            }
        }
    }

    private static Image decode(ImageReader reader, ImageInputStream stream) throws IOException {
        List<String> warnings = new ArrayList<>();
        reader.addIIOReadWarningListener((source, warning) -> warnings.add(warning));
        reader.setInput(stream, true, true);
        BufferedImage image;
        try {
            image = reader.read(0);
        } catch (RuntimeException e) {
            throw new IOException("damaged: " + e, e);
        }
        for (String warning : warnings) {
            if (warning.toLowerCase(Locale.ROOT).contains("premature end")) {
                throw new IOException("cut off: " + warning);
            }
        }
        return new Image(image.getWidth(), image.getHeight(), rgb(image));
    }

    private static byte[] rgb(BufferedImage image) {
        return image.getColorModel() instanceof ComponentColorModel
                ? fromSamples(image)
                : fromPackedPixels(image);
    }

    /// Takes the stored levels as they are; `getRGB` would apply a linear gray curve to gray
    /// images.
    private static byte[] fromSamples(BufferedImage image) {
        Raster raster = image.getRaster();
        int bands = raster.getNumBands();
        int shift = raster.getSampleModel().getSampleSize(0) - Byte.SIZE;
        int[] samples = raster.getPixels(0, 0, image.getWidth(), image.getHeight(), (int[]) null);
        byte[] rgb = new byte[samples.length / bands * Image.CHANNELS];
        for (int pixel = 0; pixel < samples.length / bands; pixel++) {
            for (int c = 0; c < Image.CHANNELS; c++) {
                int band = bands < Image.CHANNELS ? 0 : c;
                rgb[pixel * Image.CHANNELS + c] = (byte) (samples[pixel * bands + band] >> shift);
            }
        }
        return rgb;
    }

    private static byte[] fromPackedPixels(BufferedImage image) {
        int width = image.getWidth();
        int[] argb = image.getRGB(0, 0, width, image.getHeight(), null, 0, width);
        byte[] rgb = new byte[argb.length * Image.CHANNELS];
        for (int pixel = 0; pixel < argb.length; pixel++) {
            rgb[pixel * Image.CHANNELS] = (byte) (argb[pixel] >> 16);
            rgb[pixel * Image.CHANNELS + 1] = (byte) (argb[pixel] >> 8);
            rgb[pixel * Image.CHANNELS + 2] = (byte) argb[pixel];
        }
        return rgb;
    }

    /// Brings an image to `size × size`: the shorter side is resized to `size` (the longer one's
    /// exact length rounded down), then the centre is cut out. An image of that size passes
    /// unchanged.
    static Image square(Image image, int size) {
        if (image.width() == size && image.height() == size) {
            return image;
        }
        int shorter = Math.min(image.width(), image.height());
        int width = (int) ((long) size * image.width() / shorter);
        int height = (int) ((long) size * image.height() / shorter);
        Pixels resized =
                Resampler.resize(
                        Pixels.of(image), 0, 0, image.height(), image.width(), height, width);
        int top = (int) Math.rint((height - size) / 2.0);
        int left = (int) Math.rint((width - size) / 2.0);
        return Resampler.resize(resized, top, left, size, size, size, size).toImage();
    }
}
