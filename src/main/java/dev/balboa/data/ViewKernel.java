package dev.balboa.data;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;

import dev.balboa.tensor.DType;
import dev.balboa.tensor.Operator;
import dev.balboa.tensor.Shape;
import dev.balboa.tensor.Tensor;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.List;

/// Applies [Draw]s to many images in one native call, by the kernel of `native/src/augment.h`: the
/// same arithmetic as [PixelExecutor], which stays its definition, in vectors. Levels of the two
/// agree within 2e-5, but where solarising jumps. Rotations and equalisations are not in it.
final class ViewKernel {

    private static final String AUGMENT = "balboa::augment";

    // the rows of the operator's tables
    private static final int DRAW_COLUMNS = 8;
    private static final int IMAGE_COLUMNS = 5;

    private final List<Image> images;
    private final Tensor bytes;
    private final long[] offsets;

    /// Copies the images' bytes next to each other, for any number of views of them. Belongs to
    /// the open scope.
    ViewKernel(List<Image> images) {
        this.images = images;
        this.offsets = new long[images.size()];
        long total = 0;
        for (int i = 0; i < offsets.length; i++) {
            offsets[i] = total;
            total += images.get(i).rgb().length;
        }
        this.bytes = Tensor.empty(Shape.of(total), DType.UINT8);
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment to = bytes.asSegment(arena);
            for (int i = 0; i < offsets.length; i++) {
                byte[] rgb = images.get(i).rgb();
                MemorySegment.copy(rgb, 0, to, JAVA_BYTE, offsets[i], rgb.length);
            }
        }
    }

    /// Writes a view of each image whose draws it [#covers]; the other rows stay as they are.
    ///
    /// @param draws what is done to each image, in the order of the images
    /// @param views float32 `[N, 3, height, width]`, contiguous, of the size that the draws lead to
    /// @return the rows that stayed
    List<Integer> view(List<List<Draw>> draws, Tensor views) {
        DrawTable table = new DrawTable();
        List<Integer> left = new ArrayList<>();
        long[] rows = new long[IMAGE_COLUMNS * images.size()];
        for (int i = 0; i < images.size(); i++) {
            if (!covers(draws.get(i))) {
                left.add(i);
            } else {
                Image image = images.get(i);
                int at = IMAGE_COLUMNS * i;
                rows[at] = offsets[i];
                rows[at + 1] = image.width();
                rows[at + 2] = image.height();
                rows[at + 3] = table.rows();
                rows[at + 4] = draws.get(i).size();
                draws.get(i).forEach(table::add);
            }
        }
        Tensor sources = Tensor.of(rows, Shape.of(images.size(), IMAGE_COLUMNS));
        Operator.of(AUGMENT).results(bytes, sources, table.tensor(), views);
        return left;
    }

    /// Whether the kernel can do all of it.
    static boolean covers(List<Draw> draws) {
        return draws.stream()
                .noneMatch(d -> d instanceof Draw.Rotate || d instanceof Draw.Equalize);
    }

    /// The operator's table of draws: a number for the kind, as in `augment.h`, then the values.
    private static final class DrawTable {
        private final List<double[]> rows = new ArrayList<>();

        int rows() {
            return rows.size();
        }

        void add(Draw draw) {
            rows.add(
                    switch (draw) {
                        case Draw.Crop c ->
                                row(
                                        0,
                                        c.top(),
                                        c.left(),
                                        c.height(),
                                        c.width(),
                                        c.outHeight(),
                                        c.outWidth(),
                                        c.interpolation() == Interpolation.BICUBIC ? 1 : 0);
                        case Draw.Pad p ->
                                row(
                                        1,
                                        p.top(),
                                        p.left(),
                                        p.bottom(),
                                        p.right(),
                                        p.mode().ordinal());
                        case Draw.Flip() -> row(2);
                        case Draw.VerticalFlip() -> row(3);
                        case Draw.Brightness(double factor) -> row(4, factor);
                        case Draw.Contrast(double factor) -> row(5, factor);
                        case Draw.Saturation(double factor) -> row(6, factor);
                        case Draw.Hue(double turns) -> row(7, turns);
                        case Draw.Gray() -> row(8);
                        case Draw.Blur(int kernelSize, double sigma) -> row(9, kernelSize, sigma);
                        case Draw.Solarize(double threshold) -> row(10, threshold);
                        case Draw.Standardize s -> standardize(s);
                        case Draw.Rotate _, Draw.Equalize _ ->
                                throw new IllegalArgumentException(draw + " is not in the kernel");
                    });
        }

        private static double[] standardize(Draw.Standardize s) {
            double[] row = row(11);
            for (int c = 0; c < Image.CHANNELS; c++) {
                row[1 + c] = s.mean().get(c);
                row[1 + Image.CHANNELS + c] = s.std().get(c);
            }
            return row;
        }

        private static double[] row(int kind, double... values) {
            double[] row = new double[DRAW_COLUMNS];
            row[0] = kind;
            System.arraycopy(values, 0, row, 1, values.length);
            return row;
        }

        Tensor tensor() {
            double[] all = new double[DRAW_COLUMNS * rows.size()];
            for (int i = 0; i < rows.size(); i++) {
                System.arraycopy(rows.get(i), 0, all, DRAW_COLUMNS * i, DRAW_COLUMNS);
            }
            return Tensor.of(all, Shape.of(rows.size(), DRAW_COLUMNS));
        }
    }
}
