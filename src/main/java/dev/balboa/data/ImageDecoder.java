package dev.balboa.data;

import java.awt.image.BufferedImage;
import java.awt.image.ComponentColorModel;
import java.awt.image.Raster;
import java.io.ByteArrayInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Locale;

import javax.imageio.ImageIO;
import javax.imageio.ImageReader;
import javax.imageio.stream.ImageInputStream;
import javax.imageio.stream.MemoryCacheImageInputStream;

/// Decodes one JPEG, PNG or BMP file to 8-bit RGB, whatever its name ends in.
///
/// Gray becomes three equal channels, alpha is dropped, CMYK is converted
/// without a profile, colour profiles are not applied: what Pillow's `convert("RGB")` does. A JPEG
/// or PNG is turned as its EXIF orientation says (Pillow's `ImageOps.exif_transpose`; torchvision's
/// ImageFolder leaves it as stored). Of 16 bits the upper 8 are taken, also of gray ones, which
/// Pillow cuts off at 255. A JPEG that ends early is refused although the JDK would fill
/// the rest with gray, and so is an image of more than [#MAX_PIXELS], before anything is allocated
/// for it.
final class ImageDecoder {

    /// Most pixels of one file: a header may claim any size. A file of that size takes 600 MB while
    /// it is decoded, 3 bytes a pixel as the JDK reads it and 3 as an [Image], and 3 more where it
    /// is turned.
    static final long MAX_PIXELS = 100_000_000;

    private static final List<String> FORMATS = List.of("jpeg", "png", "bmp");
    private static final String NO_IMAGE = "not a JPEG, PNG or BMP image";

    private ImageDecoder() {}

    /// The image brought to `size × size` as [#square(Image, int)] does.
    ///
    /// @throws IOException as [#decode(Path)], when the image is so narrow that bringing its
    ///     shorter side to `size` would make the other one too long, and when the heap is too small
    ///     for it
    static Image decode(Path file, int size) throws IOException {
        try {
            Image image = decode(file);
            requireFitting(image.width(), image.height(), size);
            return square(image, size);
        } catch (OutOfMemoryError e) {
            // the picture is garbage by now: what else is in work goes on
            throw new IOException(
                    "too large for the heap of %d MB that other images in work share (make it smaller, or give the JVM more by -Xmx)"
                            .formatted(Runtime.getRuntime().maxMemory() >> 20),
                    e);
        }
    }

    /// Fails for an image that [#square(Image, int)] would first make too large.
    static void requireFitting(int width, int height, int size) throws IOException {
        long longer = Math.max(width, height);
        if (longer * size / Math.min(width, height) > MAX_PIXELS / size) {
            throw new IOException(
                    "%d x %d pixels, too narrow to be resized to %d (crop it)"
                            .formatted(width, height, size));
        }
    }

    /// The whole image.
    ///
    /// @throws IOException when the file cannot be read, is no image, is too large, or is cut off;
    ///     the message says which, and never is null
    static Image decode(Path file) throws IOException {
        try {
            return decode(Files.readAllBytes(file));
        } catch (AccessDeniedException e) {
            throw new IOException("no permission to read it (check the permissions)", e);
        } catch (NoSuchFileException e) {
            throw new IOException("no such file (a link that leads nowhere?)", e);
        } catch (EOFException e) {
            throw new IOException("cut off: it ends early", e);
        } catch (IOException e) {
            if (e.getMessage() == null) {
                throw new IOException("damaged: " + e, e);
            }
            throw e;
        }
    }

    private static Image decode(byte[] file) throws IOException {
        if (file.length == 0) {
            throw new IOException(NO_IMAGE + ", it is empty (0 bytes)");
        }
        try (ImageInputStream stream =
                new MemoryCacheImageInputStream(new ByteArrayInputStream(file))) {
            ImageReader reader = reader(stream);
            try {
                return decode(reader, stream, file);
            } finally {
                reader.dispose();
            }
        }
    }

    private static ImageReader reader(ImageInputStream stream) throws IOException {
        Iterator<ImageReader> readers = ImageIO.getImageReaders(stream);
        if (!readers.hasNext()) {
            throw new IOException(NO_IMAGE);
        }
        ImageReader reader = readers.next();
        String format = reader.getFormatName();
        if (!FORMATS.contains(format.toLowerCase(Locale.ROOT))) {
            reader.dispose();
            // the JDK would give the first picture of an animation
            throw new IOException(NO_IMAGE + " but " + format + " (convert it)");
        }
        return reader;
    }

    private static Image decode(ImageReader reader, ImageInputStream stream, byte[] file)
            throws IOException {
        List<String> warnings = new ArrayList<>();
        reader.addIIOReadWarningListener((source, warning) -> warnings.add(warning));
        reader.setInput(stream, true, true);
        Image image;
        try {
            requireReasonable(reader.getWidth(0), reader.getHeight(0));
            image = pixels(reader, file);
        } catch (RuntimeException e) {
            throw new IOException("damaged: " + e, e);
        }
        requireWhole(warnings);
        return image;
    }

    /// Fails where the JDK filled up a JPEG that ends early. A missing end marker counts, as with
    /// Pillow: a progressive JPEG that is cut between two scans shows no other sign.
    private static void requireWhole(List<String> warnings) throws IOException {
        for (String warning : warnings) {
            String text = warning.toLowerCase(Locale.ROOT);
            if (text.contains("premature end") || text.contains("truncated file")) {
                throw new IOException("cut off: " + warning);
            }
        }
    }

    /// Fails for more than [#MAX_PIXELS].
    static void requireReasonable(int width, int height) throws IOException {
        if ((long) width * height > MAX_PIXELS) {
            throw new IOException(
                    "%d x %d pixels (expected: at most %d million; make it smaller)"
                            .formatted(width, height, MAX_PIXELS / 1_000_000));
        }
    }

    private static Image pixels(ImageReader reader, byte[] file) throws IOException {
        if (reader.getFormatName().equalsIgnoreCase("jpeg")) {
            JpegHeader header = JpegHeader.of(file);
            return header.orientation().upright(jpeg(reader, header));
        }
        Image stored = rgbImage(reader);
        return reader.getFormatName().equalsIgnoreCase("png")
                ? Orientation.ofPng(file).upright(stored)
                : stored;
    }

    private static Image jpeg(ImageReader reader, JpegHeader header) throws IOException {
        if (header.components() == 4) {
            boolean ycck = header.adobeTransform() == JpegHeader.YCCK;
            return Cmyk.toRgb(reader.readRaster(0, null), ycck);
        }
        return rgbImage(reader);
    }

    private static Image rgbImage(ImageReader reader) throws IOException {
        BufferedImage image = reader.read(0);
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
        int width = image.getWidth();
        int bands = raster.getNumBands();
        int shift = raster.getSampleModel().getSampleSize(0) - Byte.SIZE;
        int[] row = new int[width * bands];
        byte[] rgb = new byte[width * image.getHeight() * Image.CHANNELS];
        int at = 0;
        for (int y = 0; y < image.getHeight(); y++) {
            raster.getPixels(0, y, width, 1, row);
            for (int x = 0; x < width; x++) {
                for (int c = 0; c < Image.CHANNELS; c++) {
                    int band = bands < Image.CHANNELS ? 0 : c;
                    rgb[at++] = (byte) (row[x * bands + band] >> shift);
                }
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
        Pixels resized = Resampler.resize(image, height, width);
        int top = (int) Math.rint((height - size) / 2.0);
        int left = (int) Math.rint((width - size) / 2.0);
        return Resampler.resize(resized, top, left, size, size, size, size).toImage();
    }
}
