/// Finds and loads libtorch and Balboa's own native library; besides the optional
/// `dev.balboa.javacpp` the only package that sees `org.bytedeco`.
///
/// ```
/// Libtorch ──> Installed   a folder given by the user, used in place
///         └──> Presets     the JavaCPP jars on the class path, unpacked once and linked into one
/// folder
///         └──> Shim        libbalboa.so, shipped or built by the user
/// SharedLibtorch ──> the presets' Java classes on the libtorch that is loaded
/// ```
///
/// Depends on `dev.balboa.internal.ffm` and JavaCPP's loader.
package dev.balboa.internal.libtorch;
