package dev.balboa.data;

/// A picture in work: levels as floats, one plane per channel (CHW), `[0, 1]` until they are
/// standardised.
///
/// @param width  pixels per row
/// @param height rows
/// @param levels `3 × height × width`, written in place by the operations that keep the size
record Pixels(int width, int height, float[] levels) {

    static Pixels of(Image image) {
        int plane = image.width() * image.height();
        float[] levels = new float[Image.CHANNELS * plane];
        byte[] rgb = image.rgb();
        for (int i = 0; i < plane; i++) {
            for (int c = 0; c < Image.CHANNELS; c++) {
                levels[c * plane + i] = (rgb[i * Image.CHANNELS + c] & 0xFF) / 255f;
            }
        }
        return new Pixels(image.width(), image.height(), levels);
    }

    /// Back to 8 bits, rounded; levels outside `[0, 1]` are cut.
    Image toImage() {
        int plane = plane();
        byte[] rgb = new byte[levels.length];
        for (int i = 0; i < plane; i++) {
            for (int c = 0; c < Image.CHANNELS; c++) {
                float level = Math.clamp(levels[c * plane + i], 0f, 1f);
                rgb[i * Image.CHANNELS + c] = (byte) Math.round(255 * level);
            }
        }
        return new Image(width, height, rgb);
    }

    int plane() {
        return width * height;
    }
}
