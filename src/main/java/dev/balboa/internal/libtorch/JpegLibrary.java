package dev.balboa.internal.libtorch;

import dev.balboa.internal.ffm.Abi;
import dev.balboa.internal.ffm.NativeLibraries;
import dev.balboa.internal.ffm.ProcessAbi;
import java.io.IOException;
import java.net.URL;
import org.bytedeco.javacpp.Loader;

/// libjpeg-turbo, which is part of the presets' leptonica; opened once, when it is first asked for.
///
/// It is a matter of speed alone: where it is missing, or needs a newer GNU C library (2.34), JPEG
/// files are left to the JDK.
public final class JpegLibrary {
    private static final String RESOURCE = "org/bytedeco/leptonica/linux-x86_64/libleptonica.so.6";

    // a class is initialised once, by one thread, and the others wait
    private static final String STATE = open();
    private static final String TURBO = "libjpeg-turbo of the presets' leptonica";

    private JpegLibrary() {}

    /// Whether `balboa::decode_jpeg` can be used.
    public static boolean isOpen() {
        return STATE.equals(TURBO);
    }

    /// What decodes JPEG files, and why.
    public static String state() {
        return STATE;
    }

    private static String open() {
        String wanted = Settings.jpeg().orElse("turbo");
        if (!wanted.equals("turbo")) {
            return "the JDK, since balboa.jpeg is %s (expected: turbo or jdk)".formatted(wanted);
        }
        URL url = JpegLibrary.class.getClassLoader().getResource(RESOURCE);
        if (url == null) return "the JDK, since leptonica is not on the class path";
        try {
            String file = Loader.cacheResource(url).toString();
            int status = ProcessAbi.jpegOpen(NativeLibraries.openPrivately(file).address());
            return status == Abi.OK ? TURBO : "the JDK, since leptonica lacks a function";
        } catch (IOException | UnsatisfiedLinkError | NoClassDefFoundError e) {
            return "the JDK, since leptonica cannot be opened: " + e.getMessage();
        }
    }
}
