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
            case Draw.Crop crop -> {
                return Resampler.apply(pixels, crop);
            }
            case Draw.Pad pad -> {
                return pad(pixels, pad);
            }
            case Draw.Rotate turn -> {
                return Rotation.apply(pixels, turn);
            }
            case Draw.Blur(int kernelSize, double sigma) -> {
                return Blur.apply(pixels, kernelSize, sigma);
            }
            case Draw.Flip() -> flip(pixels);
            case Draw.VerticalFlip() -> flipVertically(pixels);
            case Draw.Brightness(double factor) -> blend(pixels, (float) factor, 0);
            case Draw.Contrast(double factor) ->
                    blend(pixels, (float) factor, (float) ((1 - factor) * meanGray(pixels)));
            case Draw.Saturation(double factor) -> saturate(pixels, (float) factor);
            case Draw.Hue(double turns) -> HueTurn.apply(pixels, (float) turns);
            case Draw.Gray() -> gray(pixels);
            case Draw.Solarize(double threshold) -> solarize(pixels, (float) threshold);
            case Draw.Equalize() -> Equalization.apply(pixels);
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

    private static void flipVertically(Pixels pixels) {
        float[] x = pixels.levels();
        int width = pixels.width();
        float[] kept = new float[width];
        for (int c = 0; c < Image.CHANNELS; c++) {
            int top = c * pixels.plane();
            int bottom = top + pixels.plane() - width;
            for (; top < bottom; top += width, bottom -= width) {
                System.arraycopy(x, top, kept, 0, width);
                System.arraycopy(x, bottom, x, top, width);
                System.arraycopy(kept, 0, x, bottom, width);
            }
        }
    }

    private static Pixels pad(Pixels pixels, Draw.Pad pad) {
        int width = pad.left() + pixels.width() + pad.right();
        int height = pad.top() + pixels.height() + pad.bottom();
        float[] out = new float[Image.CHANNELS * height * width];
        for (int at = 0; at < out.length; at++) {
            int row = at / width % height;
            int x = pad.mode().source(at % width - pad.left(), pixels.width());
            int y = pad.mode().source(row - pad.top(), pixels.height());
            if (x >= 0 && y >= 0) {
                int plane = at / width / height * pixels.plane();
                out[at] = pixels.levels()[plane + y * pixels.width() + x];
            }
        }
        return new Pixels(width, height, out);
    }

    private static void solarize(Pixels pixels, float threshold) {
        float[] x = pixels.levels();
        for (int i = 0; i < x.length; i++) {
            if (x[i] >= threshold) {
                x[i] = 1 - x[i];
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
