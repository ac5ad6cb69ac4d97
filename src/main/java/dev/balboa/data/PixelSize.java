package dev.balboa.data;

import java.util.List;

/// Width and height of a picture.
record PixelSize(int width, int height) {

    /// The size of an image after operations.
    static PixelSize of(Image image, List<Draw> draws) {
        PixelSize size = new PixelSize(image.width(), image.height());
        for (Draw draw : draws) {
            size = size.after(draw);
        }
        return size;
    }

    private PixelSize after(Draw draw) {
        return switch (draw) {
            case Draw.Crop crop -> new PixelSize(crop.outWidth(), crop.outHeight());
            case Draw.Pad p ->
                    new PixelSize(p.left() + width + p.right(), p.top() + height + p.bottom());
            default -> this;
        };
    }

    @Override
    public String toString() {
        return width + "x" + height;
    }
}
