package dev.balboa.bench;

/// The images of which views are measured. `bench/python/augment.py` makes the same ones.
///
/// @param side   of an image and of a view, in pixels
/// @param size   of a view
/// @param images in a batch
record ViewInputs(int side, int size, int images) {
    static final ViewInputs CIFAR = new ViewInputs(32, 32, 64);
    static final ViewInputs IMAGENET = new ViewInputs(256, 224, 8);

    static ViewInputs of(Work work) {
        return work == Work.AUGMENT_CIFAR ? CIFAR : IMAGENET;
    }

    /// `side × side × 3` bytes by rows: slopes and edges, not noise.
    byte[] image(int index) {
        byte[] rgb = new byte[side * side * 3];
        for (int y = 0; y < side; y++) {
            for (int x = 0; x < side; x++) {
                for (int c = 0; c < 3; c++) {
                    rgb[(y * side + x) * 3 + c] =
                            (byte) (3 * x + 5 * y + 40 * c + 17 * index + x * y % 13 * 4);
                }
            }
        }
        return rgb;
    }

    /// Side of the view that the gate looks at: smaller than the image, so that it is resized.
    int gateSize() {
        return side * 3 / 4;
    }

    /// Taps of its blur.
    int gateTaps() {
        return gateSize() / 20 * 2 + 1;
    }
}
