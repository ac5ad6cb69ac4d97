package dev.balboa.bench;

import java.awt.image.BufferedImage;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import javax.imageio.ImageIO;

/// The JPEG files that are read: small pictures in class folders, and photos. Every implementation
/// reads the same files.
///
/// They are drawn unless somebody has better ones: waves of many lengths, edges and some grain,
/// about as many bytes as a picture of a camera.
///
/// @param pictures folder of class folders
/// @param photos folder of 256 × 256 pictures
public record PictureFiles(Path pictures, Path photos) {
    /// Name of the environment variable that tells a process where the pictures are.
    public static final String PICTURES = "BALBOA_BENCH_PICTURES";

    /// The same of the photos.
    public static final String PHOTOS = "BALBOA_BENCH_PHOTOS";

    static final int CLASSES = 10;
    static final int IN_A_CLASS = 512;

    private static final int SIDE = 32;
    private static final int PHOTO_SIDE = 256;
    private static final int PHOTO_COUNT = 16;
    private static final int OCTAVES = 6;
    private static final int GRAIN = 10;

    /// Draws what is not there yet.
    public static PictureFiles drawn(Path folder) {
        Path photos = photos(folder);
        Path pictures = folder.resolve("pictures");
        for (int c = 0; c < CLASSES; c++) {
            draw(pictures.resolve("class" + c), IN_A_CLASS, SIDE, c * IN_A_CLASS);
        }
        return new PictureFiles(pictures, photos);
    }

    /// With the first 512 pictures of each of ten class folders that somebody has, of 32 × 32.
    ///
    /// @param given class folders, or a folder `train` of them
    /// @throws IllegalArgumentException if there are fewer
    public static PictureFiles chosen(Path folder, Path given) {
        if (!Files.isDirectory(given)) {
            throw new IllegalArgumentException(
                    "--data: %s (expected: a folder of class folders)".formatted(given));
        }
        Path train = given.resolve("train");
        Path source = Files.isDirectory(train) ? train : given;
        Path chosen = folder.resolve("chosen");
        try {
            List<Path> classes = sorted(source).stream().filter(Files::isDirectory).toList();
            if (classes.size() != CLASSES) {
                throw new IllegalArgumentException(
                        "--data: %s has %d class folders (expected: %d)"
                                .formatted(source, classes.size(), CLASSES));
            }
            for (Path each : classes) copy(each, chosen.resolve(each.getFileName()));
        } catch (IOException e) {
            throw new UncheckedIOException("--data: " + given + " cannot be copied", e);
        }
        return new PictureFiles(chosen, photos(folder));
    }

    private static void copy(Path source, Path target) throws IOException {
        List<Path> files =
                sorted(source).stream().filter(file -> file.toString().endsWith(".jpg")).toList();
        if (files.size() < IN_A_CLASS) {
            throw new IllegalArgumentException(
                    "--data: %s has %d .jpg files (expected: at least %d)"
                            .formatted(source, files.size(), IN_A_CLASS));
        }
        Files.createDirectories(target);
        for (Path old : sorted(target)) Files.delete(old);
        for (Path file : files.subList(0, IN_A_CLASS)) {
            Files.copy(file, target.resolve(file.getFileName()));
        }
    }

    private static Path photos(Path folder) {
        Path photos = folder.resolve("photos");
        draw(photos, PHOTO_COUNT, PHOTO_SIDE, 0);
        return photos;
    }

    /// The files of a folder by name.
    static List<Path> sorted(Path folder) {
        try (Stream<Path> files = Files.list(folder)) {
            return files.sorted().toList();
        } catch (IOException e) {
            throw new UncheckedIOException(folder + " cannot be read", e);
        }
    }

    private static void draw(Path folder, int count, int side, int first) {
        try {
            Files.createDirectories(folder);
            for (int i = 0; i < count; i++) {
                Path file = folder.resolve("%04d.jpg".formatted(i));
                if (Files.exists(file)) continue;
                Path part = folder.resolve("part");
                ImageIO.write(picture(side, first + i), "jpg", part.toFile());
                Files.move(part, file);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(folder + " cannot be written", e);
        }
    }

    private static BufferedImage picture(int side, int seed) {
        Random random = new Random(seed);
        double[][][] levels = new double[3][side][side];
        for (int octave = 0; octave < OCTAVES; octave++) addWaves(levels, octave, random);
        for (int edge = 0; edge < 3; edge++) addEdge(levels, random);
        BufferedImage image = new BufferedImage(side, side, BufferedImage.TYPE_INT_RGB);
        for (int y = 0; y < side; y++) {
            for (int x = 0; x < side; x++) {
                int rgb = 0;
                for (int c = 0; c < 3; c++) {
                    double level = 128 + levels[c][y][x] + GRAIN * random.nextGaussian();
                    rgb = rgb << 8 | Math.clamp(Math.round(level), 0, 255);
                }
                image.setRGB(x, y, rgb);
            }
        }
        return image;
    }

    /// Waves of about `2^octave` periods, fainter the shorter they are.
    private static void addWaves(double[][][] levels, int octave, Random random) {
        int side = levels[0].length;
        double along = (random.nextDouble() - 0.5) * (4 << octave) * Math.PI / side;
        double down = (random.nextDouble() - 0.5) * (4 << octave) * Math.PI / side;
        double phase = random.nextDouble() * 2 * Math.PI;
        for (double[][] channel : levels) {
            double height = (0.5 + random.nextDouble()) * 48 / (1 << octave);
            for (int y = 0; y < side; y++) {
                for (int x = 0; x < side; x++) {
                    channel[y][x] += height * Math.sin(along * x + down * y + phase);
                }
            }
        }
    }

    private static void addEdge(double[][][] levels, Random random) {
        int side = levels[0].length;
        double angle = random.nextDouble() * 2 * Math.PI;
        double distance = (random.nextDouble() - 0.5) * side;
        for (double[][] channel : levels) {
            double height = (random.nextDouble() - 0.5) * 60;
            for (int y = 0; y < side; y++) {
                for (int x = 0; x < side; x++) {
                    double from =
                            (x - side / 2.0) * Math.cos(angle) + (y - side / 2.0) * Math.sin(angle);
                    if (from > distance) channel[y][x] += height;
                }
            }
        }
    }

    /// The photos, in the order of their names.
    static List<byte[]> photoBytes() {
        List<byte[]> photos = new ArrayList<>();
        try {
            for (Path file : sorted(Path.of(System.getenv(PHOTOS)))) {
                if (file.toString().endsWith(".jpg")) photos.add(Files.readAllBytes(file));
            }
        } catch (IOException e) {
            throw new UncheckedIOException("the photos cannot be read", e);
        }
        return photos;
    }
}
