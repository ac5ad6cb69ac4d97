/// The C ABI of `native/balboa.h`, bound once; the only place that sees `Linker`, `SymbolLookup`
/// and `reinterpret`.
///
/// ```
/// NativeLibraries   opens libraries, sets the environment      loader
/// Abi, TensorAbi, AutogradAbi, ProcessAbi                      bindings, one method per C function
/// Slots             arguments and results of the boxed door    memory
/// NativeMemory      arrays and segments in and out             memory
/// ```
///
/// Everything here deals in raw addresses and status codes and checks nothing: `dev.balboa.tensor`
/// is its one user. Depends on the JDK alone.
package dev.balboa.internal.ffm;
