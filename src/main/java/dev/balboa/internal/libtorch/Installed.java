package dev.balboa.internal.libtorch;

import java.nio.file.Files;
import java.nio.file.Path;

/// A PyTorch or libtorch that the user points at; used in place, since its libraries find others by
/// relative paths.
final class Installed {
    /// How a libtorch found here is called in messages.
    static final String ORIGIN = "BALBOA_LIBTORCH";

    private Installed() {}

    /// @param given the `torch` folder of an installed PyTorch, an unpacked libtorch, or its `lib`
    ///     folder
    static LibtorchFolder find(String given) {
        Path root = Path.of(given).toAbsolutePath().normalize();
        if (!Files.isDirectory(root)) {
            throw new LibtorchUnavailable(
                    "BALBOA_LIBTORCH: %s is no folder (expected: the `torch` folder of an installed PyTorch %s; `python -c 'import torch; print(torch.__path__[0])'` prints it)"
                            .formatted(root, LibtorchFolder.BUILT_FOR));
        }
        Path folder = Files.exists(root.resolve("libtorch_cpu.so")) ? root : root.resolve("lib");
        if (!Files.exists(folder.resolve("libtorch_cpu.so"))) {
            throw new LibtorchUnavailable(
                    "BALBOA_LIBTORCH: %s holds no lib/libtorch_cpu.so (expected: the `torch` folder of an installed PyTorch %s)"
                            .formatted(root, LibtorchFolder.BUILT_FOR));
        }
        return new LibtorchFolder(ORIGIN, folder, "built in");
    }
}
