package dev.balboa.data;

/// Convolves with a truncated Gaussian along both axes, mirrored at the edge: [GaussianBlur].
final class Blur {

    private Blur() {}

    /// The taps: `exp(−i² / 2σ²)` for `i` from `−radius` to `radius`, summing to 1.
    static float[] kernel(int kernelSize, double sigma) {
        double[] raw = new double[kernelSize];
        double total = 0;
        for (int k = 0; k < kernelSize; k++) {
            double t = (k - kernelSize / 2) / sigma;
            raw[k] = StrictMath.exp(-t * t / 2);
            total += raw[k];
        }
        float[] kernel = new float[kernelSize];
        for (int k = 0; k < kernelSize; k++) {
            kernel[k] = (float) (raw[k] / total);
        }
        return kernel;
    }

    /// The radius must be less than each side; [Drawing] sees to that.
    static Pixels apply(Pixels pixels, int kernelSize, double sigma) {
        float[] kernel = kernel(kernelSize, sigma);
        int plane = pixels.plane();
        float[] rows = new float[plane];
        float[] out = new float[pixels.levels().length];
        for (int c = 0; c < Image.CHANNELS; c++) {
            alongRows(pixels, c * plane, kernel, rows);
            downColumns(rows, pixels.width(), pixels.height(), kernel, out, c * plane);
        }
        return new Pixels(pixels.width(), pixels.height(), out);
    }

    private static void alongRows(Pixels pixels, int from, float[] kernel, float[] out) {
        float[] x = pixels.levels();
        int width = pixels.width();
        int radius = kernel.length / 2;
        for (int row = 0; row < out.length; row += width) {
            for (int i = 0; i < width; i++) {
                float sum = 0;
                for (int k = 0; k < kernel.length; k++) {
                    int at = PaddingMode.REFLECT.source(i + k - radius, width);
                    sum += kernel[k] * x[from + row + at];
                }
                out[row + i] = sum;
            }
        }
    }

    private static void downColumns(
            float[] in, int width, int height, float[] kernel, float[] out, int to) {
        int radius = kernel.length / 2;
        for (int row = 0; row < height; row++) {
            for (int k = 0; k < kernel.length; k++) {
                int from = PaddingMode.REFLECT.source(row + k - radius, height) * width;
                for (int i = 0; i < width; i++) {
                    out[to + row * width + i] += kernel[k] * in[from + i];
                }
            }
        }
    }
}
