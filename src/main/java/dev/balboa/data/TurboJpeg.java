package dev.balboa.data;

import dev.balboa.tensor.JpegFiles;
import dev.balboa.tensor.Scope;
import java.util.Optional;

/// Plain JPEG files by libjpeg-turbo, several times as fast as by the JDK: gray ones, and those of
/// three components with a JFIF header, that are whole and undamaged.
final class TurboJpeg {

    private TurboJpeg() {}

    /// The image as it is stored, not yet turned; empty for every other file, about which the JDK's
    /// reader then says what is wrong, and where there is no libjpeg-turbo.
    static Optional<Image> decode(byte[] file, long mostPixels) {
        boolean jpeg = file.length > 2 && (file[0] & 0xFF) == 0xFF && (file[1] & 0xFF) == 0xD8;
        // a scope belongs to a platform thread
        if (!jpeg || Thread.currentThread().isVirtual()) {
            return Optional.empty();
        }
        try (Scope _ = Scope.open()) {
            return JpegFiles.decode(file, mostPixels)
                    .map(
                            rgb ->
                                    new Image(
                                            Math.toIntExact(rgb.size(1)),
                                            Math.toIntExact(rgb.size(0)),
                                            rgb.toByteArray()));
        }
    }
}
