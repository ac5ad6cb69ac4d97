package dev.balboa.data;

/// Follows operations to what they amount to. See [ViewParameters].
final class ViewTracker {

    private final Side across;
    private final Side down;
    private double degrees;
    private double brightness = 1;
    private double contrast = 1;
    private double saturation = 1;
    private double hue;
    private boolean gray;
    private double blur;
    private boolean solarized;
    private boolean equalized;

    ViewTracker(int width, int height) {
        across = new Side(width);
        down = new Side(height);
    }

    void add(Draw draw) {
        switch (draw) {
            case Draw.Crop crop -> {
                across.cut(crop.left(), crop.width(), crop.outWidth());
                down.cut(crop.top(), crop.height(), crop.outHeight());
            }
            case Draw.Pad pad -> {
                across.pad(pad.left(), pad.right());
                down.pad(pad.top(), pad.bottom());
            }
            case Draw.Flip() -> across.mirrored = !across.mirrored;
            case Draw.VerticalFlip() -> down.mirrored = !down.mirrored;
            case Draw.Rotate turn -> degrees += turn.degrees();
            case Draw.Brightness(double factor) -> brightness *= factor;
            case Draw.Contrast(double factor) -> contrast *= factor;
            case Draw.Saturation(double factor) -> saturation *= factor;
            case Draw.Hue(double turns) -> hue += turns;
            case Draw.Gray() -> gray = true;
            // variances of Gaussians add up
            case Draw.Blur(int _, double sigma) -> blur = Math.hypot(blur, sigma);
            case Draw.Solarize _ -> solarized = true;
            case Draw.Equalize() -> equalized = true;
            case Draw.Standardize _ -> {
                // the same for every view
            }
        }
    }

    ViewParameters parameters() {
        return new ViewParameters(
                across.start,
                down.start,
                across.length,
                down.length,
                across.mirrored,
                down.mirrored,
                degrees,
                brightness,
                contrast,
                saturation,
                hue,
                gray,
                blur,
                solarized,
                equalized);
    }

    /// What is seen of the image along one of its sides, which spans 0 to 1.
    private static final class Side {
        private double start;
        private double length = 1;
        private int pixels;
        private boolean mirrored;

        Side(int pixels) {
            this.pixels = pixels;
        }

        void cut(int from, int count, int out) {
            double pixel = length / pixels;
            // in a mirrored view, what is first is what was last
            start += pixel * (mirrored ? pixels - from - count : from);
            length = pixel * count;
            pixels = out;
        }

        void pad(int before, int after) {
            double pixel = length / pixels;
            start -= pixel * (mirrored ? after : before);
            pixels += before + after;
            length = pixel * pixels;
        }
    }
}
