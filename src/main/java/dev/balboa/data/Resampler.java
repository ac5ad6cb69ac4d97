package dev.balboa.data;

/// Bilinear and bicubic resize with antialiasing, as torchvision's `resize(…, antialias=True)` and
/// Pillow's `BILINEAR` and `BICUBIC`.
///
/// Output `i` of an axis looks at `c = (i + ½)·s`, `s = in / out`, and weighs input `j` by the
/// kernel [Interpolation] at `(j + ½ − c) / max(s, 1)`, the weights then summing to 1. The axes are
/// done one after the other.
final class Resampler {

    private Resampler() {}

    /// The weights of one axis: output `i` is the sum over `k` of `weights[i][k] · input[first[i] +
    /// k]`.
    record Axis(int[] first, float[][] weights) {

        static Axis of(int in, int out, Interpolation interpolation) {
            return of(in, out, 0, out, interpolation);
        }

        /// Of the outputs only `count` from `from` on.
        static Axis of(int in, int out, int from, int count, Interpolation interpolation) {
            int[] first = new int[count];
            float[][] weights = new float[count][];
            double scale = (double) in / out;
            double stretch = Math.max(scale, 1);
            double support = interpolation.support() * stretch;
            for (int i = 0; i < count; i++) {
                double centre = (from + i + 0.5) * scale;
                first[i] = Math.max(0, (int) (centre - support + 0.5));
                int end = Math.min(in, (int) (centre + support + 0.5));
                weights[i] = weigh(interpolation, first[i], end, centre, stretch);
            }
            return new Axis(first, weights);
        }

        /// The first input that output `i` looks at.
        int first(int i) {
            return first[i];
        }

        /// The input behind the last one that output `i` looks at.
        int end(int i) {
            return first[i] + weights[i].length;
        }

        /// What input `j` counts in output `i`.
        float weight(int i, int j) {
            return weights[i][j - first[i]];
        }

        private static float[] weigh(
                Interpolation interpolation, int first, int end, double centre, double stretch) {
            double[] raw = new double[end - first];
            double total = 0;
            for (int k = 0; k < raw.length; k++) {
                raw[k] = interpolation.weight((first + k + 0.5 - centre) / stretch);
                total += raw[k];
            }
            float[] weights = new float[raw.length];
            for (int k = 0; k < raw.length; k++) {
                weights[k] = (float) (raw[k] / total);
            }
            return weights;
        }
    }

    /// Bilinear: cuts `height` rows from `top` and `width` columns from `left` out of the source
    /// and resizes them.
    static Pixels resize(
            Pixels source, int top, int left, int height, int width, int outHeight, int outWidth) {
        return apply(
                source,
                new Draw.Crop(
                        top, left, height, width, outHeight, outWidth, Interpolation.BILINEAR));
    }

    /// Cuts out and resizes; where the size stays, levels are copied.
    static Pixels apply(Pixels source, Draw.Crop crop) {
        if (crop.height() == crop.outHeight() && crop.width() == crop.outWidth()) {
            return cut(source, crop);
        }
        Pixels result = resample(source, crop);
        if (crop.interpolation() == Interpolation.BICUBIC) {
            float[] x = result.levels();
            for (int i = 0; i < x.length; i++) {
                x[i] = Math.max(0, Math.min(1, x[i]));
            }
        }
        return result;
    }

    private static Pixels cut(Pixels source, Draw.Crop crop) {
        float[] out = new float[Image.CHANNELS * crop.height() * crop.width()];
        int to = 0;
        for (int c = 0; c < Image.CHANNELS; c++) {
            int from = c * source.plane() + crop.top() * source.width() + crop.left();
            for (int y = 0; y < crop.height(); y++) {
                System.arraycopy(source.levels(), from + y * source.width(), out, to, crop.width());
                to += crop.width();
            }
        }
        return new Pixels(crop.width(), crop.height(), out);
    }

    private static Pixels resample(Pixels source, Draw.Crop crop) {
        int height = crop.height();
        int outHeight = crop.outHeight();
        int outWidth = crop.outWidth();
        Axis columns = Axis.of(crop.width(), outWidth, crop.interpolation());
        Axis rows = Axis.of(height, outHeight, crop.interpolation());
        float[] out = new float[Image.CHANNELS * outHeight * outWidth];
        float[] narrow = new float[height * outWidth];
        for (int c = 0; c < Image.CHANNELS; c++) {
            int from = c * source.plane() + crop.top() * source.width() + crop.left();
            for (int y = 0; y < height; y++) {
                alongRow(source.levels(), from + y * source.width(), columns, narrow, y * outWidth);
            }
            downColumns(narrow, outWidth, rows, out, c * outHeight * outWidth);
        }
        return new Pixels(outWidth, outHeight, out);
    }

    /// One row of the input, from `from` on, to one of the output, from `to` on.
    static void alongRow(float[] in, int from, Axis axis, float[] out, int to) {
        for (int i = 0; i < axis.first.length; i++) {
            float[] weights = axis.weights[i];
            int start = from + axis.first[i];
            float sum = 0;
            for (int k = 0; k < weights.length; k++) {
                sum += weights[k] * in[start + k];
            }
            out[to + i] = sum;
        }
    }

    private static void downColumns(float[] in, int width, Axis axis, float[] out, int to) {
        for (int i = 0; i < axis.first.length; i++) {
            float[] weights = axis.weights[i];
            int row = to + i * width;
            for (int k = 0; k < weights.length; k++) {
                int start = (axis.first[i] + k) * width;
                for (int x = 0; x < width; x++) {
                    out[row + x] += weights[k] * in[start + x];
                }
            }
        }
    }
}
