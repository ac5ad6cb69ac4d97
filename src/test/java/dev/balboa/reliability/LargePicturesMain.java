package dev.balboa.reliability;

import dev.balboa.data.DataException;
import dev.balboa.data.FolderOptions;
import dev.balboa.data.ImageFolder;
import java.nio.file.Path;

/// Reads a folder of images and says what came of it: `FOLDER fail|skip THREADS`.
public final class LargePicturesMain {

    private LargePicturesMain() {}

    /// @param args as said
    public static void main(String[] args) {
        FolderOptions options =
                FolderOptions.of(16)
                        .withSkipUnreadable(args[1].equals("skip"))
                        .withThreads(Integer.parseInt(args[2]));
        try {
            ImageFolder folder = ImageFolder.read(Path.of(args[0]), options);
            System.out.println("read " + folder.size());
            System.out.println("skipped " + folder.skipped());
        } catch (DataException e) {
            System.out.println("refused " + e.getMessage());
        }
    }
}
