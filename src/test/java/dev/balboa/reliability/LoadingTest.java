package dev.balboa.reliability;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.balboa.testkit.Unguarded;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// A libtorch that is missing, wrong or of another version is one exception with cause and remedy,
/// at every call: the program is [FirstTensorMain] in a process of its own. The oracle is the
/// documented text.
@Unguarded
class LoadingTest {
    private static final String VERSION_SYMBOL = "aoti_torch_abi_version";

    private Path folder;
    private Path file;

    // Not a @TempDir: those warn about each link into JavaCPP's cache.
    @BeforeEach
    void writeATextFile() throws IOException {
        folder = Files.createTempDirectory("balboa-loading");
        file = Files.writeString(folder.resolve("text"), "this is no library\n");
    }

    @AfterEach
    void deleteTheFolder() throws IOException {
        ChildJvm.delete(folder);
    }

    @Test
    void theJarsOnTheClassPathWork() {
        assertThat(first(child())).isEqualTo("3.0");
    }

    @Test
    void aFreshCacheIsFilled() {
        assertThat(first(child().with("-Dbalboa.cache=" + folder.resolve("fresh"))))
                .isEqualTo("3.0");
    }

    // Another process that is quicker leaves the same: a folder that is there and not empty.
    @Test
    void aFolderOfTheCacheThatLacksALinkIsCompleted() throws IOException {
        Path cache = folder.resolve("fresh");
        first(child().with("-Dbalboa.cache=" + cache));
        Path link;
        try (Stream<Path> tree = Files.walk(cache)) {
            link = tree.filter(path -> path.endsWith("libtorch_cpu.so")).findFirst().orElseThrow();
        }
        Files.delete(link);
        assertThat(first(child().with("-Dbalboa.cache=" + cache))).isEqualTo("3.0");
        assertThat(link).exists();
        try (Stream<Path> left = Files.list(cache)) {
            assertThat(left.map(path -> path.getFileName().toString()))
                    .noneMatch(name -> name.startsWith("linking"));
        }
    }

    @Test
    void aMissingFolderIsNamedWithTheRemedy() {
        assertThat(first(child().with("-Dbalboa.libtorch=/no/such/folder")))
                .isEqualTo(
                        "BALBOA_LIBTORCH: /no/such/folder is no folder (expected: the `torch` folder of an installed PyTorch 2.10; `python -c 'import torch; print(torch.__path__[0])'` prints it)");
    }

    @Test
    void theVariableCountsAsThePropertyDoes() {
        assertThat(first(child().environment("BALBOA_LIBTORCH", "/no/such/folder")))
                .startsWith("BALBOA_LIBTORCH: /no/such/folder is no folder");
    }

    @Test
    void thePropertyWinsOverTheVariable() {
        assertThat(
                        first(
                                child().environment("BALBOA_LIBTORCH", "/variable")
                                        .with("-Dbalboa.libtorch=/property")))
                .startsWith("BALBOA_LIBTORCH: /property is no folder");
    }

    @Test
    void aFolderWithoutLibtorchIsNamedWithTheRemedy() {
        assertThat(first(child().with("-Dbalboa.libtorch=" + folder)))
                .isEqualTo(
                        "BALBOA_LIBTORCH: %s holds no lib/libtorch_cpu.so (expected: the `torch` folder of an installed PyTorch 2.10)"
                                .formatted(folder));
    }

    @Test
    void aFolderWithHalfOfLibtorchNamesTheOtherHalf() throws IOException {
        Files.copy(file, folder.resolve("libtorch_cpu.so"));
        assertThat(first(child().with("-Dbalboa.libtorch=" + folder)))
                .startsWith("libc10.so is not in " + folder)
                .contains(
                        "Point BALBOA_LIBTORCH at the `torch` folder of an installed PyTorch 2.10");
    }

    @Test
    void aTextFileInLibtorchsPlaceIsNamedWithTheLoadersReason() throws IOException {
        Files.copy(file, folder.resolve("libtorch_cpu.so"));
        Files.copy(file, folder.resolve("libc10.so"));
        assertThat(first(child().with("-Dbalboa.libtorch=" + folder)))
                .startsWith(folder.resolve("libc10.so") + " cannot be loaded: ")
                .containsAnyOf("invalid ELF header", "file too short");
    }

    @Test
    void aDamagedFolderOfTheUsersIsNotBlamedOnTheCaches() throws IOException {
        Files.copy(file, folder.resolve("libtorch_cpu.so"));
        Files.copy(file, folder.resolve("libc10.so"));
        assertThat(first(child().with("-Dbalboa.libtorch=" + folder)))
                .contains("BALBOA_LIBTORCH")
                .doesNotContain("caches");
    }

    @ParameterizedTest
    @CsvSource({"11, 2.11", "9, 2.9"})
    void anotherVersionOfLibtorchIsNamedWithBothRemedies(int minor, String version)
            throws IOException {
        assumeTrue(
                System.getProperty("os.arch").equals("amd64"),
                "the stand-in library is for x86-64");
        TinyLibrary.write(folder.resolve("libc10.so"), "unused", 0);
        TinyLibrary.write(
                folder.resolve("libtorch_cpu.so"), VERSION_SYMBOL, 2L << 56 | (long) minor << 48);
        assertThat(first(child().with("-Dbalboa.libtorch=" + folder)))
                .isEqualTo(
                        "libtorch in %s is version %s, and this Balboa was built for 2.10. Install PyTorch 2.10 there, or build the native part with `native/build.sh --torch DIR --out LIB` and set BALBOA_NATIVE=LIB"
                                .formatted(folder, version));
    }

    @Test
    void aLibtorchWithoutAVersionIsTooOld() throws IOException {
        assumeTrue(
                System.getProperty("os.arch").equals("amd64"),
                "the stand-in library is for x86-64");
        TinyLibrary.write(folder.resolve("libc10.so"), "unused", 0);
        TinyLibrary.write(folder.resolve("libtorch_cpu.so"), "something_else", 0);
        assertThat(first(child().with("-Dbalboa.libtorch=" + folder)))
                .startsWith(
                        "libtorch in "
                                + folder
                                + " is version older than 2.2, and this Balboa was built for 2.10");
    }

    @Test
    void aShimThatDoesNotFitIsNamedWithTheRemedy() throws IOException {
        assumeTrue(
                System.getProperty("os.arch").equals("amd64"),
                "the stand-in library is for x86-64");
        TinyLibrary.write(folder.resolve("libc10.so"), "unused", 0);
        TinyLibrary.write(folder.resolve("libtorch_cpu.so"), VERSION_SYMBOL, 2L << 56 | 10L << 48);
        assertThat(first(child().with("-Dbalboa.libtorch=" + folder)))
                .contains("libbalboa.so does not fit libtorch 2.10: ")
                .contains("undefined symbol")
                .endsWith(
                        "Build it for this libtorch with `native/build.sh --torch DIR --out LIB` and set BALBOA_NATIVE=LIB");
    }

    @Test
    void aMissingShimOfTheUsersIsNamed() {
        assertThat(first(child().with("-Dbalboa.native=/no/such/library.so")))
                .isEqualTo(
                        "BALBOA_NATIVE: there is no /no/such/library.so (expected: a libbalboa.so built by native/build.sh, or its folder)");
    }

    @Test
    void aTextFileAsShimIsNamedWithTheLoadersReason() {
        assertThat(first(child().with("-Dbalboa.native=" + file)))
                .startsWith(file + " does not fit libtorch 2.10: ")
                .containsAnyOf("invalid ELF header", "file too short");
    }

    @Test
    void missingPytorchJarsAreNamedWithTheirCoordinates() {
        assertThat(first(child().withoutJar("pytorch-")))
                .startsWith(
                        "libtorch was not found: neither BALBOA_LIBTORCH is set nor are the JavaCPP jars on the class path. Add org.bytedeco:pytorch:2.10.0-1.5.13 with classifier linux-x86_64");
    }

    @Test
    void aMissingJavacppJarIsNamed() {
        assertThat(first(child().withoutJar("javacpp-").with("-Dbalboa.cache=" + folder)))
                .contains("org.bytedeco:javacpp");
    }

    @Test
    void aMissingOpenblasJarIsNamed() {
        ChildJvm child =
                child().withoutJar("openblas-")
                        .with("-Dbalboa.blas=openblas", "-Dbalboa.cache=" + folder);
        assertThat(first(child))
                .startsWith("org/bytedeco/openblas/linux-x86_64/")
                .contains("is missing on the class path");
    }

    @Test
    void aFailedUnpackingLeavesNothingInTheCache() throws IOException {
        Path cache = folder.resolve("cache");
        child().withoutJar("openblas-")
                .with("-Dbalboa.blas=openblas", "-Dbalboa.cache=" + cache)
                .run();
        try (Stream<Path> left = Files.list(cache)) {
            assertThat(left.map(path -> path.getFileName().toString()))
                    .noneMatch(name -> name.startsWith("linking"));
        }
    }

    @Test
    void withoutTheMklJarOpenblasServes() {
        assertThat(first(child().withoutJar("mkl-"))).isEqualTo("3.0");
    }

    @Test
    void mklWithoutItsJarIsRefused() {
        assertThat(first(child().withoutJar("mkl-").with("-Dbalboa.blas=mkl")))
                .isEqualTo(
                        "balboa.blas is mkl, and MKL is not on the class path. Add org.bytedeco:mkl:2025.3-1.5.13 with classifier linux-x86_64-redist, or choose openblas");
    }

    @Test
    void anUnknownBlasIsNamed() {
        assertThat(first(child().with("-Dbalboa.blas=atlas")))
                .isEqualTo("balboa.blas: atlas (expected: mkl, openblas or auto)");
    }

    @Test
    void aCacheThatCannotBeWrittenIsNamedWithTheRemedy() {
        assertThat(first(child().with("-Dbalboa.cache=" + file.resolve("cache"))))
                .contains(file.resolve("cache").toString())
                .contains("BALBOA_CACHE");
    }

    @Test
    void aCacheOfJavacppsThatCannotBeWrittenIsNamedWithTheRemedy() {
        // JavaCPP also tries the home and the temporary folder.
        ChildJvm child =
                child().with(
                                "-Dbalboa.cache=" + folder.resolve("fresh"),
                                "-Dorg.bytedeco.javacpp.cachedir=" + file.resolve("cache"),
                                "-Duser.home=" + file.resolve("home"),
                                "-Djava.io.tmpdir=" + file.resolve("temporary"));
        assertThat(first(child))
                .contains("JavaCPP's cache")
                .contains("org.bytedeco.javacpp.cachedir");
    }

    @Test
    void aWrongMemoryLimitIsNamed() {
        assertThat(first(child().with("-Dbalboa.memory.limit=lots")))
                .isEqualTo(
                        "balboa.memory.limit: lots (expected: a positive number of bytes, as 2G or 512M)");
    }

    @Test
    void anUnknownAllocatorIsNamed() {
        assertThat(first(child().with("-Dbalboa.memory.allocator=jemalloc")))
                .isEqualTo("balboa.memory.allocator: jemalloc (expected: caching or system)");
    }

    private static ChildJvm child() {
        return ChildJvm.of(FirstTensorMain.class);
    }

    /// What the first attempt came to; the second must come to the same.
    private static String first(ChildJvm child) {
        ChildJvm.Result result = child.run();
        assertThat(result.exitCode()).as(result.output()).isZero();
        assertThat(result.value("second"))
                .as("the same at every call")
                .isEqualTo(result.value("first"));
        return result.value("first");
    }
}
