package dev.balboa.data;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

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
/// that was written, if folder, files (names, sizes, times) and options are the same.
public final class ImagePacker {

    private static final String PART = ".part";
    private static final int AHEAD = 4;

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
                        fingerprint(names),
                        listed.train().classNames(),
                        labels,
                        names);
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
    ///     of something else, a full disk
    public static Packed pack(Path folder, Path file, FolderOptions options, Progress progress) {
        ImagePacker packer = new ImagePacker(ListedSplits.of(folder), folder, options);
        Path part = part(file);
        try {
            int resumed = packer.write(part, progress);
            Files.move(part, file, StandardCopyOption.REPLACE_EXISTING);
            Splits splits = PackedImages.open(file);
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

    /// The file of a packing that is not finished.
    ///
    /// @param file of the finished one
    /// @return beside it
    public static Path part(Path file) {
        return file.resolveSibling(file.getFileName() + PART);
    }

    /// @return files that were in already
    private int write(Path part, Progress progress) throws IOException {
        byte[] head = header.toBytes();
        if (part.toAbsolutePath().getParent() != null) {
            Files.createDirectories(part.toAbsolutePath().getParent());
        }
        try (FileChannel out =
                FileChannel.open(
                        part,
                        StandardOpenOption.READ,
                        StandardOpenOption.WRITE,
                        StandardOpenOption.CREATE)) {
            int done = done(part, out, head);
            out.truncate(head.length + done * header.recordBytes());
            out.position(out.size());
            writeFrom(out, done, progress);
            out.force(true);
            return done;
        }
    }

    /// How many records an earlier packing of the same files has left; 0 for a new one, which then
    /// has its header.
    private int done(Path part, FileChannel out, byte[] head) throws IOException {
        if (out.size() < head.length) {
            out.truncate(0);
            writeAll(out, ByteBuffer.wrap(head));
            return 0;
        }
        ByteBuffer known = ByteBuffer.allocate(head.length);
        while (known.hasRemaining() && out.read(known, known.position()) >= 0) {
            // until all of it is read
        }
        if (!known.flip().equals(ByteBuffer.wrap(head))) {
            throw new DataException(
                    part
                            + ": an unfinished packing of other files or of another size (expected:"
                            + " the same folder and options, or delete it)");
        }
        return (int) ((out.size() - head.length) / header.recordBytes());
    }

    /// Decodes ahead, in parallel, and writes in order.
    private void writeFrom(FileChannel out, int done, Progress progress) throws IOException {
        Queue<Future<Image>> ahead = new ArrayDeque<>();
        int submitted = done;
        ExecutorService pool =
                Executors.newFixedThreadPool(
                        options.threads(),
                        Thread.ofPlatform().daemon().name("balboa-decode-", 0).factory());
        try {
            for (int written = done; written < files.size(); written++) {
                while (submitted < files.size()
                        && submitted - written < AHEAD * options.threads()) {
                    Path file = files.get(submitted++);
                    ahead.add(pool.submit(() -> ImageFolder.decode(file, options)));
                }
                writeAll(out, record(ahead.remove().get()));
                progress.files(written + 1, files.size());
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new DataException("interrupted while packing images (start again)", e);
        } catch (ExecutionException e) {
            throw Failures.rethrown(e);
        } finally {
            pool.shutdownNow();
        }
    }

    private ByteBuffer record(Image image) {
        ByteBuffer record = ByteBuffer.allocate((int) header.recordBytes());
        if (image != null) {
            record.put((byte) 1).put(image.rgb());
        }
        return record.clear();
    }

    private static void writeAll(FileChannel out, ByteBuffer bytes) throws IOException {
        while (bytes.hasRemaining()) {
            out.write(bytes);
        }
    }

    /// Of names, sizes and times of the files, and of what is done to those that cannot be decoded.
    private long fingerprint(List<String> names) {
        long hash = options.skipUnreadable() ? 1 : 0;
        for (int i = 0; i < files.size(); i++) {
            hash = mix(hash, names.get(i).hashCode());
            try {
                hash = mix(hash, Files.size(files.get(i)));
                hash = mix(hash, Files.getLastModifiedTime(files.get(i)).toMillis());
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
