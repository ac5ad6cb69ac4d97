package dev.balboa.internal.libtorch;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Arrays;
import java.util.zip.CRC32C;

/// Balboa's own native library: the one the user built, or the shipped one, copied out of the jar
/// once.
final class Shim {
    private static final String RESOURCE = "/dev/balboa/native/linux-x86_64/libbalboa.so";

    private Shim() {}

    static Path find() {
        return Settings.shim().map(Shim::given).orElseGet(Shim::shipped);
    }

    private static Path given(String path) {
        Path given = Path.of(path).toAbsolutePath();
        Path file = Files.isDirectory(given) ? given.resolve("libbalboa.so") : given;
        if (Files.isRegularFile(file)) return file;
        throw new LibtorchUnavailable(
                "BALBOA_NATIVE: there is no %s (expected: a libbalboa.so built by native/build.sh, or its folder)"
                        .formatted(file));
    }

    private static Path shipped() {
        byte[] library = read();
        Path folder = Settings.cache().resolve("native-" + digest(library));
        Path file = folder.resolve("libbalboa.so");
        try {
            if (Files.exists(file) && Arrays.equals(Files.readAllBytes(file), library)) return file;
            Files.createDirectories(folder);
            Path fresh = Files.createTempFile(folder, "libbalboa", ".part");
            Files.write(fresh, library);
            Files.move(
                    fresh,
                    file,
                    StandardCopyOption.ATOMIC_MOVE,
                    StandardCopyOption.REPLACE_EXISTING);
            return file;
        } catch (IOException e) {
            throw new LibtorchUnavailable(
                    "libbalboa.so cannot be written to %s: %s. Set BALBOA_CACHE to a folder that can be written"
                            .formatted(folder, e),
                    e);
        }
    }

    private static byte[] read() {
        try (InputStream in = Shim.class.getResourceAsStream(RESOURCE)) {
            if (in == null)
                throw new LibtorchUnavailable(
                        "this Balboa ships no " + RESOURCE + "; build it with native/build.sh");
            return in.readAllBytes();
        } catch (IOException e) {
            throw new LibtorchUnavailable("libbalboa.so cannot be read from Balboa's jar", e);
        }
    }

    // Not a security hash: those load providers, which takes longer than everything else here.
    private static String digest(byte[] bytes) {
        CRC32C checksum = new CRC32C();
        checksum.update(bytes);
        return Long.toHexString(checksum.getValue());
    }
}
