package dev.balboa.data;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.FileVisitOption;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;

/// The image files below a folder with their classes, before anything is decoded. Class folders and
/// files are in the order of their names; hidden entries (a leading dot) are passed over.
///
/// @param files      image files
/// @param labels     class of each file
/// @param classNames names of the class folders; empty for a flat folder
record ImageListing(List<Path> files, int[] labels, List<String> classNames) {

    private static final Logger LOG = LoggerFactory.getLogger(ImageListing.class);
    private static final List<String> EXTENSIONS = List.of("jpg", "jpeg", "png", "bmp");
    private static final String LAYOUT =
            "expected: FOLDER/<class>/*.{jpg,jpeg,png,bmp}, or image files directly in FOLDER";

    /// Lists a folder whose classes it defines itself.
    static ImageListing of(Path folder) {
        return of(folder, null);
    }

    /// Lists a folder; with `known` classes its labels are indices into them.
    static ImageListing of(Path folder, List<String> known) {
        requireFolder(folder);
        List<Path> classFolders = subfolders(folder);
        List<Path> loose = images(folder, 1);
        if (classFolders.isEmpty() && loose.isEmpty()) {
            throw new DataException(folder + ": no image found (" + LAYOUT + ")");
        }
        if (!classFolders.isEmpty() && !loose.isEmpty()) {
            throw new DataException(
                    folder
                            + ": holds class folders and loose images such as "
                            + loose.getFirst().getFileName()
                            + " ("
                            + LAYOUT
                            + ", not both; move the loose images away)");
        }
        return classFolders.isEmpty() ? flat(loose) : classes(folder, classFolders, known);
    }

    /// Every image without a label.
    private static ImageListing flat(List<Path> files) {
        int[] labels = new int[files.size()];
        Arrays.fill(labels, ImageDataset.UNLABELLED);
        return new ImageListing(files, labels, List.of());
    }

    private static ImageListing classes(Path folder, List<Path> classFolders, List<String> known) {
        List<String> own = classFolders.stream().map(f -> f.getFileName().toString()).toList();
        List<String> names = known == null ? own : known;
        List<Path> files = new ArrayList<>();
        List<Integer> labels = new ArrayList<>();
        for (Path classFolder : classFolders) {
            int label = names.indexOf(classFolder.getFileName().toString());
            if (label < 0) {
                throw new DataException(
                        classFolder
                                + ": class unknown in the train split (expected: one of "
                                + names
                                + "; remove the folder or add the class to train)");
            }
            List<Path> images = images(classFolder, Integer.MAX_VALUE);
            if (images.isEmpty()) {
                throw new DataException(
                        classFolder
                                + ": class folder without an image ("
                                + LAYOUT
                                + "; remove it or add images)");
            }
            files.addAll(images);
            images.forEach(image -> labels.add(label));
        }
        return new ImageListing(
                List.copyOf(files), labels.stream().mapToInt(Integer::intValue).toArray(), names);
    }

    /// The entries at the given positions.
    ImageListing keep(int[] chosen) {
        return new ImageListing(
                Arrays.stream(chosen).mapToObj(files::get).toList(),
                Arrays.stream(chosen).map(i -> labels[i]).toArray(),
                classNames);
    }

    static void requireFolder(Path folder) {
        if (!Files.exists(folder)) {
            throw new DataException(
                    folder.toAbsolutePath() + ": no such folder (check the path; " + LAYOUT + ")");
        }
        if (!Files.isDirectory(folder)) {
            throw new DataException(
                    folder + ": is a file (expected: a folder; give the folder that contains it)");
        }
    }

    /// Visible sub-folders, by name.
    static List<Path> subfolders(Path folder) {
        try (Stream<Path> entries = Files.list(folder)) {
            return entries.filter(f -> Files.isDirectory(f) && visible(f)).sorted().toList();
        } catch (IOException e) {
            throw unreadable(folder, e);
        }
    }

    private static List<Path> images(Path folder, int depth) {
        try (Stream<Path> entries = Files.walk(folder, depth, FileVisitOption.FOLLOW_LINKS)) {
            List<Path> files =
                    entries.filter(f -> isFile(f) && visibleBelow(folder, f)).sorted().toList();
            List<Path> images = files.stream().filter(ImageListing::isImage).toList();
            if (images.size() < files.size()) {
                LOG.info(
                        "{}: passed over {} files whose names do not end in {}",
                        folder,
                        files.size() - images.size(),
                        EXTENSIONS);
            }
            return images;
        } catch (IOException e) {
            throw unreadable(folder, e);
        } catch (UncheckedIOException e) {
            throw unreadable(folder, e.getCause());
        }
    }

    private static DataException unreadable(Path folder, IOException cause) {
        return new DataException(
                folder + ": cannot be listed (" + cause + "; check the permissions)", cause);
    }

    /// A link that leads nowhere counts, so that reading it says so.
    private static boolean isFile(Path path) {
        return Files.isRegularFile(path) || Files.isSymbolicLink(path) && !Files.exists(path);
    }

    /// Neither the file nor a folder on the way to it is hidden.
    private static boolean visibleBelow(Path folder, Path file) {
        for (Path name : folder.relativize(file)) {
            if (!visible(name)) {
                return false;
            }
        }
        return true;
    }

    private static boolean visible(Path path) {
        return !path.getFileName().toString().startsWith(".");
    }

    private static boolean isImage(Path file) {
        String name = file.getFileName().toString().toLowerCase(Locale.ROOT);
        return EXTENSIONS.contains(name.substring(name.lastIndexOf('.') + 1));
    }
}
