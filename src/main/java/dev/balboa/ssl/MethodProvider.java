package dev.balboa.ssl;

/// Makes a method of another jar known by its name, as those of Balboa are: to [Methods], and so to
/// `balboa train`, `eval` and `methods`.
///
/// Found by [java.util.ServiceLoader]: the jar names the implementing class, which has a public
/// constructor without arguments, in `META-INF/services/dev.balboa.ssl.MethodProvider`.
@FunctionalInterface
public interface MethodProvider {

    /// The method.
    ///
    /// @return its name is taken by no other method
    MethodDefinition definition();
}
