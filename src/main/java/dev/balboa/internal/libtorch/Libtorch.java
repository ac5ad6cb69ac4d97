package dev.balboa.internal.libtorch;

import dev.balboa.internal.ffm.NativeLibraries;
import dev.balboa.internal.ffm.ProcessAbi;
import java.lang.management.ManagementFactory;
import java.nio.file.Path;
import java.util.Optional;

/// Loads libtorch once per process.
///
/// Order: `-Dbalboa.libtorch` or `BALBOA_LIBTORCH`, else the JavaCPP jars on the class path.
public final class Libtorch {
    private static final String OLDEST_GLIBC = "2.28";

    private static volatile Installation installation;
    private static LibtorchUnavailable failure;

    private Libtorch() {}

    /// What is loaded; loads it at the first call.
    ///
    /// @throws LibtorchUnavailable with the cause and the remedy, the same at every call
    public static Installation load() {
        Installation loaded = installation;
        return loaded != null ? loaded : loadOnce();
    }

    /// What is loaded, if anything is.
    public static Optional<Installation> loaded() {
        return Optional.ofNullable(installation);
    }

    /// Whether CUDA was loaded, and why not.
    public static String cudaState() {
        return LibtorchFolder.cudaState();
    }

    private static synchronized Installation loadOnce() {
        if (installation != null) return installation;
        if (failure != null) throw new LibtorchUnavailable(failure.getMessage(), failure);
        try {
            checkSystem();
            LibtorchFolder source =
                    Settings.libtorch().map(Installed::find).orElseGet(Presets::find);
            Path shim = Shim.find();
            prepareCalls();
            String version = source.open();
            openShim(shim, version);
            Installation loaded =
                    new Installation(
                            source.origin(), source.folder(), version, source.boundBlas(), shim);
            ProcessAbi.installExitHandler();
            ProcessAbi.onLargeStack(loaded.needsLargeStacks() ? 1 : 0);
            installation = loaded;
            return loaded;
        } catch (LibtorchUnavailable e) {
            failure = e;
            throw e;
        }
    }

    /// What is needed right after libtorch is open, made meanwhile. Who needs it and finds it not
    /// made makes it, and meets what went wrong here.
    private static void prepareCalls() {
        NativeLibraries.glibcVersion(); // initialised here, where an error has its place
        Thread.ofPlatform()
                .daemon()
                .name("balboa-prepare")
                .inheritInheritableThreadLocals(false)
                .uncaughtExceptionHandler((_, _) -> {})
                .start(
                        () -> {
                            NativeLibraries.prepareCalls();
                            // is asked for the machine's memory
                            ManagementFactory.getOperatingSystemMXBean();
                        });
    }

    private static void checkSystem() {
        String os = System.getProperty("os.name");
        String architecture = System.getProperty("os.arch");
        if (Settings.shim().isPresent() && Settings.libtorch().isPresent()) return;
        if (!os.equals("Linux") || !architecture.equals("amd64")) {
            throw new LibtorchUnavailable(
                    "Balboa ships its native part for Linux on x86-64, and this is %s on %s. On Linux, build it with `native/build.sh --torch DIR --out LIB` against an installed PyTorch %s and set BALBOA_LIBTORCH=DIR and BALBOA_NATIVE=LIB"
                            .formatted(os, architecture, LibtorchFolder.BUILT_FOR));
        }
        String glibc =
                NativeLibraries.glibcVersion()
                        .orElseThrow(
                                () ->
                                        new LibtorchUnavailable(
                                                "this system has no GNU C library (Alpine and other musl systems do not), and libtorch needs it. Use a glibc-based image such as Debian, Ubuntu or UBI"));
        if (Runtime.Version.parse(glibc).compareTo(Runtime.Version.parse(OLDEST_GLIBC)) < 0) {
            throw new LibtorchUnavailable(
                    "this system's GNU C library is %s, and libtorch needs %s or newer. Use a newer distribution or container image"
                            .formatted(glibc, OLDEST_GLIBC));
        }
    }

    private static void openShim(Path shim, String version) {
        try {
            NativeLibraries.openShim(shim);
        } catch (UnsatisfiedLinkError e) {
            throw new LibtorchUnavailable(
                    "%s does not fit libtorch %s: %s. Build it for this libtorch with `native/build.sh --torch DIR --out LIB` and set BALBOA_NATIVE=LIB"
                            .formatted(shim, version, e.getMessage()),
                    e);
        }
    }
}
