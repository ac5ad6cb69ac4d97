package dev.balboa.data;

import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.IntStream;

import javax.imageio.ImageIO;

/// Many images on one picture, in rows, for a look at a dataset or at what an augmentation does.
public final class ContactSheet {

    /// White pixels between two images.
    private static final int GAP = 2;

    private static final int WHITE = 0xFFFFFF;

    private ContactSheet() {}

    /// Writes a PNG. Each cell has the size of the largest image; pixels are repeated, not
    /// smoothed.
    ///
    /// @param file    where to; missing folders are made, an existing file is replaced
    /// @param images  at least one, row by row
    /// @param columns images per row, at least 1
    /// @param scale   side of the square that one pixel becomes, at least 1
    /// @throws IllegalArgumentException when there is no image or a number is below 1
    /// @throws DataException when the file cannot be written
    public static void write(Path file, List<Image> images, int columns, int scale) {
        Check.atLeast("images", images.size(), 1);
        Check.atLeast("columns", columns, 1);
        Check.atLeast("scale", scale, 1);
        BufferedImage sheet = paint(images, Math.min(columns, images.size()), scale);
        try {
            Files.createDirectories(file.toAbsolutePath().getParent());
            if (!ImageIO.write(sheet, "png", file.toFile())) {
                throw new IOException("this Java has no PNG writer");
            }
        } catch (IOException e) {
            throw new DataException(
                    file
                            + ": cannot be written: "
                            + e.getMessage()
                            + " (check path and permissions)",
                    e);
        }
    }

    /// One view of each of some images of a dataset as the augmentation makes them, without
    /// standardisation.
    ///
    /// @param dataset      where the images come from
    /// @param augmentation what is done; a closing [Normalize] is left out, so that the result can
    ///     be looked at
    /// @param index        image
    /// @param views        how many views, at least 1
    /// @param seed         for the draws, in epoch 0
    /// @return the views as [Loader] draws them
    public static List<Image> views(
            ImageDataset dataset, Augmentation augmentation, int index, int views, long seed) {
        Check.atLeast("views", views, 1);
        return IntStream.range(0, views)
                .mapToObj(v -> view(dataset.image(index), augmentation, seed, index, v))
                .toList();
    }

    private static Image view(
            Image image, Augmentation augmentation, long seed, int index, int view) {
        CounterRandom random = CounterRandom.of(CounterRandom.Purpose.VIEW, seed, 0, index, view);
        List<Draw> visible =
                Drawing.of(augmentation, image.width(), image.height(), random).stream()
                        .filter(draw -> !(draw instanceof Draw.Standardize))
                        .toList();
        return PixelExecutor.apply(image, visible).toImage();
    }

    private static BufferedImage paint(List<Image> images, int columns, int scale) {
        int cellWidth = scale * images.stream().mapToInt(Image::width).max().orElseThrow();
        int cellHeight = scale * images.stream().mapToInt(Image::height).max().orElseThrow();
        int rows = Math.ceilDiv(images.size(), columns);
        BufferedImage sheet =
                new BufferedImage(
                        columns * (cellWidth + GAP) - GAP,
                        rows * (cellHeight + GAP) - GAP,
                        BufferedImage.TYPE_INT_RGB);
        for (int y = 0; y < sheet.getHeight(); y++) {
            for (int x = 0; x < sheet.getWidth(); x++) {
                sheet.setRGB(x, y, WHITE);
            }
        }
        for (int i = 0; i < images.size(); i++) {
            int left = i % columns * (cellWidth + GAP);
            int top = i / columns * (cellHeight + GAP);
            place(sheet, images.get(i), left, top, scale);
        }
        return sheet;
    }

    private static void place(BufferedImage sheet, Image image, int left, int top, int scale) {
        for (int y = 0; y < image.height() * scale; y++) {
            for (int x = 0; x < image.width() * scale; x++) {
                int color = 0;
                for (int c = 0; c < Image.CHANNELS; c++) {
                    color = color << Byte.SIZE | image.level(x / scale, y / scale, c);
                }
                sheet.setRGB(left + x, top + y, color);
            }
        }
    }
}
