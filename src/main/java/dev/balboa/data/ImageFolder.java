package dev.balboa.data;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;

/// Images from a folder, decoded once and kept in memory as `size × size` 8-bit levels.
///
/// `FOLDER/<class>/*.jpg` gives one class per sub-folder, labelled in the order of their names as
/// torchvision does; images directly in `FOLDER` are unlabelled. JPEG, PNG and BMP are read, of at
/// most 100 million pixels each; a JPEG is turned as its EXIF orientation says.
/// Sub-folders of a class folder belong to it.
///
/// While a picture is decoded, its file and three bytes per pixel are in the Java heap, once for
/// each decoding thread: a JPEG of 48 million pixels needs a heap of some 210 MB. One that does not
/// fit counts as a file that cannot be decoded.
///
/// A file that cannot be decoded (cut off, too large, or no image) is an error that names it, since
/// a training run on less data than was given should be somebody's decision:
/// [FolderOptions#withSkipUnreadable(boolean)] makes it, and then each such file is logged as a
/// warning and counted in [#skipped()]. Files are read when the folder is, before any training.
public final class ImageFolder implements ImageDataset {

    private final List<Image> images;
    private final List<Path> files;
    private final int[] labels;
    private final List<String> classNames;
    private final List<Path> skipped;

    private ImageFolder(ImageListing listing, List<Image> decoded) {
        List<Integer> kept = new ArrayList<>();
        List<Path> lost = new ArrayList<>();
        for (int i = 0; i < decoded.size(); i++) {
            if (decoded.get(i) == null) {
                lost.add(listing.files().get(i));
            } else {
                kept.add(i);
            }
        }
        int[] positions = kept.stream().mapToInt(Integer::intValue).toArray();
        ImageListing readable = listing.keep(positions);
        this.images = kept.stream().map(decoded::get).toList();
        this.files = readable.files();
        this.labels = readable.labels();
        this.classNames = readable.classNames();
        this.skipped = List.copyOf(lost);
    }

    /// Reads one folder.
    ///
    /// @param folder  class folders, or images
    /// @param options how to read
    /// @return the images in the order of their paths
    /// @throws DataException naming the folder or file: missing, no folder, without images, with
    ///     class folders beside loose images, a folder of splits, an unreadable file
    public static ImageFolder read(Path folder, FolderOptions options) {
        if (ListedSplits.areIn(folder)) {
            throw new DataException(
                    folder + ": holds splits, not classes (read its train folder, or use splits)");
        }
        return read(ImageListing.of(folder), options);
    }

    /// Reads a folder with `train/` and `test/` (or `val/`) inside as two splits, any other as the
    /// train split alone. When both `test/` and `val/` are there, `test/` is taken. The test
    /// split's labels are indices into the train split's classes.
    ///
    /// @param folder       as said
    /// @param trainOptions how to read the train split
    /// @param testOptions  how to read the test split
    /// @return the splits
    /// @throws DataException as in [#read(Path, FolderOptions)], and when the test split has a
    ///     class of its own
    public static Splits splits(
            Path folder, FolderOptions trainOptions, FolderOptions testOptions) {
        ListedSplits listed = ListedSplits.of(folder);
        return new Splits(
                read(listed.train(), trainOptions),
                listed.test().map(test -> read(test, testOptions)));
    }

    /// Both splits with the same options.
    ///
    /// @param folder  as in [#splits(Path, FolderOptions, FolderOptions)]
    /// @param options how to read
    /// @return the splits
    public static Splits splits(Path folder, FolderOptions options) {
        return splits(folder, options, options);
    }

    private static ImageFolder read(ImageListing listing, FolderOptions options) {
        ImageListing wanted = listing;
        if (options.limit().isPresent()) {
            wanted =
                    listing.keep(
                            BalancedChoice.choose(
                                    listing.labels(),
                                    options.limit().getAsInt(),
                                    options.limitSeed()));
        }
        List<Image> decoded = new ArrayList<>();
        FileDecoding.inOrder(wanted.files(), options, decoded::add);
        ImageFolder folder = new ImageFolder(wanted, decoded);
        if (folder.size() == 0) {
            throw new DataException(
                    wanted.files().getFirst().getParent()
                            + ": none of "
                            + wanted.files().size()
                            + " images could be decoded (check the files)");
        }
        return folder;
    }

    /// The files that were left out because they could not be decoded; empty unless skipping was
    /// asked for.
    ///
    /// @return in the order of their paths
    public List<Path> skipped() {
        return skipped;
    }

    @Override
    public int size() {
        return images.size();
    }

    @Override
    public Image image(int index) {
        return images.get(index);
    }

    @Override
    public int label(int index) {
        return labels[Objects.checkIndex(index, labels.length)];
    }

    @Override
    public String name(int index) {
        return files.get(index).toString();
    }

    @Override
    public List<String> classNames() {
        return classNames;
    }
}
