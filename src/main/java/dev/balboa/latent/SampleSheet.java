package dev.balboa.latent;

import dev.balboa.data.ContactSheet;
import dev.balboa.data.Image;
import dev.balboa.tensor.Generator;
import dev.balboa.tensor.Scope;
import dev.balboa.tensor.Tensor;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/// What a model has learned, as a PNG: gray images whose levels are the columns of its rows, cut to
/// `[0, 1]`.
///
/// @param size    of an image; as many pixels as the model has columns
/// @param columns images in a row of the sheet, at least 1
/// @param scale   side of the square that one pixel becomes, at least 1
public record SampleSheet(ImageSize size, int columns, int scale) {

    /// Checks the ranges.
    ///
    /// @throws IllegalArgumentException naming the component that is out of range
    public SampleSheet {
        Check.atLeast("columns", columns, 1);
        Check.atLeast("scale", scale, 1);
    }

    /// Eight images in a row, pixels three times as large.
    ///
    /// @param size of an image
    /// @return the sheet
    public static SampleSheet of(ImageSize size) {
        return new SampleSheet(size, 8, 3);
    }

    /// Writes the means of `x` for values of `z` from the prior.
    ///
    /// @param file      where to; replaced
    /// @param model     whose samples
    /// @param count     how many, at least 1
    /// @param generator draws `z`
    /// @throws IllegalArgumentException when the model has another number of columns
    /// @throws dev.balboa.data.DataException when the file cannot be written
    public void samples(Path file, LatentVariableModel model, int count, Generator generator) {
        try (Scope _ = Scope.open()) {
            rows(file, model.sampleMeans(count, generator));
        }
    }

    /// Writes rows as images.
    ///
    /// @param file where to; replaced
    /// @param x    `[N, D]`
    /// @throws IllegalArgumentException when the rows have another number of columns than an image
    ///     has pixels
    /// @throws dev.balboa.data.DataException when the file cannot be written
    public void rows(Path file, Tensor x) {
        ContactSheet.write(file, images(x), columns, scale);
    }

    /// Writes rows of images, each with a row of reconstructions below it.
    ///
    /// @param file  where to; replaced
    /// @param model whose reconstructions
    /// @param x     `[N, D]`
    /// @throws IllegalArgumentException when the rows have another number of columns than an image
    ///     has pixels
    /// @throws dev.balboa.data.DataException when the file cannot be written
    public void reconstructions(Path file, LatentVariableModel model, Tensor x) {
        try (Scope _ = Scope.open()) {
            pairs(file, x, model.reconstruct(x));
        }
    }

    /// Writes rows of images, each with a row of others below it.
    ///
    /// @param file   where to; replaced
    /// @param x      `[N, D]`
    /// @param others `[N, D]`
    /// @throws IllegalArgumentException when the rows have another number of columns than an image
    ///     has pixels
    /// @throws dev.balboa.data.DataException when the file cannot be written
    public void pairs(Path file, Tensor x, Tensor others) {
        List<Image> given = images(x);
        List<Image> made = images(others);
        int across = Math.min(columns, given.size());
        List<Image> all = new ArrayList<>();
        for (int start = 0; start < given.size(); start += across) {
            int end = Math.min(start + across, given.size());
            all.addAll(given.subList(start, end));
            pad(all, across);
            all.addAll(made.subList(start, end));
            pad(all, across);
        }
        ContactSheet.write(file, all, across, scale);
    }

    /// White images to the end of a row.
    private void pad(List<Image> images, int across) {
        while (images.size() % across != 0) {
            byte[] white = new byte[Image.CHANNELS * size.pixels()];
            Arrays.fill(white, (byte) 255);
            images.add(new Image(size.width(), size.height(), white));
        }
    }

    private List<Image> images(Tensor rows) {
        Check.rows("x", rows, size.pixels());
        double[] levels = rows.toDoubleArray();
        List<Image> images = new ArrayList<>();
        for (int start = 0; start < levels.length; start += size.pixels()) {
            byte[] rgb = new byte[Image.CHANNELS * size.pixels()];
            for (int i = 0; i < rgb.length; i++) {
                double level = Math.clamp(levels[start + i / Image.CHANNELS], 0, 1);
                rgb[i] = (byte) Math.round(255 * level);
            }
            images.add(new Image(size.width(), size.height(), rgb));
        }
        return images;
    }
}
