package dev.balboa.tensor;

import dev.balboa.internal.libtorch.JpegLibrary;
import java.util.Optional;

/// JPEG files as tensors, as `torchvision.io` reads them.
public final class JpegFiles {
    private static final Operator DECODE_JPEG = Operator.lazy("balboa::decode_jpeg");

    private JpegFiles() {}

    /// A JPEG file as `[height, width, 3]` uint8, as `torchvision.io.decode_jpeg` does, but gray
    /// ones as three equal channels and with the channels last. By libjpeg-turbo, on the CPU.
    ///
    /// @param file       the bytes of the file
    /// @param mostPixels of the image; looked at before memory is asked for
    /// @return empty for what is not a gray or a JFIF file of three components, for one that is
    ///     damaged, cut off or larger, where memory does not last, and where there is no
    ///     libjpeg-turbo (see [Diagnostics#report()])
    public static Optional<Tensor> decode(byte[] file, long mostPixels) {
        if (file.length == 0 || !isAvailable()) {
            return Optional.empty();
        }
        try (Tensor bytes = Tensor.of(file, Shape.of(file.length))) {
            return Optional.of(DECODE_JPEG.call(bytes, mostPixels));
        } catch (TorchException e) {
            return Optional.empty();
        }
    }

    private static boolean isAvailable() {
        try {
            Native.require();
            return JpegLibrary.isOpen();
        } catch (LibtorchException e) {
            return false;
        }
    }
}
