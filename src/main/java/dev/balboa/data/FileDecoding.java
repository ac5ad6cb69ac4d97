package dev.balboa.data;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Decodes image files on several threads and gives the images in order; only some are made ahead.
final class FileDecoding {

    private static final Logger LOG = LoggerFactory.getLogger(FileDecoding.class);
    private static final int AHEAD = 4;

    /// What takes the images.
    interface Sink<E extends Exception> {

        /// @param image the next one; null for a file that was skipped
        void take(Image image) throws E;
    }

    private FileDecoding() {}

    /// Decodes all files.
    ///
    /// @param options side, what to do about unreadable files, threads
    /// @throws DataException naming the first file that cannot be decoded, unless it is skipped
    static <E extends Exception> void inOrder(List<Path> files, FolderOptions options, Sink<E> sink)
            throws E {
        Queue<Future<Image>> ahead = new ArrayDeque<>();
        int submitted = 0;
        ExecutorService pool =
                Executors.newFixedThreadPool(
                        options.threads(),
                        Thread.ofPlatform().daemon().name("balboa-decode-", 0).factory());
        try {
            for (int given = 0; given < files.size(); given++) {
                while (submitted < files.size()
                        && submitted - given < (long) AHEAD * options.threads()) {
                    Path file = files.get(submitted++);
                    ahead.add(pool.submit(() -> decode(file, options)));
                }
                sink.take(ahead.remove().get());
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new DataException("interrupted while decoding images (start again)", e);
        } catch (ExecutionException e) {
            throw Failures.rethrown(e);
        } finally {
            pool.shutdownNow();
        }
    }

    private static Image decode(Path file, FolderOptions options) {
        try {
            return ImageDecoder.decode(file, options.size());
        } catch (IOException e) {
            if (options.skipUnreadable()) {
                LOG.warn("{}: skipped: {}", file, e.getMessage());
                return null;
            }
            throw new DataException(
                    file
                            + ": cannot be decoded: "
                            + e.getMessage()
                            + " (remove or replace the file, or skip unreadable files)",
                    e);
        }
    }
}
