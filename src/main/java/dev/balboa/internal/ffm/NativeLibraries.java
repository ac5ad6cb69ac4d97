package dev.balboa.internal.ffm;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.SymbolLookup;
import java.lang.invoke.MethodHandle;
import java.nio.file.Path;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/// Opens shared libraries with `dlopen` and changes the process environment.
///
/// Not `System.load`: that one resolves symbolic links, and MKL stands in for OpenBLAS through a
/// link.
public final class NativeLibraries {
    private static final int RTLD_NOW = 0x2;
    private static final int RTLD_GLOBAL = 0x100;
    private static final int RTLD_LOCAL = 0;
    private static final long LONGEST_MESSAGE = 1 << 16;

    private static final Linker LINKER = Linker.nativeLinker();
    private static final SymbolLookup SYSTEM = LINKER.defaultLookup();
    private static final MethodHandle DLOPEN =
            system("dlopen", FunctionDescriptor.of(ADDRESS, ADDRESS, JAVA_INT));
    private static final MethodHandle DLERROR = system("dlerror", FunctionDescriptor.of(ADDRESS));
    private static final MethodHandle DLSYM =
            system("dlsym", FunctionDescriptor.of(ADDRESS, ADDRESS, ADDRESS));
    private static final MethodHandle SETENV =
            system("setenv", FunctionDescriptor.of(JAVA_INT, ADDRESS, ADDRESS, JAVA_INT));
    private static final MethodHandle GNU_GET_LIBC_VERSION =
            SYSTEM.find("gnu_get_libc_version")
                    .map(symbol -> LINKER.downcallHandle(symbol, FunctionDescriptor.of(ADDRESS)))
                    .orElse(null);

    private static final Set<CallShape> BOUND = ConcurrentHashMap.newKeySet();

    private static volatile SymbolLookup shim;

    private NativeLibraries() {}

    private static MethodHandle system(String name, FunctionDescriptor descriptor) {
        return LINKER.downcallHandle(SYSTEM.findOrThrow(name), descriptor);
    }

    /// Opens a library for the life of the process and makes its symbols visible to later ones.
    ///
    /// @param file the library, or a bare name for the system's search path
    /// @return its handle, for [#symbol(MemorySegment, String)]
    /// @throws UnsatisfiedLinkError with the loader's own words
    public static MemorySegment open(String file) {
        return open(file, RTLD_GLOBAL);
    }

    /// Opens a library for the life of the process and keeps its symbols from others.
    ///
    /// @param file the library
    /// @return its handle
    /// @throws UnsatisfiedLinkError with the loader's own words
    public static MemorySegment openPrivately(String file) {
        return open(file, RTLD_LOCAL);
    }

    private static MemorySegment open(String file, int scope) {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment handle =
                    (MemorySegment) DLOPEN.invokeExact(arena.allocateFrom(file), RTLD_NOW | scope);
            if (handle.equals(MemorySegment.NULL)) throw new UnsatisfiedLinkError(lastError());
            return handle;
        } catch (UnsatisfiedLinkError e) {
            throw e;
        } catch (Throwable t) {
            throw new AssertionError(t);
        }
    }

    private static String lastError() throws Throwable {
        MemorySegment message = (MemorySegment) DLERROR.invokeExact();
        return message.equals(MemorySegment.NULL)
                ? "unknown loader error"
                : message.reinterpret(LONGEST_MESSAGE).getString(0);
    }

    /// The address of `name` in an opened library.
    public static Optional<MemorySegment> symbol(MemorySegment library, String name) {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment found =
                    (MemorySegment) DLSYM.invokeExact(library, arena.allocateFrom(name));
            return found.equals(MemorySegment.NULL) ? Optional.empty() : Optional.of(found);
        } catch (Throwable t) {
            throw new AssertionError(t);
        }
    }

    /// Calls `uint64_t name(void)` in an opened library.
    public static long callForLong(MemorySegment symbol) {
        try {
            return (long)
                    LINKER.downcallHandle(symbol, FunctionDescriptor.of(JAVA_LONG)).invokeExact();
        } catch (Throwable t) {
            throw new AssertionError(t);
        }
    }

    /// Sets an environment variable of the process unless it is set already; Java's own copy does
    /// not change.
    public static void setEnvironment(String name, String value) {
        try (Arena arena = Arena.ofConfined()) {
            int ignored =
                    (int)
                            SETENV.invokeExact(
                                    arena.allocateFrom(name), arena.allocateFrom(value), 0);
        } catch (Throwable t) {
            throw new AssertionError(t);
        }
    }

    /// The version of the GNU C library, or nothing on another C library such as musl.
    public static Optional<String> glibcVersion() {
        if (GNU_GET_LIBC_VERSION == null) return Optional.empty();
        try {
            return Optional.of(text((MemorySegment) GNU_GET_LIBC_VERSION.invokeExact()));
        } catch (Throwable t) {
            throw new AssertionError(t);
        }
    }

    /// Opens Balboa's own library; libtorch must be open already.
    ///
    /// @throws UnsatisfiedLinkError with the loader's own words, such as a symbol that this
    ///     libtorch lacks
    public static void openShim(Path file) {
        open(file.toString());
        shim = SymbolLookup.libraryLookup(file, Arena.global());
    }

    /// Makes the code for calls of Balboa's functions before there are any: it needs no library.
    public static void prepareCalls() {
        CallShape.all()
                .forEach(shape -> LINKER.downcallHandle(shape.descriptor(), shape.options()));
    }

    /// The shapes of what was bound so far.
    static Set<CallShape> bound() {
        return Set.copyOf(BOUND);
    }

    static MethodHandle bind(String name, FunctionDescriptor descriptor, Linker.Option... options) {
        BOUND.add(CallShape.of(descriptor, options));
        return LINKER.downcallHandle(shim.findOrThrow(name), descriptor, options);
    }

    static MemorySegment upcall(MethodHandle target, FunctionDescriptor descriptor) {
        return LINKER.upcallStub(target, descriptor, Arena.global());
    }

    static String text(MemorySegment address) {
        return address.reinterpret(Long.MAX_VALUE).getString(0);
    }
}
