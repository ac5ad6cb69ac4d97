package dev.balboa.tensor;

import java.math.BigDecimal;
import java.math.MathContext;
import java.math.RoundingMode;

/// Decimal text as C's `printf` writes it: the exact binary value rounded half to even.
/// `String.format` rounds the shortest decimal instead, and so prints other last digits than
/// PyTorch.
final class Decimals {
    static final int PRECISION = 4;

    private Decimals() {}

    /// `%.{digits}f` of a finite number that is not negative.
    static String fixed(double value, int digits) {
        return new BigDecimal(value).setScale(digits, RoundingMode.HALF_EVEN).toPlainString();
    }

    /// `%.4e` of a finite number that is not negative.
    static String scientific(double value) {
        if (value == 0) return "0.0000e+00";
        BigDecimal rounded =
                new BigDecimal(value).round(new MathContext(PRECISION + 1, RoundingMode.HALF_EVEN));
        int exponent = rounded.precision() - rounded.scale() - 1;
        String mantissa = fixedScale(rounded.scaleByPowerOfTen(-exponent));
        return "%se%s%02d".formatted(mantissa, exponent < 0 ? "-" : "+", Math.abs(exponent));
    }

    private static String fixedScale(BigDecimal value) {
        return value.setScale(PRECISION, RoundingMode.HALF_EVEN).toPlainString();
    }
}
