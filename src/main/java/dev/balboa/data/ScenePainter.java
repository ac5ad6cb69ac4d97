package dev.balboa.data;

import java.util.Arrays;

/// Turns [Factors] into pixels: object over background, both lit from one side, averaged over a
/// grid of samples per pixel, then noise.
final class ScenePainter {

    /// Samples per pixel and direction.
    private static final int GRID = 4;

    private static final double OBJECT_SATURATION = 0.6;

    /// HSV value of the background: that of a textured object of middling brightness, so that
    /// objects are brighter and darker than it and the sign of the contrast does not give the
    /// object away.
    private static final double BACKGROUND_VALUE = 0.4;

    private final Factors factors;
    private final double axisAmplitude;
    private final double cos;
    private final double sin;
    private final double lightX;
    private final double lightY;
    private final double[] objectColor;
    private final double[] backgroundColor;

    ScenePainter(Factors factors, FactorRanges ranges) {
        this.factors = factors;
        this.axisAmplitude = ranges.axisAmplitude();
        this.cos = StrictMath.cos(factors.rotation()) / factors.radius();
        this.sin = StrictMath.sin(factors.rotation()) / factors.radius();
        this.lightX = ranges.lightAmplitude() * StrictMath.cos(factors.light());
        this.lightY = ranges.lightAmplitude() * StrictMath.sin(factors.light());
        this.objectColor = rgb(factors.objectHue(), OBJECT_SATURATION, factors.brightness());
        this.backgroundColor =
                rgb(factors.backgroundHue(), factors.backgroundSaturation(), BACKGROUND_VALUE);
    }

    Image paint(int size, CounterRandom random) {
        byte[] levels = new byte[size * size * Image.CHANNELS];
        double[] sum = new double[Image.CHANNELS];
        for (int y = 0; y < size; y++) {
            for (int x = 0; x < size; x++) {
                average(x, y, size, sum);
                int at = (y * size + x) * Image.CHANNELS;
                for (int c = 0; c < Image.CHANNELS; c++) {
                    double noisy = sum[c] + factors.noise() * random.nextGaussian();
                    levels[at + c] = (byte) Math.round(255 * Math.clamp(noisy, 0.0, 1.0));
                }
            }
        }
        return new Image(size, size, levels);
    }

    private void average(int x, int y, int size, double[] sum) {
        Arrays.fill(sum, 0);
        for (int sample = 0; sample < GRID * GRID; sample++) {
            double px = (x + (sample % GRID + 0.5) / GRID) * 2 / size - 1;
            double py = (y + (sample / GRID + 0.5) / GRID) * 2 / size - 1;
            add(px, py, sum);
        }
        for (int c = 0; c < sum.length; c++) {
            sum[c] /= GRID * GRID;
        }
    }

    private void add(double px, double py, double[] sum) {
        double light = 1 + lightX * px + lightY * py;
        double dx = px - factors.x();
        double dy = py - factors.y();
        double u = dx * cos + dy * sin;
        double v = dy * cos - dx * sin;
        if (!factors.object().covers(u, v)) {
            for (int c = 0; c < sum.length; c++) {
                sum[c] += light * backgroundColor[c];
            }
            return;
        }
        double shade = factors.object().shade(u, v);
        double white = axisAmplitude * Math.max(0, u);
        for (int c = 0; c < sum.length; c++) {
            sum[c] +=
                    light
                            * shade
                            * (objectColor[c] + white * (factors.brightness() - objectColor[c]));
        }
    }

    /// HSV to RGB: each channel is `v − v·s·max(0, min(k, 4 − k, 1))` with `k = (n + 6h) mod 6`,
    /// `n` = 5, 3, 1.
    private static double[] rgb(double hue, double saturation, double value) {
        double[] color = new double[Image.CHANNELS];
        for (int c = 0; c < color.length; c++) {
            double k = (5 - 2 * c + 6 * hue) % 6;
            color[c] = value - value * saturation * Math.max(0, Math.min(Math.min(k, 4 - k), 1));
        }
        return color;
    }
}
