package dev.balboa.tensor;

/// Special functions of `torch.special`, elementwise; integers are computed as float32.
public final class Special {
    private static final Operator BESSEL_J0 = Operator.lazy("aten::special_bessel_j0");
    private static final Operator BESSEL_J1 = Operator.lazy("aten::special_bessel_j1");
    private static final Operator ENTR = Operator.lazy("aten::special_entr");
    private static final Operator ERFCX = Operator.lazy("aten::special_erfcx");
    private static final Operator GAMMAINC = Operator.lazy("aten::special_gammainc");
    private static final Operator GAMMAINCC = Operator.lazy("aten::special_gammaincc");
    private static final Operator I0 = Operator.lazy("aten::special_i0");
    private static final Operator I0E = Operator.lazy("aten::special_i0e");
    private static final Operator I1 = Operator.lazy("aten::special_i1");
    private static final Operator I1E = Operator.lazy("aten::special_i1e");
    private static final Operator LOG_NDTR = Operator.lazy("aten::special_log_ndtr");
    private static final Operator MULTIGAMMALN = Operator.lazy("aten::special_multigammaln");
    private static final Operator NDTR = Operator.lazy("aten::special_ndtr");
    private static final Operator NDTRI = Operator.lazy("aten::special_ndtri");
    private static final Operator POLYGAMMA = Operator.lazy("aten::special_polygamma");
    private static final Operator XLOG1PY = Operator.lazy("aten::special_xlog1py");
    private static final Operator ZETA = Operator.lazy("aten::special_zeta");

    private Special() {}

    /// `e^(x^2) erfc(x)`, which does not vanish for large x.
    public static Tensor erfcx(Tensor x) {
        return ERFCX.frame().add(x).tensor();
    }

    /// `-x log x`: the term of an entropy; 0 at 0, negative infinity below.
    public static Tensor entr(Tensor x) {
        return ENTR.frame().add(x).tensor();
    }

    /// The standard normal distribution function.
    public static Tensor ndtr(Tensor x) {
        return NDTR.frame().add(x).tensor();
    }

    /// The logarithm of [#ndtr], accurate far below 0.
    public static Tensor logNdtr(Tensor x) {
        return LOG_NDTR.frame().add(x).tensor();
    }

    /// The quantile of the standard normal distribution: the inverse of [#ndtr].
    public static Tensor ndtri(Tensor x) {
        return NDTRI.frame().add(x).tensor();
    }

    /// `x log(1 + y)`; 0 where x is 0.
    public static Tensor xlog1py(Tensor x, Tensor y) {
        return XLOG1PY.frame().add(x).add(y).tensor();
    }

    /// The modified Bessel function of the first kind of order 0.
    public static Tensor i0(Tensor x) {
        return I0.frame().add(x).tensor();
    }

    /// `e^(-|x|) i0(x)`.
    public static Tensor i0e(Tensor x) {
        return I0E.frame().add(x).tensor();
    }

    /// The modified Bessel function of the first kind of order 1.
    public static Tensor i1(Tensor x) {
        return I1.frame().add(x).tensor();
    }

    /// `e^(-|x|) i1(x)`.
    public static Tensor i1e(Tensor x) {
        return I1E.frame().add(x).tensor();
    }

    /// The Bessel function of the first kind of order 0.
    public static Tensor besselJ0(Tensor x) {
        return BESSEL_J0.frame().add(x).tensor();
    }

    /// The Bessel function of the first kind of order 1.
    public static Tensor besselJ1(Tensor x) {
        return BESSEL_J1.frame().add(x).tensor();
    }

    /// The `n`-th derivative of [Tensor#digamma()].
    ///
    /// @param n at least 0
    public static Tensor polygamma(int n, Tensor x) {
        return POLYGAMMA.frame().add(n).add(x).tensor();
    }

    /// The logarithm of the multivariate gamma function of dimension `p`.
    ///
    /// @throws TorchException unless every x is above `(p - 1) / 2`
    public static Tensor multigammaln(Tensor x, int p) {
        return MULTIGAMMALN.frame().add(x).add(p).tensor();
    }

    /// The regularised lower incomplete gamma function `P(a, x)`.
    public static Tensor gammainc(Tensor a, Tensor x) {
        return GAMMAINC.frame().add(a).add(x).tensor();
    }

    /// The regularised upper incomplete gamma function `1 - P(a, x)`.
    public static Tensor gammaincc(Tensor a, Tensor x) {
        return GAMMAINCC.frame().add(a).add(x).tensor();
    }

    /// Hurwitz's zeta function: the sum over k >= 0 of `1 / (k + q)^x`.
    public static Tensor zeta(Tensor x, Tensor q) {
        return ZETA.frame().add(x).add(q).tensor();
    }
}
