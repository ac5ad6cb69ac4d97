package dev.balboa.tensor;

/// A complex number.
///
/// @param re the real part
/// @param im the imaginary part
public record Complex(double re, double im) {
    /// `1.0+2.0i`.
    @Override
    public String toString() {
        return re + (im < 0 || 1 / im < 0 ? "-" : "+") + Math.abs(im) + "i";
    }
}
