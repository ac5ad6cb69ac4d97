package dev.balboa.data;

import java.util.Objects;

/// How levels between pixels are found.
public enum Interpolation {
    /// The level of the nearest pixel. For [RandomRotation] only.
    NEAREST,

    /// The triangle `1 − |t|` on `|t| ≤ 1`, torchvision's default.
    BILINEAR,

    /// Keys' cubic with `a = −1/2` on `|t| ≤ 2`, as Pillow and torchvision's antialiased resize:
    /// `(a+2)|t|³ − (a+3)t² + 1` up to 1, `a(|t|³ − 5t² + 8|t| − 4)` up to 2. It overshoots at
    /// edges; the result is cut to `[0, 1]` once both axes are done. (torchvision leaves floats
    /// uncut; Pillow, on bytes, also cuts between the axes.)
    BICUBIC;

    private static final double A = -0.5;

    /// Half the width of the kernel, in pixels of the coarser of the two grids.
    double support() {
        return this == BICUBIC ? 2 : 1;
    }

    /// The kernel at `t`.
    double weight(double t) {
        double x = Math.abs(t);
        return switch (this) {
            case NEAREST -> x <= 0.5 ? 1 : 0;
            case BILINEAR -> Math.max(0, 1 - x);
            case BICUBIC ->
                    x < 1
                            ? ((A + 2) * x - (A + 3)) * x * x + 1
                            : x < 2 ? A * (((x - 5) * x + 8) * x - 4) : 0;
        };
    }

    /// For resizes, which are always antialiased.
    static void checkSmooth(Interpolation interpolation) {
        Objects.requireNonNull(interpolation, "interpolation");
        if (interpolation == NEAREST) {
            throw new IllegalArgumentException(
                    "interpolation: NEAREST (expected: BILINEAR or BICUBIC)");
        }
    }
}
