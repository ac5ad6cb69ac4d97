package dev.balboa.cli;

import dev.balboa.data.ContactSheet;
import dev.balboa.data.Image;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/// A picture of what an encoder finds alike: one row per class, an image and its nearest train
/// images before training, then the same after training.
final class NeighbourPicture {

    private static final int SCALE = 2;

    private NeighbourPicture() {}

    /// Writes the picture.
    ///
    /// @param file a PNG
    static void write(Path file, Gallery gallery, Gallery.Look before, Gallery.Look after) {
        List<Image> cells = new ArrayList<>();
        int columns = 0;
        for (int row = 0; row < gallery.rows().size(); row++) {
            int start = cells.size();
            addRow(cells, gallery, row, before);
            addRow(cells, gallery, row, after);
            columns = cells.size() - start;
        }
        ContactSheet.write(file, cells, columns, SCALE);
    }

    private static void addRow(List<Image> cells, Gallery gallery, int row, Gallery.Look look) {
        cells.add(gallery.asked().image(gallery.rows().get(row)));
        look.neighbours()
                .get(row)
                .forEach(neighbour -> cells.add(gallery.known().image(neighbour)));
    }
}
