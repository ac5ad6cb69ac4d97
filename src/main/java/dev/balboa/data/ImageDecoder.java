package dev.balboa.data;

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
import java.util.Optional;
import java.util.concurrent.locks.Lock;
import java.util.concurrent.locks.ReadWriteLock;
import java.util.concurrent.locks.ReentrantReadWriteLock;

import javax.imageio.ImageIO;
import javax.imageio.ImageReader;
import javax.imageio.stream.ImageInputStream;
import javax.imageio.stream.MemoryCacheImageInputStream;

/// Decodes one JPEG, PNG or BMP file to 8-bit RGB, whatever its name ends in: plain JPEGs by
/// [TurboJpeg], all else, and what that one has doubts about, by the JDK. Both give the same
/// levels.
///
/// Gray becomes three equal channels, alpha is dropped, CMYK is converted
/// without a profile, colour profiles are not applied: what Pillow's `convert("RGB")` does. A JPEG
/// or PNG is turned as its EXIF orientation says (Pillow's `ImageOps.exif_transpose`; torchvision's
/// ImageFolder leaves it as stored). Of 16 bits the upper 8 are taken, also of gray ones, which
/// Pillow cuts off at 255. A JPEG that ends early is refused although the JDK would fill
/// the rest with gray, and so is an image of more than [#MAX_PIXELS], before anything is allocated
/// for it.
final class ImageDecoder {

    /// Most pixels of one file: a header may claim any size, and while a file is decoded each of
    /// its pixels takes three bytes of the heap, eight where the file has 16 bits and alpha.
    static final long MAX_PIXELS = 100_000_000;

    private static final List<String> FORMATS = List.of("jpeg", "png", "bmp");
    private static final String NO_IMAGE = "not a JPEG, PNG or BMP image";

    /// Shared by those who decode beside each other, exclusive to one who needs all of the memory.
    private static final ReadWriteLock HEAP = new ReentrantReadWriteLock();

    /// What is made of a picture while its reader is open.
    private interface Use {

        Image of(Picture picture) throws IOException;
    }

    private ImageDecoder() {}

    /// The image brought to `size × size` as [CentreSquare] does.
    ///
    /// A file for which the memory does not last is tried once more when no other one is being
    /// decoded, so that what is readable does not depend on the number of threads.
    ///
    /// @throws IOException as [#decode(Path)], when the image is so narrow that bringing its
    ///     shorter side to `size` would make the other one too long, and when it does not fit into
    ///     the memory
    static Image decode(Path file, int size) throws IOException {
        Use square =
                picture -> {
                    requireFitting(picture.width(), picture.height(), size);
                    return CentreSquare.of(picture, size);
                };
        try {
            return decode(HEAP.readLock(), file, square);
        } catch (OutOfMemoryError _) {
            return decodeAlone(file, square);
        }
    }

    private static Image decodeAlone(Path file, Use use) throws IOException {
        try {
            return decode(HEAP.writeLock(), file, use);
        } catch (OutOfMemoryError e) {
            throw new IOException(
                    "too large for the heap of %d MB (make it smaller, or give the JVM more by -Xmx)"
                            .formatted(Runtime.getRuntime().maxMemory() >> 20),
                    e);
        }
    }

    private static Image decode(Lock share, Path file, Use use) throws IOException {
        share.lock();
        try {
            return decode(file, use);
        } finally {
            share.unlock();
        }
    }

    /// Fails for an image whose longer side would become too long with the shorter one at `size`.
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
        return decode(file, Picture::toImage);
    }

    private static Image decode(Path file, Use use) throws IOException {
        try {
            return decode(Files.readAllBytes(file), use);
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

    private static Image decode(byte[] file, Use use) throws IOException {
        if (file.length == 0) {
            throw new IOException(NO_IMAGE + ", it is empty (0 bytes)");
        }
        Optional<Image> plain = TurboJpeg.decode(file, MAX_PIXELS);
        if (plain.isPresent()) {
            Orientation orientation = JpegHeader.of(file).orientation();
            return use.of(orientation.upright(Picture.of(plain.get())));
        }
        try (ImageInputStream stream =
                new MemoryCacheImageInputStream(new ByteArrayInputStream(file))) {
            ImageReader reader = reader(stream);
            try {
                return decode(reader, stream, file, use);
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

    private static Image decode(ImageReader reader, ImageInputStream stream, byte[] file, Use use)
            throws IOException {
        List<String> warnings = new ArrayList<>();
        reader.addIIOReadWarningListener((source, warning) -> warnings.add(warning));
        reader.setInput(stream, true, true);
        Image image;
        try {
            requireReasonable(reader.getWidth(0), reader.getHeight(0));
            image = use.of(stored(reader, file));
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

    private static Picture stored(ImageReader reader, byte[] file) throws IOException {
        if (reader.getFormatName().equalsIgnoreCase("jpeg")) {
            JpegHeader header = JpegHeader.of(file);
            return header.orientation().upright(jpeg(reader, header));
        }
        Picture stored = BufferedPicture.of(reader.read(0));
        return reader.getFormatName().equalsIgnoreCase("png")
                ? Orientation.ofPng(file).upright(stored)
                : stored;
    }

    private static Picture jpeg(ImageReader reader, JpegHeader header) throws IOException {
        if (header.components() == 4) {
            boolean ycck = header.adobeTransform() == JpegHeader.YCCK;
            return new Cmyk(reader.readRaster(0, null), ycck);
        }
        return BufferedPicture.of(reader.read(0));
    }
}
