package dev.balboa.data;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;

/// Decodes the images of a folder once and writes them into one file, for [PackedImages].
///
/// ```java
/// ImagePacker.Packed packed =
///         ImagePacker.pack(photos, file, FolderOptions.of(64), (done, all) -> {});
/// Splits splits = PackedImages.open(file);
/// ```
///
/// Images become squares as in [ImageFolder]. They are written in order to `file.part`, which takes
/// the name of the file when it is whole: packing that was stopped goes on after the last image
/// that was written, if folder, files (names, sizes, times) and the side are the same. Where it was
/// stopped by a file that cannot be decoded, it goes on with such files skipped.
public final class ImagePacker {

    private static final String PART = ".part";

    /// Told after each file.
    public interface Progress {

        /// @param done files that are in, skipped ones included
        /// @param all  files of both splits
        void files(int done, int all);
    }

    /// What was written.
    ///
    /// @param train   images of the train split
    /// @param test    images of the test split
    /// @param skipped files of both that could not be decoded
    /// @param resumed files that an earlier, unfinished packing had done
    /// @param bytes   of the file
    public record Packed(int train, int test, int skipped, int resumed, long bytes) {}

    private final List<Path> files;
    private final PackHeader header;
    private final FolderOptions options;
    private final byte[] head;
    private final byte[] marks;

    private ImagePacker(ListedSplits listed, Path folder, FolderOptions options) {
        List<Path> all = new ArrayList<>(listed.train().files());
        listed.test().ifPresent(test -> all.addAll(test.files()));
        this.files = List.copyOf(all);
        this.options = options;
        int[] labels = new int[files.size()];
        int trainSlots = listed.train().files().size();
        System.arraycopy(listed.train().labels(), 0, labels, 0, trainSlots);
        listed.test()
                .ifPresent(
                        test ->
                                System.arraycopy(
                                        test.labels(),
                                        0,
                                        labels,
                                        trainSlots,
                                        test.labels().length));
        List<String> names =
                files.stream()
                        .map(f -> folder.relativize(f).toString().replace('\\', '/'))
                        .toList();
        this.header =
                new PackHeader(
                        options.size(),
                        trainSlots,
                        fingerprint(files),
                        listed.train().classNames(),
                        labels,
                        names);
        this.head = header.toBytes();
        this.marks = new byte[files.size()];
    }

    /// Packs a folder, or goes on with packing it.
    ///
    /// @param folder   as for [ImageFolder#splits(Path, FolderOptions)]
    /// @param file     where to; replaced when the new one is whole
    /// @param options  side of the images, what to do about unreadable files, threads; the limit
    ///     does not count
    /// @param progress told after each file, on the calling thread
    /// @return what was written
    /// @throws DataException naming the folder or file: as in [ImageFolder], an unfinished packing
    ///     of something else, another packing to the same file at this moment, a full disk
    public static Packed pack(Path folder, Path file, FolderOptions options, Progress progress) {
        ImagePacker packer = new ImagePacker(ListedSplits.of(folder), folder, options);
        Path part = part(file);
        try {
            int resumed = packer.write(part, progress);
            Splits splits = PackedImages.open(part);
            requireImages(splits.train(), folder);
            splits.test().ifPresent(test -> requireImages(test, folder));
            Files.move(
                    part,
                    file,
                    StandardCopyOption.ATOMIC_MOVE,
                    StandardCopyOption.REPLACE_EXISTING);
            int train = splits.train().size();
            int test = splits.test().map(ImageDataset::size).orElse(0);
            int skipped = packer.files.size() - train - test;
            return new Packed(train, test, skipped, resumed, Files.size(file));
        } catch (IOException e) {
            throw new DataException(
                    part
                            + ": cannot be written: "
                            + e
                            + " (check space and permissions; packing goes on where it stopped)",
                    e);
        }
    }

    private static void requireImages(ImageDataset images, Path folder) {
        if (images.size() == 0) {
            throw new DataException(
                    folder + ": no image of a split could be decoded (check the files)");
        }
    }

    /// The file of a packing that is not finished.
    ///
    /// @param file of the finished one
    /// @return beside it
    public static Path part(Path file) {
        return file.resolveSibling(file.getFileName() + PART);
    }

    /// @return files that were in already
    private int write(Path part, Progress progress) throws IOException {
        if (part.toAbsolutePath().getParent() != null) {
            Files.createDirectories(part.toAbsolutePath().getParent());
        }
        try (FileChannel out =
                        FileChannel.open(
                                part,
                                StandardOpenOption.READ,
                                StandardOpenOption.WRITE,
                                StandardOpenOption.CREATE);
                FileLock _ = lock(part, out)) {
            int done = done(part, out);
            out.truncate(records() + done * header.recordBytes());
            out.position(records() + done * header.recordBytes());
            writeFrom(out, done, progress);
            out.force(true);
            out.position(head.length);
            writeAll(out, ByteBuffer.wrap(marks));
            out.force(true);
            return done;
        }
    }

    private static FileLock lock(Path part, FileChannel out) throws IOException {
        FileLock lock;
        try {
            lock = out.tryLock();
        } catch (OverlappingFileLockException e) {
            lock = null;
        }
        if (lock == null) {
            throw new DataException(
                    part + ": another packing is writing it (wait for it, or name another file)");
        }
        return lock;
    }

    /// Where the records begin: behind the header and the marks.
    private long records() {
        return head.length + marks.length;
    }

    /// How many records an earlier packing of the same files has left, whose marks are then known;
    /// 0 for a new one, which then has its header.
    private int done(Path part, FileChannel out) throws IOException {
        ByteBuffer known = read(out, 0, head.length);
        if (!ByteBuffer.wrap(head, 0, known.limit()).equals(known)) {
            throw new DataException(
                    part
                            + ": an unfinished packing of other files or of another size (expected:"
                            + " the same folder and options, or delete it)");
        }
        if (out.size() < records()) {
            out.truncate(0);
            writeAll(out, ByteBuffer.wrap(head));
            writeAll(out, ByteBuffer.allocate(marks.length));
            return 0;
        }
        long whole = Math.min(files.size(), (out.size() - records()) / header.recordBytes());
        int done = 0;
        for (; done < whole; done++) {
            byte mark = read(out, records() + done * header.recordBytes(), 1).get();
            if (!isKept(mark)) {
                break;
            }
            marks[done] = mark;
        }
        return done;
    }

    /// Not a hole that a crash has left, and not a file that is no longer to be skipped.
    private boolean isKept(byte mark) {
        return mark == PackHeader.IMAGE || mark == PackHeader.SKIPPED && options.skipUnreadable();
    }

    private static ByteBuffer read(FileChannel from, long at, int count) throws IOException {
        ByteBuffer bytes = ByteBuffer.allocate(count);
        while (bytes.hasRemaining() && from.read(bytes, at + bytes.position()) >= 0) {
            // until all that there is is read
        }
        return bytes.flip();
    }

    private void writeFrom(FileChannel out, int done, Progress progress) throws IOException {
        int[] written = {done};
        FileDecoding.<IOException>inOrder(
                files.subList(done, files.size()),
                options,
                image -> {
                    marks[written[0]] = image == null ? PackHeader.SKIPPED : PackHeader.IMAGE;
                    writeAll(out, record(image));
                    progress.files(++written[0], files.size());
                });
    }

    private ByteBuffer record(Image image) {
        ByteBuffer record = ByteBuffer.allocate((int) header.recordBytes());
        if (image == null) {
            record.put(PackHeader.SKIPPED);
        } else {
            record.put(PackHeader.IMAGE).put(image.rgb());
        }
        return record.clear();
    }

    private static void writeAll(FileChannel out, ByteBuffer bytes) throws IOException {
        while (bytes.hasRemaining()) {
            out.write(bytes);
        }
    }

    /// Of sizes and times of the files; their names stand in the header.
    private static long fingerprint(List<Path> files) {
        long hash = 0;
        for (Path file : files) {
            try {
                hash = mix(hash, Files.size(file));
                hash = mix(hash, Files.getLastModifiedTime(file).toMillis());
            } catch (IOException e) {
                // it will be named, or skipped, when it is decoded
                hash = mix(hash, -1);
            }
        }
        return hash;
    }

    private static long mix(long hash, long value) {
        return (hash * 31 + value) * 0x9E3779B97F4A7C15L;
    }
}
