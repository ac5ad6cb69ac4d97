package dev.balboa.tensor;

/// What `torch.nn.functional` does to images `[N, C, H, W]` besides convolving and pooling them.
public final class Vision {
    private static final Operator AFFINE_GRID_GENERATOR =
            Operator.lazy("aten::affine_grid_generator");
    private static final Operator CHANNEL_SHUFFLE = Operator.lazy("aten::channel_shuffle");
    private static final Operator COL2IM = Operator.lazy("aten::col2im");
    private static final Operator GRID_SAMPLER = Operator.lazy("aten::grid_sampler");
    private static final Operator IM2COL = Operator.lazy("aten::im2col");
    private static final Operator PIXEL_SHUFFLE = Operator.lazy("aten::pixel_shuffle");
    private static final Operator PIXEL_UNSHUFFLE = Operator.lazy("aten::pixel_unshuffle");
    private static final Operator UPSAMPLE_BICUBIC2D = Operator.lazy("aten::upsample_bicubic2d");
    private static final Operator UPSAMPLE_BICUBIC2D_AA =
            Operator.lazy("aten::_upsample_bicubic2d_aa");
    private static final Operator UPSAMPLE_BILINEAR2D = Operator.lazy("aten::upsample_bilinear2d");
    private static final Operator UPSAMPLE_BILINEAR2D_AA =
            Operator.lazy("aten::_upsample_bilinear2d_aa");
    private static final Operator UPSAMPLE_LINEAR1D = Operator.lazy("aten::upsample_linear1d");
    private static final Operator UPSAMPLE_NEAREST2D = Operator.lazy("aten::upsample_nearest2d");
    private static final Operator UPSAMPLE_NEAREST_EXACT2D =
            Operator.lazy("aten::_upsample_nearest_exact2d");

    private Vision() {}

    /// How values between pixels are found by [#interpolate].
    public enum Interpolation {
        /// The pixel at `floor(place * scale)`: PyTorch's `nearest`.
        NEAREST,
        /// The pixel whose centre is nearest: PyTorch's `nearest-exact`.
        NEAREST_EXACT,
        /// Linear in both directions.
        BILINEAR,
        /// Cubic in both directions with a = -0.75; may overshoot.
        BICUBIC
    }

    /// What [#gridSample] reads outside the image.
    public enum Outside {
        /// 0.
        ZEROS,
        /// The nearest pixel of the border.
        BORDER,
        /// The image mirrored at its border.
        REFLECTION
    }

    /// Images at `h` by `w`, with corner pixels as areas (PyTorch's `align_corners=False`).
    ///
    /// @param x `[N, C, H, W]`
    public static Tensor interpolate(Tensor x, int h, int w, Interpolation mode) {
        return switch (mode) {
            case NEAREST -> UPSAMPLE_NEAREST2D.frame().add(x).add((long) h, (long) w).tensor();
            case NEAREST_EXACT ->
                    UPSAMPLE_NEAREST_EXACT2D.frame().add(x).add((long) h, (long) w).tensor();
            case BILINEAR -> smooth(UPSAMPLE_BILINEAR2D, x, h, w, false);
            case BICUBIC -> smooth(UPSAMPLE_BICUBIC2D, x, h, w, false);
        };
    }

    /// Images at `h` by `w`, with the centres of the corner pixels kept (`align_corners=True`).
    ///
    /// @param mode `BILINEAR` or `BICUBIC`
    /// @throws IllegalArgumentException for another mode
    public static Tensor interpolateAlignedCorners(Tensor x, int h, int w, Interpolation mode) {
        return smooth(smoothOperator(mode, false), x, h, w, true);
    }

    /// Images at `h` by `w` with a filter as wide as the shrinking is, which avoids aliasing
    /// (`antialias=True`): what Pillow does.
    ///
    /// @param mode `BILINEAR` or `BICUBIC`
    /// @throws IllegalArgumentException for another mode
    public static Tensor interpolateAntialiased(Tensor x, int h, int w, Interpolation mode) {
        return smooth(smoothOperator(mode, true), x, h, w, false);
    }

    private static Operator smoothOperator(Interpolation mode, boolean antialias) {
        return switch (mode) {
            case BILINEAR -> antialias ? UPSAMPLE_BILINEAR2D_AA : UPSAMPLE_BILINEAR2D;
            case BICUBIC -> antialias ? UPSAMPLE_BICUBIC2D_AA : UPSAMPLE_BICUBIC2D;
            default ->
                    throw new IllegalArgumentException(
                            "mode: " + mode + " (expected: BILINEAR or BICUBIC)");
        };
    }

    private static Tensor smooth(Operator op, Tensor x, int h, int w, boolean alignCorners) {
        return op.frame().add(x).add((long) h, (long) w).add(alignCorners).tensor();
    }

    /// Linear interpolation of `[N, C, L]` to `[N, C, length]`.
    public static Tensor interpolateLinear(Tensor x, int length) {
        return UPSAMPLE_LINEAR1D.frame().add(x).add((long) length).add(false).tensor();
    }

    /// Images read at the places of a grid, bilinearly.
    ///
    /// @param x `[N, C, H, W]`
    /// @param grid `[N, h, w, 2]`: x and y in [-1, 1], -1 and 1 the outer edges of the border
    ///     pixels, or with `alignCorners` their centres
    /// @param outside what is read beyond them
    public static Tensor gridSample(Tensor x, Tensor grid, Outside outside, boolean alignCorners) {
        return GRID_SAMPLER
                .frame()
                .add(x)
                .add(grid)
                .add(0L)
                .add((long) outside.ordinal())
                .add(alignCorners)
                .tensor();
    }

    /// The grid for [#gridSample] that an affine map of places makes: `[N, 2, 3]` to
    /// `[N, h, w, 2]`.
    ///
    /// @param theta `[N, 2, 3]`
    /// @param size `[N, C, h, w]` of the result of sampling
    public static Tensor affineGrid(Tensor theta, Shape size, boolean alignCorners) {
        return AFFINE_GRID_GENERATOR
                .frame()
                .add(theta)
                .add(size.sizes())
                .add(alignCorners)
                .tensor();
    }

    /// `[N, C r^2, H, W]` to `[N, C, H r, W r]`: channels laid out as pixels (Shi et al. 2016).
    public static Tensor pixelShuffle(Tensor x, int r) {
        return PIXEL_SHUFFLE.frame().add(x).add(r).tensor();
    }

    /// The inverse of [#pixelShuffle].
    public static Tensor pixelUnshuffle(Tensor x, int r) {
        return PIXEL_UNSHUFFLE.frame().add(x).add(r).tensor();
    }

    /// Channels `[groups, C / groups]` read as `[C / groups, groups]`.
    public static Tensor channelShuffle(Tensor x, int groups) {
        return CHANNEL_SHUFFLE.frame().add(x).add(groups).tensor();
    }

    /// The square patches of `[N, C, H, W]` as columns: `[N, C kernel^2, patches]`.
    public static Tensor unfold(Tensor x, int kernel, Functional.Convolution geometry) {
        requireOneGroup(geometry);
        return IM2COL.frame()
                .add(x)
                .add((long) kernel, (long) kernel)
                .add((long) geometry.dilation(), (long) geometry.dilation())
                .add((long) geometry.padding(), (long) geometry.padding())
                .add((long) geometry.stride(), (long) geometry.stride())
                .tensor();
    }

    /// Patches summed into `[N, C, h, w]`: the transpose of [#unfold], not its inverse where
    /// patches overlap.
    public static Tensor fold(Tensor x, int h, int w, int kernel, Functional.Convolution geometry) {
        requireOneGroup(geometry);
        return COL2IM.frame()
                .add(x)
                .add((long) h, (long) w)
                .add((long) kernel, (long) kernel)
                .add((long) geometry.dilation(), (long) geometry.dilation())
                .add((long) geometry.padding(), (long) geometry.padding())
                .add((long) geometry.stride(), (long) geometry.stride())
                .tensor();
    }

    private static void requireOneGroup(Functional.Convolution geometry) {
        if (geometry.groups() != 1) {
            throw new IllegalArgumentException("groups: " + geometry.groups() + " (expected: 1)");
        }
    }
}
