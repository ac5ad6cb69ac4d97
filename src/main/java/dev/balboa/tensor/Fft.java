package dev.balboa.tensor;

/// Discrete Fourier transforms of `torch.fft`.
///
/// Without further arguments a transform runs over the last dimension (the last two for the `2`
/// forms, all for the `n` forms) and is unscaled forward and divided by the length backward. The
/// real forms keep the `n / 2 + 1` frequencies that determine the rest.
public final class Fft {
    private static final Operator FFT = Operator.lazy("aten::fft_fft");
    private static final Operator FFT2 = Operator.lazy("aten::fft_fft2");
    private static final Operator FFTFREQ = Operator.lazy("aten::fft_fftfreq");
    private static final Operator FFTN = Operator.lazy("aten::fft_fftn");
    private static final Operator FFTSHIFT = Operator.lazy("aten::fft_fftshift");
    private static final Operator HFFT = Operator.lazy("aten::fft_hfft");
    private static final Operator IFFT = Operator.lazy("aten::fft_ifft");
    private static final Operator IFFT2 = Operator.lazy("aten::fft_ifft2");
    private static final Operator IFFTN = Operator.lazy("aten::fft_ifftn");
    private static final Operator IFFTSHIFT = Operator.lazy("aten::fft_ifftshift");
    private static final Operator IHFFT = Operator.lazy("aten::fft_ihfft");
    private static final Operator IRFFT = Operator.lazy("aten::fft_irfft");
    private static final Operator IRFFT2 = Operator.lazy("aten::fft_irfft2");
    private static final Operator IRFFTN = Operator.lazy("aten::fft_irfftn");
    private static final Operator RFFT = Operator.lazy("aten::fft_rfft");
    private static final Operator RFFT2 = Operator.lazy("aten::fft_rfft2");
    private static final Operator RFFTFREQ = Operator.lazy("aten::fft_rfftfreq");
    private static final Operator RFFTN = Operator.lazy("aten::fft_rfftn");

    private Fft() {}

    /// Which direction is scaled, for a transform over n elements.
    public enum Norm {
        /// `1 / n` backward: PyTorch's default.
        BACKWARD,
        /// `1 / sqrt(n)` both ways, which makes the transform unitary.
        ORTHO,
        /// `1 / n` forward.
        FORWARD;

        private final String text = name().toLowerCase(java.util.Locale.ROOT);
    }

    /// `X[k] = sum over j of x[j] e^(-2 pi i j k / n)`: complex.
    public static Tensor fft(Tensor x) {
        return FFT.frame().add(x).tensor();
    }

    /// [#fft] of length `n` along `dim`: cut off or filled up with zeros.
    public static Tensor fft(Tensor x, long n, int dim, Norm norm) {
        return along(FFT, x, n, dim, norm);
    }

    /// The inverse of [#fft]: complex.
    public static Tensor ifft(Tensor x) {
        return IFFT.frame().add(x).tensor();
    }

    /// [#ifft] of length `n` along `dim`.
    public static Tensor ifft(Tensor x, long n, int dim, Norm norm) {
        return along(IFFT, x, n, dim, norm);
    }

    /// [#fft] of real numbers: `[..., n]` to complex `[..., n / 2 + 1]`.
    ///
    /// @throws TorchException if `x` is complex
    public static Tensor rfft(Tensor x) {
        return RFFT.frame().add(x).tensor();
    }

    /// [#rfft] of length `n` along `dim`.
    public static Tensor rfft(Tensor x, long n, int dim, Norm norm) {
        return along(RFFT, x, n, dim, norm);
    }

    /// The inverse of [#rfft] for an even length: `[..., m]` to real `[..., 2 (m - 1)]`.
    public static Tensor irfft(Tensor x) {
        return IRFFT.frame().add(x).tensor();
    }

    /// The inverse of [#rfft] of length `n` along `dim`; odd lengths need this form.
    public static Tensor irfft(Tensor x, long n, int dim, Norm norm) {
        return along(IRFFT, x, n, dim, norm);
    }

    /// [#fft] of a signal that is conjugate symmetric, of which half is given: `[..., m]` to real
    /// `[..., 2 (m - 1)]`.
    public static Tensor hfft(Tensor x) {
        return HFFT.frame().add(x).tensor();
    }

    /// The inverse of [#hfft]: real `[..., n]` to complex `[..., n / 2 + 1]`.
    public static Tensor ihfft(Tensor x) {
        return IHFFT.frame().add(x).tensor();
    }

    /// [#fft] over the last two dimensions.
    public static Tensor fft2(Tensor x) {
        return FFT2.frame().add(x).tensor();
    }

    /// The inverse of [#fft2].
    public static Tensor ifft2(Tensor x) {
        return IFFT2.frame().add(x).tensor();
    }

    /// [#rfft] over the last dimension, then [#fft] over the one before: `[..., h, w]` to complex
    /// `[..., h, w / 2 + 1]`.
    public static Tensor rfft2(Tensor x) {
        return RFFT2.frame().add(x).tensor();
    }

    /// The inverse of [#rfft2] for an even last size.
    public static Tensor irfft2(Tensor x) {
        return IRFFT2.frame().add(x).tensor();
    }

    /// [#fft] over `dims`.
    public static Tensor fftn(Tensor x, int... dims) {
        return over(FFTN, x, dims);
    }

    /// The inverse of [#fftn].
    public static Tensor ifftn(Tensor x, int... dims) {
        return over(IFFTN, x, dims);
    }

    /// [#rfft] over the last of `dims`, then [#fft] over the others.
    public static Tensor rfftn(Tensor x, int... dims) {
        return over(RFFTN, x, dims);
    }

    /// The inverse of [#rfftn] for an even last size.
    public static Tensor irfftn(Tensor x, int... dims) {
        return over(IRFFTN, x, dims);
    }

    /// The zero frequency moved from the beginning to the middle of `dims`; all if none is named.
    public static Tensor fftshift(Tensor x, int... dims) {
        Frame frame = FFTSHIFT.frame().add(x);
        return (dims.length == 0 ? frame.addNone() : frame.add(dims)).tensor();
    }

    /// The inverse of [#fftshift].
    public static Tensor ifftshift(Tensor x, int... dims) {
        Frame frame = IFFTSHIFT.frame().add(x);
        return (dims.length == 0 ? frame.addNone() : frame.add(dims)).tensor();
    }

    /// The frequencies of [#fft] for `n` samples, `d` apart: float32 `[n]`, in cycles per unit of
    /// `d`.
    public static Tensor fftfreq(long n, double d) {
        return FFTFREQ.frame().add(n).add(d).add(DType.FLOAT32).tensor();
    }

    /// The frequencies of [#rfft]: float32 `[n / 2 + 1]`.
    public static Tensor rfftfreq(long n, double d) {
        return RFFTFREQ.frame().add(n).add(d).add(DType.FLOAT32).tensor();
    }

    private static Tensor along(Operator op, Tensor x, long n, int dim, Norm norm) {
        return op.frame().add(x).add(n).add(dim).add(norm.text).tensor();
    }

    private static Tensor over(Operator op, Tensor x, int[] dims) {
        Frame frame = op.frame().add(x).addNone();
        return (dims.length == 0 ? frame.addNone() : frame.add(dims)).tensor();
    }
}
