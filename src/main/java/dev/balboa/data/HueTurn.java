package dev.balboa.data;

/// Turns the hue of every pixel: RGB to HSV, `H ← (H + turns) mod 1`, back.
///
/// With `d = max − min`, `6H` is `(g − b)/d`, `2 + (b − r)/d` or `4 + (r − g)/d` as red, green or
/// blue is largest (the first of equals). Back, with `k = (n + 6H) mod 6`, `n` = 5, 3, 1 for red,
/// green, blue: `max − d·clamp(min(k, 4 − k), 0, 1)`.
final class HueTurn {

    private HueTurn() {}

    static void apply(Pixels pixels, float turns) {
        float[] x = pixels.levels();
        int plane = pixels.plane();
        for (int i = 0; i < plane; i++) {
            float r = x[i];
            float g = x[plane + i];
            float b = x[2 * plane + i];
            float max = Math.max(r, Math.max(g, b));
            float d = max - Math.min(r, Math.min(g, b));
            float six = wrap(6 * turns + sextant(r, g, b, max, d));
            x[i] = channel(5, six, max, d);
            x[plane + i] = channel(3, six, max, d);
            x[2 * plane + i] = channel(1, six, max, d);
        }
    }

    private static float sextant(float r, float g, float b, float max, float d) {
        if (d == 0) {
            return 0;
        }
        if (max == r) {
            return (g - b) / d;
        }
        return max == g ? 2 + (b - r) / d : 4 + (r - g) / d;
    }

    private static float channel(int n, float six, float max, float d) {
        float k = wrap(n + six);
        return max - d * Math.max(0, Math.min(1, Math.min(k, 4 - k)));
    }

    private static float wrap(float six) {
        float rest = six % 6;
        return rest < 0 ? rest + 6 : rest;
    }
}
