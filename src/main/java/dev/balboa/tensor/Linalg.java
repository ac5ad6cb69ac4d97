package dev.balboa.tensor;

import java.util.List;

/// Linear algebra of `torch.linalg`, for batches of matrices `[..., n, m]`.
public final class Linalg {
    private static final Operator SOLVE = Operator.lazy("aten::linalg_solve");
    private static final Operator INV = Operator.lazy("aten::linalg_inv");
    private static final Operator DET = Operator.lazy("aten::linalg_det");
    private static final Operator SLOGDET = Operator.lazy("aten::linalg_slogdet");
    private static final Operator CHOLESKY = Operator.lazy("aten::linalg_cholesky");
    private static final Operator QR = Operator.lazy("aten::linalg_qr");
    private static final Operator SVD = Operator.lazy("aten::linalg_svd");
    private static final Operator SVDVALS = Operator.lazy("aten::linalg_svdvals");
    private static final Operator EIGH = Operator.lazy("aten::linalg_eigh");
    private static final Operator LSTSQ = Operator.lazy("aten::linalg_lstsq");
    private static final Operator PINV = Operator.lazy("aten::linalg_pinv");
    private static final Operator MATRIX_NORM = Operator.lazy("aten::linalg_matrix_norm");

    private Linalg() {}

    /// `x` with `a x = b`.
    ///
    /// @throws TorchException if `a` is singular
    public static Tensor solve(Tensor a, Tensor b) {
        return SOLVE.frame().add(a).add(b).tensor();
    }

    /// The inverse.
    ///
    /// @throws TorchException if `a` is singular
    public static Tensor inv(Tensor a) {
        return INV.frame().add(a).tensor();
    }

    /// The determinant.
    public static Tensor det(Tensor a) {
        return DET.frame().add(a).tensor();
    }

    /// Sign and logarithm of the determinant.
    public static List<Tensor> slogdet(Tensor a) {
        return SLOGDET.frame().add(a).tensors();
    }

    /// The lower triangle `l` with `l l^T = a`.
    ///
    /// @throws TorchException if `a` is not positive definite
    public static Tensor cholesky(Tensor a) {
        return CHOLESKY.frame().add(a).tensor();
    }

    /// `q` and `r` with `q r = a`, reduced.
    public static List<Tensor> qr(Tensor a) {
        return QR.frame().add(a).tensors();
    }

    /// `u`, singular values in descending order, and `v^H`.
    public static List<Tensor> svd(Tensor a, boolean fullMatrices) {
        return SVD.frame().add(a).add(fullMatrices).tensors();
    }

    /// Singular values in descending order.
    public static Tensor svdvals(Tensor a) {
        return SVDVALS.frame().add(a).tensor();
    }

    /// Eigenvalues in ascending order and eigenvectors of a symmetric matrix; reads the lower
    /// triangle.
    public static List<Tensor> eigh(Tensor a) {
        return EIGH.frame().add(a).tensors();
    }

    /// The least-squares solution of `a x = b`.
    public static Tensor lstsq(Tensor a, Tensor b) {
        return LSTSQ.frame().add(a).add(b).tensors().getFirst();
    }

    /// The pseudo-inverse.
    public static Tensor pinv(Tensor a) {
        return PINV.frame().add(a).tensor();
    }

    /// The Frobenius norm over the last two dimensions.
    public static Tensor matrixNorm(Tensor a) {
        return MATRIX_NORM.frame().add(a).tensor();
    }
}
