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
    private static final Operator PINV = Operator.lazy("aten::linalg_pinv.atol_rtol_float");
    private static final Operator MATRIX_NORM = Operator.lazy("aten::linalg_matrix_norm");
    private static final Operator MATRIX_NORM_STR =
            Operator.lazy("aten::linalg_matrix_norm.str_ord");
    private static final Operator VECTOR_NORM = Operator.lazy("aten::linalg_vector_norm");
    private static final Operator SOLVE_TRIANGULAR = Operator.lazy("aten::linalg_solve_triangular");
    private static final Operator CHOLESKY_SOLVE = Operator.lazy("aten::cholesky_solve");
    private static final Operator CHOLESKY_INVERSE = Operator.lazy("aten::cholesky_inverse");
    private static final Operator LU = Operator.lazy("aten::linalg_lu");
    private static final Operator LU_FACTOR = Operator.lazy("aten::linalg_lu_factor");
    private static final Operator LU_SOLVE = Operator.lazy("aten::linalg_lu_solve");
    private static final Operator EIG = Operator.lazy("aten::linalg_eig");
    private static final Operator EIGVALSH = Operator.lazy("aten::linalg_eigvalsh");
    private static final Operator MATRIX_EXP = Operator.lazy("aten::linalg_matrix_exp");
    private static final Operator MATRIX_POWER = Operator.lazy("aten::linalg_matrix_power");
    private static final Operator MATRIX_RANK_ATOL_RTOL_FLOAT =
            Operator.lazy("aten::linalg_matrix_rank.atol_rtol_float");
    private static final Operator COND = Operator.lazy("aten::linalg_cond");
    private static final Operator MULTI_DOT = Operator.lazy("aten::linalg_multi_dot");
    private static final Operator VECDOT = Operator.lazy("aten::linalg_vecdot");
    private static final Operator VANDER = Operator.lazy("aten::linalg_vander");

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

    /// The least-squares solution of `a x = b`; of several, on the CPU, the shortest.
    ///
    /// On the CPU by singular values (`driver="gelsd"`). PyTorch's default there, `gelsy`, is wrong
    /// for about half of all matrices with dependent columns: libtorch 2.10 hands it memory that
    /// nobody has written as its choice of pivots. On CUDA there is one driver, for full rank.
    public static Tensor lstsq(Tensor a, Tensor b) {
        Frame call = LSTSQ.frame().add(a).add(b);
        if (a.device().type() == Device.Type.CPU) {
            call = call.addNone().add("gelsd");
        }
        return call.tensors().getFirst();
    }

    /// The pseudo-inverse.
    public static Tensor pinv(Tensor a) {
        return PINV.frame().add(a).tensor();
    }

    /// The Frobenius norm over the last two dimensions.
    public static Tensor matrixNorm(Tensor a) {
        return MATRIX_NORM_STR.frame().add(a).tensor();
    }

    /// `matrixNorm` of another order: of the rows' sums (`inf`, `-inf`), columns' sums (1, -1) or
    /// singular values (2, -2).
    public static Tensor matrixNorm(Tensor a, double ord) {
        return MATRIX_NORM.frame().add(a).add(ord).tensor();
    }

    /// The sum of the singular values, over the last two dimensions.
    public static Tensor nuclearNorm(Tensor a) {
        return MATRIX_NORM_STR.frame().add(a).add("nuc").tensor();
    }

    /// `(sum |x|^ord)^(1 / ord)` over `dims`, all if none is named; the largest or smallest
    /// magnitude for infinities, the number of nonzero elements for 0.
    public static Tensor vectorNorm(Tensor x, double ord, boolean keepdim, int... dims) {
        Frame frame = VECTOR_NORM.frame().add(x).add(ord);
        return (dims.length == 0 ? frame.addNone() : frame.add(dims)).add(keepdim).tensor();
    }

    /// `x` with `a x = b` for a triangular `a`; the other triangle is not read.
    public static Tensor solveTriangular(Tensor a, Tensor b, boolean upper) {
        return SOLVE_TRIANGULAR.frame().add(a).add(b).add(upper).tensor();
    }

    /// `x` with `l l^T x = b`.
    ///
    /// @param b `[..., n, k]`
    /// @param l lower triangle from [#cholesky]
    public static Tensor choleskySolve(Tensor b, Tensor l) {
        return CHOLESKY_SOLVE.frame().add(b).add(l).tensor();
    }

    /// The inverse of `l l^T`.
    public static Tensor choleskyInverse(Tensor l) {
        return CHOLESKY_INVERSE.frame().add(l).tensor();
    }

    /// `p`, `l` and `u` with `p l u = a`: a permutation, unit lower and upper triangle.
    public static List<Tensor> lu(Tensor a) {
        return LU.frame().add(a).tensors();
    }

    /// `l` and `u` in one matrix, and pivots int32, for [#luSolve].
    ///
    /// @throws TorchException if a pivot is 0
    public static List<Tensor> luFactor(Tensor a) {
        return LU_FACTOR.frame().add(a).tensors();
    }

    /// `x` with `a x = b`, from the parts of [#luFactor].
    public static Tensor luSolve(Tensor lu, Tensor pivots, Tensor b) {
        return LU_SOLVE.frame().add(lu).add(pivots).add(b).tensor();
    }

    /// Eigenvalues and eigenvectors (columns of length 1, up to a phase) of any square matrix:
    /// complex, in no order.
    public static List<Tensor> eig(Tensor a) {
        return EIG.frame().add(a).tensors();
    }

    /// Eigenvalues of any square matrix: complex, in no order.
    public static Tensor eigvals(Tensor a) {
        // aten::linalg_eigvals can crash: with eigenvectors libtorch sizes its workspace rightly.
        List<Tensor> both = eig(a);
        both.getLast().close();
        return both.getFirst();
    }

    /// Eigenvalues of a symmetric matrix in ascending order; reads the lower triangle.
    public static Tensor eigvalsh(Tensor a) {
        return EIGVALSH.frame().add(a).tensor();
    }

    /// `e^a` of a square matrix.
    public static Tensor matrixExp(Tensor a) {
        return MATRIX_EXP.frame().add(a).tensor();
    }

    /// `a` times itself; negative powers invert first.
    ///
    /// @throws TorchException if `n` is negative and `a` singular
    public static Tensor matrixPower(Tensor a, int n) {
        return MATRIX_POWER.frame().add(a).add(n).tensor();
    }

    /// The number of singular values above the largest one times the larger size times the
    /// type's epsilon: int64.
    public static Tensor matrixRank(Tensor a) {
        return MATRIX_RANK_ATOL_RTOL_FLOAT.frame().add(a).tensor();
    }

    /// The ratio of the largest to the smallest singular value.
    public static Tensor cond(Tensor a) {
        return COND.frame().add(a).tensor();
    }

    /// The product of matrices in the order that costs least; the first and the last may be
    /// vectors.
    ///
    /// @throws TorchException for fewer than two
    public static Tensor multiDot(List<Tensor> matrices) {
        return MULTI_DOT.frame().add(matrices).tensor();
    }

    /// Sums of products along `dim`, the first factor conjugated.
    public static Tensor vecdot(Tensor x, Tensor y, int dim) {
        return VECDOT.frame().add(x).add(y).add(dim).tensor();
    }

    /// Powers `[..., n, count]` of numbers `[..., n]`: 1, x, x^2, ...
    public static Tensor vander(Tensor x, long count) {
        return VANDER.frame().add(x).add(count).tensor();
    }
}
