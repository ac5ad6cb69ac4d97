package dev.balboa.internal.libtorch;

import java.nio.file.Path;
import java.util.Optional;

/// System properties and environment variables that steer the loading; the property wins.
final class Settings {
    private Settings() {}

    /// The folder of an installed PyTorch or libtorch.
    static Optional<String> libtorch() {
        return value("balboa.libtorch", "BALBOA_LIBTORCH");
    }

    /// The file or folder of a `libbalboa.so` built by the user.
    static Optional<String> shim() {
        return value("balboa.native", "BALBOA_NATIVE");
    }

    /// `mkl`, `openblas`, or nothing for the default.
    static Optional<String> blas() {
        return value("balboa.blas", "BALBOA_BLAS");
    }

    /// `turbo`, `jdk`, or nothing for the default.
    static Optional<String> jpeg() {
        return value("balboa.jpeg", "BALBOA_JPEG");
    }

    /// Where unpacked libraries and links are kept.
    static Path cache() {
        return value("balboa.cache", "BALBOA_CACHE")
                .map(Path::of)
                .orElseGet(
                        () ->
                                Optional.ofNullable(System.getenv("XDG_CACHE_HOME"))
                                        .filter(folder -> !folder.isBlank())
                                        .map(Path::of)
                                        .orElse(Path.of(System.getProperty("user.home"), ".cache"))
                                        .resolve("balboa"));
    }

    private static Optional<String> value(String property, String variable) {
        String value = System.getProperty(property, System.getenv(variable));
        return Optional.ofNullable(value).filter(text -> !text.isBlank());
    }
}
