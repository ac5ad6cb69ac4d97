package dev.balboa.data;

import java.util.List;

/// Applies [Draw]s to pixels, one sample at a time, in plain Java. The arithmetic is torchvision's
/// on float tensors.
final class PixelExecutor {

    private static final float RED = 0.2989f;
    private static final float GREEN = 0.587f;
    private static final float BLUE = 0.114f;

    private PixelExecutor() {}

    /// Applies the operations in order. The image is not changed.
    static Pixels apply(Image image, List<Draw> draws) {
        Pixels pixels = Pixels.of(image);
        for (Draw draw : draws) {
            pixels = apply(pixels, draw);
        }
        return pixels;
    }

    private static Pixels apply(Pixels pixels, Draw draw) {
        switch (draw) {
            case Draw.Crop(int top, int left, int height, int width, int size) -> {
                return Resampler.resize(pixels, top, left, height, width, size, size);
            }
            case Draw.Flip() -> flip(pixels);
            case Draw.Brightness(double factor) -> blend(pixels, (float) factor, 0);
            case Draw.Contrast(double factor) ->
                    blend(pixels, (float) factor, (float) ((1 - factor) * meanGray(pixels)));
            case Draw.Saturation(double factor) -> saturate(pixels, (float) factor);
            case Draw.Hue(double turns) -> HueTurn.apply(pixels, (float) turns);
            case Draw.Gray() -> gray(pixels);
            case Draw.Standardize(List<Double> mean, List<Double> std) ->
                    standardize(pixels, mean, std);
        }
        return pixels;
    }

    private static void flip(Pixels pixels) {
        float[] x = pixels.levels();
        int width = pixels.width();
        for (int row = 0; row < x.length; row += width) {
            for (int l = row, r = row + width - 1; l < r; l++, r--) {
                float kept = x[l];
                x[l] = x[r];
                x[r] = kept;
            }
        }
    }

    private static void blend(Pixels pixels, float factor, float shift) {
        float[] x = pixels.levels();
        for (int i = 0; i < x.length; i++) {
            x[i] = unit(factor * x[i] + shift);
        }
    }

    private static void saturate(Pixels pixels, float factor) {
        float[] x = pixels.levels();
        int plane = pixels.plane();
        for (int i = 0; i < plane; i++) {
            float shift = (1 - factor) * grayAt(x, plane, i);
            for (int at = i; at < x.length; at += plane) {
                x[at] = unit(factor * x[at] + shift);
            }
        }
    }

    private static void gray(Pixels pixels) {
        float[] x = pixels.levels();
        int plane = pixels.plane();
        for (int i = 0; i < plane; i++) {
            float gray = grayAt(x, plane, i);
            x[i] = gray;
            x[plane + i] = gray;
            x[2 * plane + i] = gray;
        }
    }

    private static void standardize(Pixels pixels, List<Double> mean, List<Double> std) {
        float[] x = pixels.levels();
        int plane = pixels.plane();
        for (int c = 0; c < Image.CHANNELS; c++) {
            float m = mean.get(c).floatValue();
            float s = std.get(c).floatValue();
            for (int i = c * plane; i < (c + 1) * plane; i++) {
                x[i] = (x[i] - m) / s;
            }
        }
    }

    private static double meanGray(Pixels pixels) {
        double sum = 0;
        for (int i = 0; i < pixels.plane(); i++) {
            sum += grayAt(pixels.levels(), pixels.plane(), i);
        }
        return sum / pixels.plane();
    }

    private static float grayAt(float[] x, int plane, int i) {
        return RED * x[i] + GREEN * x[plane + i] + BLUE * x[2 * plane + i];
    }

    private static float unit(float level) {
        return Math.max(0, Math.min(1, level));
    }
}
