package dev.balboa.data;

/// Turns pixels about the centre: [RandomRotation].
final class Rotation {

    private final Pixels source;
    private final float fill;
    private final float[] out;

    private Rotation(Pixels source, float fill) {
        this.source = source;
        this.fill = fill;
        this.out = new float[source.levels().length];
    }

    static Pixels apply(Pixels source, Draw.Rotate turn) {
        Rotation rotation = new Rotation(source, (float) turn.fill());
        // reduced first, so that the quarter turns are exact
        double radians = StrictMath.toRadians(turn.degrees() % 360);
        double cos = StrictMath.cos(radians);
        double sin = StrictMath.sin(radians);
        double middleX = (source.width() - 1) / 2.0;
        double middleY = (source.height() - 1) / 2.0;
        boolean nearest = turn.interpolation() == Interpolation.NEAREST;
        for (int row = 0; row < source.height(); row++) {
            for (int column = 0; column < source.width(); column++) {
                double x = cos * (column - middleX) - sin * (row - middleY) + middleX;
                double y = sin * (column - middleX) + cos * (row - middleY) + middleY;
                int to = row * source.width() + column;
                if (nearest) {
                    rotation.takeNearest((int) Math.rint(x), (int) Math.rint(y), to);
                } else {
                    rotation.takeBilinear(x, y, to);
                }
            }
        }
        return new Pixels(source.width(), source.height(), rotation.out);
    }

    private boolean inside(int x, int y) {
        return x >= 0 && x < source.width() && y >= 0 && y < source.height();
    }

    private void takeNearest(int x, int y, int to) {
        for (int c = 0; c < Image.CHANNELS; c++) {
            int plane = c * source.plane();
            out[plane + to] = inside(x, y) ? source.levels()[plane + y * source.width() + x] : fill;
        }
    }

    private void takeBilinear(double x, double y, int to) {
        int left = (int) Math.floor(x);
        int top = (int) Math.floor(y);
        float mask = 0;
        for (int corner = 0; corner < 4; corner++) {
            int atX = left + corner % 2;
            int atY = top + corner / 2;
            if (inside(atX, atY)) {
                float weight = (float) ((1 - Math.abs(x - atX)) * (1 - Math.abs(y - atY)));
                mask += weight;
                for (int c = 0; c < Image.CHANNELS; c++) {
                    int plane = c * source.plane();
                    out[plane + to] += weight * source.levels()[plane + atY * source.width() + atX];
                }
            }
        }
        for (int c = 0; c < Image.CHANNELS; c++) {
            int at = c * source.plane() + to;
            out[at] = mask * (out[at] - fill) + fill;
        }
    }
}
