package dev.balboa.internal.libtorch;

import java.nio.file.Path;

/// What was loaded.
///
/// @param origin how it was found, for people
/// @param folder where libtorch's libraries lie
/// @param version the libtorch version, such as `2.10`
/// @param blas the BLAS behind matrix products: `MKL` (linked in place of OpenBLAS), `OpenBLAS`, or
///     `built in`
/// @param shim the file of Balboa's own library
public record Installation(String origin, Path folder, String version, String blas, Path shim) {
    /// True if the BLAS is OpenBLAS, whose threads overflow Java's default stacks.
    public boolean needsLargeStacks() {
        return blas.equals("OpenBLAS");
    }
}
