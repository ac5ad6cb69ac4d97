package dev.balboa.bench;

import dev.balboa.tensor.JpegFiles;
import dev.balboa.tensor.Scope;
import dev.balboa.tensor.Tensor;
import java.awt.image.BufferedImage;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.List;
import javax.imageio.ImageIO;

/// One JPEG photo after the other, from memory.
final class DecodeSubjects {
    private static final long MOST_PIXELS = 1 << 20;
    private static final double WHITE = 255;

    private DecodeSubjects() {}

    static Subject byBalboa() {
        return new ByBalboa(PictureFiles.photoBytes());
    }

    static Subject byImageIo() {
        return new ByImageIo(PictureFiles.photoBytes());
    }

    private static double[] atProbes(BufferedImage image) {
        double[] values = new double[3 * ViewOracle.PROBES.length];
        for (int i = 0; i < values.length; i++) {
            double[] probe = ViewOracle.PROBES[i / 3];
            int y = (int) (probe[0] * image.getHeight());
            int x = (int) (probe[1] * image.getWidth());
            values[i] = (image.getRGB(x, y) >> (16 - 8 * (i % 3)) & 0xFF) / WHITE;
        }
        return values;
    }

    private record ByBalboa(List<byte[]> photos) implements Subject {
        private static Tensor decode(byte[] photo) {
            return JpegFiles.decode(photo, MOST_PIXELS)
                    .orElseThrow(() -> new IllegalStateException("a photo is not decoded"));
        }

        @Override
        public double[] result() {
            try (Tensor image = decode(photos.getFirst())) {
                byte[] levels = image.toByteArray();
                int height = Math.toIntExact(image.size(0));
                int width = Math.toIntExact(image.size(1));
                double[] values = new double[3 * ViewOracle.PROBES.length];
                for (int i = 0; i < values.length; i++) {
                    double[] probe = ViewOracle.PROBES[i / 3];
                    int at = (int) (probe[0] * height) * width + (int) (probe[1] * width);
                    values[i] = (levels[3 * at + i % 3] & 0xFF) / WHITE;
                }
                return values;
            }
        }

        @Override
        public void run(long rounds) {
            try (Scope _ = Scope.open()) {
                for (long i = 0; i < rounds; i++) {
                    decode(photos.get((int) (i % photos.size()))).close();
                }
            }
        }
    }

    private record ByImageIo(List<byte[]> photos) implements Subject {
        private static BufferedImage decode(byte[] photo) {
            try {
                return ImageIO.read(new ByteArrayInputStream(photo));
            } catch (IOException e) {
                throw new UncheckedIOException("a photo is not decoded", e);
            }
        }

        @Override
        public double[] result() {
            return atProbes(decode(photos.getFirst()));
        }

        @Override
        public void run(long rounds) {
            for (long i = 0; i < rounds; i++) decode(photos.get((int) (i % photos.size())));
        }
    }
}
