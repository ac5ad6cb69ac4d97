package dev.balboa.internal;

import static org.assertj.core.api.Assertions.assertThat;

import dev.balboa.internal.ffm.Abi;
import dev.balboa.tensor.Memory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HexFormat;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/// The shipped native library was built from the checked-in sources: the hash compiled into it is
/// that of the files.
class SourceHashTest {
    @Test
    void theNativeLibraryIsBuiltFromTheseSources() throws Exception {
        Memory.liveTensors(); // loads it
        assertThat(Abi.sourceHash())
                .as(
                        "native/ changed and the library did not: run native/build.sh and commit its result")
                .isEqualTo(hashOf(Path.of("native")));
    }

    // As native/build.sh does it: balboa.h, then the sources by name.
    private static String hashOf(Path folder) throws Exception {
        List<Path> files = new ArrayList<>();
        try (Stream<Path> sources = Files.list(folder.resolve("src"))) {
            sources.filter(
                            file ->
                                    file.toString().endsWith(".h")
                                            || file.toString().endsWith(".cpp"))
                    .sorted(Comparator.comparing(Path::toString))
                    .forEach(files::add);
        }
        files.addFirst(folder.resolve("balboa.h"));
        MessageDigest digest = MessageDigest.getInstance("SHA-256");
        for (Path file : files) digest.update(Files.readAllBytes(file));
        return HexFormat.of().formatHex(digest.digest());
    }
}
