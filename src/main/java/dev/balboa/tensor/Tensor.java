package dev.balboa.tensor;

import dev.balboa.internal.ffm.AutogradAbi;
import dev.balboa.internal.ffm.Slots;
import dev.balboa.internal.ffm.TensorAbi;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteBuffer;
import java.nio.DoubleBuffer;
import java.nio.FloatBuffer;
import java.nio.IntBuffer;
import java.nio.LongBuffer;
import java.util.List;
import java.util.Objects;
import java.util.function.UnaryOperator;

/// A multi-dimensional array of numbers on a device, with automatic differentiation: libtorch's
/// tensor, and one reference to it.
///
/// **Operators** have PyTorch's names in Java's casing; in-place ones end in an underscore and
/// return this tensor, all others return a new one. [Functional], [Linalg], [Fft], [Special] and
/// [Random] have the rest of PyTorch's vocabulary; what has no method is reached through
/// [Operator].
///
/// **Lifetime.** A tensor belongs to the innermost open [Scope] of the thread that made it and is
/// closed with it; one made outside every scope lives until [#close()], or until it is unreachable.
/// After that every use is an [IllegalStateException]. Closing is safe while another thread uses
/// the tensor: its memory goes when that call returns.
///
/// **Threads.** Reading from several threads is safe; changing in place while others read is a
/// race, as in PyTorch.
///
/// **Errors.** Arguments that do not fit are an [IllegalArgumentException], what libtorch refuses
/// is a [TorchException] with the operator and the shapes, memory that cannot be had is an
/// [OutOfMemoryException].
public final class Tensor implements AutoCloseable {
    private static final VarHandle STATE;
    private static final VarHandle MAKERS_USES;

    static {
        try {
            MethodHandles.Lookup lookup = MethodHandles.lookup();
            STATE = lookup.findVarHandle(Tensor.class, "state", int.class);
            MAKERS_USES = lookup.findVarHandle(Tensor.class, "makersUses", int.class);
        } catch (ReflectiveOperationException e) {
            throw new AssertionError(e);
        }
    }

    private static final Operator ABS = Operator.lazy("aten::abs");
    private static final Operator ABS_INPLACE = Operator.lazy("aten::abs_");
    private static final Operator ACOS = Operator.lazy("aten::acos");
    private static final Operator ACOSH = Operator.lazy("aten::acosh");
    private static final Operator ADDBMM = Operator.lazy("aten::addbmm");
    private static final Operator ADDCDIV = Operator.lazy("aten::addcdiv");
    private static final Operator ADDCDIV_INPLACE = Operator.lazy("aten::addcdiv_");
    private static final Operator ADDCMUL = Operator.lazy("aten::addcmul");
    private static final Operator ADDCMUL_INPLACE = Operator.lazy("aten::addcmul_");
    private static final Operator ADDMM = Operator.lazy("aten::addmm");
    private static final Operator ADDMV = Operator.lazy("aten::addmv");
    private static final Operator ADD_INPLACE_TENSOR = Operator.lazy("aten::add_.Tensor");
    private static final Operator ADD_TENSOR = Operator.lazy("aten::add.Tensor");
    private static final Operator ALL = Operator.lazy("aten::all");
    private static final Operator ALLCLOSE = Operator.lazy("aten::allclose");
    private static final Operator ALL_DIM = Operator.lazy("aten::all.dim");
    private static final Operator AMAX = Operator.lazy("aten::amax");
    private static final Operator AMIN = Operator.lazy("aten::amin");
    private static final Operator AMINMAX = Operator.lazy("aten::aminmax");
    private static final Operator ANGLE = Operator.lazy("aten::angle");
    private static final Operator ANY = Operator.lazy("aten::any");
    private static final Operator ANY_DIM = Operator.lazy("aten::any.dim");
    private static final Operator ARGMAX = Operator.lazy("aten::argmax");
    private static final Operator ARGMIN = Operator.lazy("aten::argmin");
    private static final Operator ARGSORT = Operator.lazy("aten::argsort");
    private static final Operator ASIN = Operator.lazy("aten::asin");
    private static final Operator ASINH = Operator.lazy("aten::asinh");
    private static final Operator AS_STRIDED = Operator.lazy("aten::as_strided");
    private static final Operator ATAN = Operator.lazy("aten::atan");
    private static final Operator ATAN2 = Operator.lazy("aten::atan2");
    private static final Operator ATANH = Operator.lazy("aten::atanh");
    private static final Operator BADDBMM = Operator.lazy("aten::baddbmm");
    private static final Operator BINCOUNT = Operator.lazy("aten::bincount");
    private static final Operator BITWISE_AND_TENSOR = Operator.lazy("aten::bitwise_and.Tensor");
    private static final Operator BITWISE_LEFT_SHIFT_TENSOR =
            Operator.lazy("aten::bitwise_left_shift.Tensor");
    private static final Operator BITWISE_NOT = Operator.lazy("aten::bitwise_not");
    private static final Operator BITWISE_OR_TENSOR = Operator.lazy("aten::bitwise_or.Tensor");
    private static final Operator BITWISE_RIGHT_SHIFT_TENSOR =
            Operator.lazy("aten::bitwise_right_shift.Tensor");
    private static final Operator BITWISE_XOR_TENSOR = Operator.lazy("aten::bitwise_xor.Tensor");
    private static final Operator BLOCK_DIAG = Operator.lazy("aten::block_diag");
    private static final Operator BMM = Operator.lazy("aten::bmm");
    private static final Operator BROADCAST_TENSORS = Operator.lazy("aten::broadcast_tensors");
    private static final Operator BROADCAST_TO = Operator.lazy("aten::broadcast_to");
    private static final Operator BUCKETIZE_TENSOR = Operator.lazy("aten::bucketize.Tensor");
    private static final Operator CARTESIAN_PROD = Operator.lazy("aten::cartesian_prod");
    private static final Operator CDIST = Operator.lazy("aten::cdist");
    private static final Operator CEIL = Operator.lazy("aten::ceil");
    private static final Operator CEIL_INPLACE = Operator.lazy("aten::ceil_");
    private static final Operator CHUNK = Operator.lazy("aten::chunk");
    private static final Operator CLAMP = Operator.lazy("aten::clamp");
    private static final Operator CLAMP_INPLACE = Operator.lazy("aten::clamp_");
    private static final Operator CLAMP_MAX = Operator.lazy("aten::clamp_max");
    private static final Operator CLAMP_MAX_INPLACE = Operator.lazy("aten::clamp_max_");
    private static final Operator CLAMP_MIN = Operator.lazy("aten::clamp_min");
    private static final Operator CLAMP_MIN_INPLACE = Operator.lazy("aten::clamp_min_");
    private static final Operator CLAMP_TENSOR = Operator.lazy("aten::clamp.Tensor");
    private static final Operator CLONE = Operator.lazy("aten::clone");
    private static final Operator COLUMN_STACK = Operator.lazy("aten::column_stack");
    private static final Operator COMBINATIONS = Operator.lazy("aten::combinations");
    private static final Operator COMPLEX = Operator.lazy("aten::complex");
    private static final Operator CONJ = Operator.lazy("aten::conj");
    private static final Operator CONJ_PHYSICAL = Operator.lazy("aten::conj_physical");
    private static final Operator CONTIGUOUS = Operator.lazy("aten::contiguous");
    private static final Operator COPYSIGN_TENSOR = Operator.lazy("aten::copysign.Tensor");
    private static final Operator COPY_INPLACE = Operator.lazy("aten::copy_");
    private static final Operator CORRCOEF = Operator.lazy("aten::corrcoef");
    private static final Operator COS = Operator.lazy("aten::cos");
    private static final Operator COSH = Operator.lazy("aten::cosh");
    private static final Operator COUNT_NONZERO = Operator.lazy("aten::count_nonzero");
    private static final Operator COUNT_NONZERO_DIM_INTLIST =
            Operator.lazy("aten::count_nonzero.dim_IntList");
    private static final Operator COV = Operator.lazy("aten::cov");
    private static final Operator CUMMAX = Operator.lazy("aten::cummax");
    private static final Operator CUMMIN = Operator.lazy("aten::cummin");
    private static final Operator CUMPROD = Operator.lazy("aten::cumprod");
    private static final Operator CUMSUM = Operator.lazy("aten::cumsum");
    private static final Operator CUMSUM_INPLACE = Operator.lazy("aten::cumsum_");
    private static final Operator DEG2RAD = Operator.lazy("aten::deg2rad");
    private static final Operator DIAG = Operator.lazy("aten::diag");
    private static final Operator DIAGONAL = Operator.lazy("aten::diagonal");
    private static final Operator DIAGONAL_SCATTER = Operator.lazy("aten::diagonal_scatter");
    private static final Operator DIAG_EMBED = Operator.lazy("aten::diag_embed");
    private static final Operator DIFF = Operator.lazy("aten::diff");
    private static final Operator DIGAMMA = Operator.lazy("aten::digamma");
    private static final Operator DIST = Operator.lazy("aten::dist");
    private static final Operator DIV_INPLACE_TENSOR = Operator.lazy("aten::div_.Tensor");
    private static final Operator DIV_TENSOR = Operator.lazy("aten::div.Tensor");
    private static final Operator DIV_TENSOR_MODE = Operator.lazy("aten::div.Tensor_mode");
    private static final Operator DOT = Operator.lazy("aten::dot");
    private static final Operator DSTACK = Operator.lazy("aten::dstack");
    private static final Operator EINSUM = Operator.lazy("aten::einsum");
    private static final Operator ELU = Operator.lazy("aten::elu");
    private static final Operator EQUAL = Operator.lazy("aten::equal");
    private static final Operator EQ_SCALAR = Operator.lazy("aten::eq.Scalar");
    private static final Operator EQ_TENSOR = Operator.lazy("aten::eq.Tensor");
    private static final Operator ERF = Operator.lazy("aten::erf");
    private static final Operator ERFC = Operator.lazy("aten::erfc");
    private static final Operator ERFINV = Operator.lazy("aten::erfinv");
    private static final Operator EXP2 = Operator.lazy("aten::exp2");
    private static final Operator EXPAND = Operator.lazy("aten::expand");
    private static final Operator EXPAND_AS = Operator.lazy("aten::expand_as");
    private static final Operator EXPM1 = Operator.lazy("aten::expm1");
    private static final Operator EXP_INPLACE = Operator.lazy("aten::exp_");
    private static final Operator EYE_M = Operator.lazy("aten::eye.m");
    private static final Operator FILL_INPLACE_SCALAR = Operator.lazy("aten::fill_.Scalar");
    private static final Operator FLATTEN_USING_INTS = Operator.lazy("aten::flatten.using_ints");
    private static final Operator FLIP = Operator.lazy("aten::flip");
    private static final Operator FLIPLR = Operator.lazy("aten::fliplr");
    private static final Operator FLIPUD = Operator.lazy("aten::flipud");
    private static final Operator FLOOR = Operator.lazy("aten::floor");
    private static final Operator FLOOR_DIVIDE = Operator.lazy("aten::floor_divide");
    private static final Operator FLOOR_DIVIDE_SCALAR = Operator.lazy("aten::floor_divide.Scalar");
    private static final Operator FLOOR_INPLACE = Operator.lazy("aten::floor_");
    private static final Operator FMAX = Operator.lazy("aten::fmax");
    private static final Operator FMIN = Operator.lazy("aten::fmin");
    private static final Operator FMOD_SCALAR = Operator.lazy("aten::fmod.Scalar");
    private static final Operator FMOD_TENSOR = Operator.lazy("aten::fmod.Tensor");
    private static final Operator FRAC = Operator.lazy("aten::frac");
    private static final Operator GATHER = Operator.lazy("aten::gather");
    private static final Operator GCD = Operator.lazy("aten::gcd");
    private static final Operator GELU = Operator.lazy("aten::gelu");
    private static final Operator GE_SCALAR = Operator.lazy("aten::ge.Scalar");
    private static final Operator GE_TENSOR = Operator.lazy("aten::ge.Tensor");
    private static final Operator GT_SCALAR = Operator.lazy("aten::gt.Scalar");
    private static final Operator GT_TENSOR = Operator.lazy("aten::gt.Tensor");
    private static final Operator HEAVISIDE = Operator.lazy("aten::heaviside");
    private static final Operator HISTC = Operator.lazy("aten::histc");
    private static final Operator HSTACK = Operator.lazy("aten::hstack");
    private static final Operator HYPOT = Operator.lazy("aten::hypot");
    private static final Operator IMAG = Operator.lazy("aten::imag");
    private static final Operator INDEX_ADD = Operator.lazy("aten::index_add");
    private static final Operator INDEX_ADD_INPLACE = Operator.lazy("aten::index_add_");
    private static final Operator INDEX_COPY = Operator.lazy("aten::index_copy");
    private static final Operator INDEX_COPY_INPLACE = Operator.lazy("aten::index_copy_");
    private static final Operator INDEX_FILL_INPLACE_INT_SCALAR =
            Operator.lazy("aten::index_fill_.int_Scalar");
    private static final Operator INDEX_FILL_INT_SCALAR =
            Operator.lazy("aten::index_fill.int_Scalar");
    private static final Operator INDEX_REDUCE = Operator.lazy("aten::index_reduce");
    private static final Operator INDEX_SELECT = Operator.lazy("aten::index_select");
    private static final Operator INNER = Operator.lazy("aten::inner");
    private static final Operator ISCLOSE = Operator.lazy("aten::isclose");
    private static final Operator ISFINITE = Operator.lazy("aten::isfinite");
    private static final Operator ISINF = Operator.lazy("aten::isinf");
    private static final Operator ISIN_TENSOR_TENSOR = Operator.lazy("aten::isin.Tensor_Tensor");
    private static final Operator ISNAN = Operator.lazy("aten::isnan");
    private static final Operator ISNEGINF = Operator.lazy("aten::isneginf");
    private static final Operator ISPOSINF = Operator.lazy("aten::isposinf");
    private static final Operator ISREAL = Operator.lazy("aten::isreal");
    private static final Operator KRON = Operator.lazy("aten::kron");
    private static final Operator KTHVALUE = Operator.lazy("aten::kthvalue");
    private static final Operator LDEXP_TENSOR = Operator.lazy("aten::ldexp.Tensor");
    private static final Operator LEAKY_RELU = Operator.lazy("aten::leaky_relu");
    private static final Operator LERP_INPLACE_SCALAR = Operator.lazy("aten::lerp_.Scalar");
    private static final Operator LERP_SCALAR = Operator.lazy("aten::lerp.Scalar");
    private static final Operator LERP_TENSOR = Operator.lazy("aten::lerp.Tensor");
    private static final Operator LE_SCALAR = Operator.lazy("aten::le.Scalar");
    private static final Operator LE_TENSOR = Operator.lazy("aten::le.Tensor");
    private static final Operator LGAMMA = Operator.lazy("aten::lgamma");
    private static final Operator LINALG_CROSS = Operator.lazy("aten::linalg_cross");
    private static final Operator LOG10 = Operator.lazy("aten::log10");
    private static final Operator LOG1P = Operator.lazy("aten::log1p");
    private static final Operator LOG2 = Operator.lazy("aten::log2");
    private static final Operator LOGADDEXP = Operator.lazy("aten::logaddexp");
    private static final Operator LOGADDEXP2 = Operator.lazy("aten::logaddexp2");
    private static final Operator LOGCUMSUMEXP = Operator.lazy("aten::logcumsumexp");
    private static final Operator LOGICAL_AND = Operator.lazy("aten::logical_and");
    private static final Operator LOGICAL_NOT = Operator.lazy("aten::logical_not");
    private static final Operator LOGICAL_OR = Operator.lazy("aten::logical_or");
    private static final Operator LOGICAL_XOR = Operator.lazy("aten::logical_xor");
    private static final Operator LOGIT = Operator.lazy("aten::logit");
    private static final Operator LOGSPACE = Operator.lazy("aten::logspace");
    private static final Operator LOGSUMEXP = Operator.lazy("aten::logsumexp");
    private static final Operator LOG_INPLACE = Operator.lazy("aten::log_");
    private static final Operator LOG_SOFTMAX_INT = Operator.lazy("aten::log_softmax.int");
    private static final Operator LT_SCALAR = Operator.lazy("aten::lt.Scalar");
    private static final Operator LT_TENSOR = Operator.lazy("aten::lt.Tensor");
    private static final Operator MASKED_FILL_INPLACE_SCALAR =
            Operator.lazy("aten::masked_fill_.Scalar");
    private static final Operator MASKED_FILL_SCALAR = Operator.lazy("aten::masked_fill.Scalar");
    private static final Operator MASKED_FILL_TENSOR = Operator.lazy("aten::masked_fill.Tensor");
    private static final Operator MASKED_SCATTER = Operator.lazy("aten::masked_scatter");
    private static final Operator MASKED_SELECT = Operator.lazy("aten::masked_select");
    private static final Operator MAX = Operator.lazy("aten::max");
    private static final Operator MAXIMUM = Operator.lazy("aten::maximum");
    private static final Operator MAX_DIM = Operator.lazy("aten::max.dim");
    private static final Operator MEAN_DIM = Operator.lazy("aten::mean.dim");
    private static final Operator MEDIAN = Operator.lazy("aten::median");
    private static final Operator MEDIAN_DIM = Operator.lazy("aten::median.dim");
    private static final Operator MESHGRID_INDEXING = Operator.lazy("aten::meshgrid.indexing");
    private static final Operator MH = Operator.lazy("aten::mH");
    private static final Operator MIN = Operator.lazy("aten::min");
    private static final Operator MINIMUM = Operator.lazy("aten::minimum");
    private static final Operator MIN_DIM = Operator.lazy("aten::min.dim");
    private static final Operator MM = Operator.lazy("aten::mm");
    private static final Operator MODE = Operator.lazy("aten::mode");
    private static final Operator MOVEDIM_INT = Operator.lazy("aten::movedim.int");
    private static final Operator MOVEDIM_INTLIST = Operator.lazy("aten::movedim.intlist");
    private static final Operator MT = Operator.lazy("aten::mT");
    private static final Operator MUL_INPLACE_TENSOR = Operator.lazy("aten::mul_.Tensor");
    private static final Operator MUL_TENSOR = Operator.lazy("aten::mul.Tensor");
    private static final Operator MV = Operator.lazy("aten::mv");
    private static final Operator NANMEAN = Operator.lazy("aten::nanmean");
    private static final Operator NANMEDIAN = Operator.lazy("aten::nanmedian");
    private static final Operator NANQUANTILE_SCALAR = Operator.lazy("aten::nanquantile.scalar");
    private static final Operator NANSUM = Operator.lazy("aten::nansum");
    private static final Operator NAN_TO_NUM = Operator.lazy("aten::nan_to_num");
    private static final Operator NARROW = Operator.lazy("aten::narrow");
    private static final Operator NEG_INPLACE = Operator.lazy("aten::neg_");
    private static final Operator NEXTAFTER = Operator.lazy("aten::nextafter");
    private static final Operator NE_SCALAR = Operator.lazy("aten::ne.Scalar");
    private static final Operator NE_TENSOR = Operator.lazy("aten::ne.Tensor");
    private static final Operator NONZERO = Operator.lazy("aten::nonzero");
    private static final Operator NORM_SCALAR = Operator.lazy("aten::norm.Scalar");
    private static final Operator NORM_SCALAROPT_DIM = Operator.lazy("aten::norm.ScalarOpt_dim");
    private static final Operator OUTER = Operator.lazy("aten::outer");
    private static final Operator PERMUTE = Operator.lazy("aten::permute");
    private static final Operator POLAR = Operator.lazy("aten::polar");
    private static final Operator POSITIVE = Operator.lazy("aten::positive");
    private static final Operator POW_INPLACE_SCALAR = Operator.lazy("aten::pow_.Scalar");
    private static final Operator POW_TENSOR_SCALAR = Operator.lazy("aten::pow.Tensor_Scalar");
    private static final Operator POW_TENSOR_TENSOR = Operator.lazy("aten::pow.Tensor_Tensor");
    private static final Operator PROD = Operator.lazy("aten::prod");
    private static final Operator PROD_DIM_INT = Operator.lazy("aten::prod.dim_int");
    private static final Operator PUT = Operator.lazy("aten::put");
    private static final Operator QUANTILE = Operator.lazy("aten::quantile");
    private static final Operator QUANTILE_SCALAR = Operator.lazy("aten::quantile.scalar");
    private static final Operator RAD2DEG = Operator.lazy("aten::rad2deg");
    private static final Operator REAL = Operator.lazy("aten::real");
    private static final Operator RECIPROCAL = Operator.lazy("aten::reciprocal");
    private static final Operator RECIPROCAL_INPLACE = Operator.lazy("aten::reciprocal_");
    private static final Operator RELU_INPLACE = Operator.lazy("aten::relu_");
    private static final Operator REMAINDER_SCALAR = Operator.lazy("aten::remainder.Scalar");
    private static final Operator REMAINDER_TENSOR = Operator.lazy("aten::remainder.Tensor");
    private static final Operator RENORM = Operator.lazy("aten::renorm");
    private static final Operator REPEAT = Operator.lazy("aten::repeat");
    private static final Operator REPEAT_INTERLEAVE_SELF_INT =
            Operator.lazy("aten::repeat_interleave.self_int");
    private static final Operator REPEAT_INTERLEAVE_SELF_TENSOR =
            Operator.lazy("aten::repeat_interleave.self_Tensor");
    private static final Operator RESHAPE = Operator.lazy("aten::reshape");
    private static final Operator RESHAPE_AS = Operator.lazy("aten::reshape_as");
    private static final Operator RESOLVE_CONJ = Operator.lazy("aten::resolve_conj");
    private static final Operator ROLL = Operator.lazy("aten::roll");
    private static final Operator ROT90 = Operator.lazy("aten::rot90");
    private static final Operator ROUND = Operator.lazy("aten::round");
    private static final Operator ROUND_DECIMALS = Operator.lazy("aten::round.decimals");
    private static final Operator ROUND_INPLACE = Operator.lazy("aten::round_");
    private static final Operator RSQRT = Operator.lazy("aten::rsqrt");
    private static final Operator RSQRT_INPLACE = Operator.lazy("aten::rsqrt_");
    private static final Operator RSUB_SCALAR = Operator.lazy("aten::rsub.Scalar");
    private static final Operator SCATTER_ADD = Operator.lazy("aten::scatter_add");
    private static final Operator SCATTER_ADD_INPLACE = Operator.lazy("aten::scatter_add_");
    private static final Operator SCATTER_INPLACE_SRC = Operator.lazy("aten::scatter_.src");
    private static final Operator SCATTER_INPLACE_VALUE = Operator.lazy("aten::scatter_.value");
    private static final Operator SCATTER_REDUCE_TWO = Operator.lazy("aten::scatter_reduce.two");
    private static final Operator SCATTER_SRC = Operator.lazy("aten::scatter.src");
    private static final Operator SCATTER_VALUE = Operator.lazy("aten::scatter.value");
    private static final Operator SEARCHSORTED_TENSOR = Operator.lazy("aten::searchsorted.Tensor");
    private static final Operator SELECT_INT = Operator.lazy("aten::select.int");
    private static final Operator SELECT_SCATTER = Operator.lazy("aten::select_scatter");
    private static final Operator SGN = Operator.lazy("aten::sgn");
    private static final Operator SIGMOID_INPLACE = Operator.lazy("aten::sigmoid_");
    private static final Operator SIGN = Operator.lazy("aten::sign");
    private static final Operator SIGNBIT = Operator.lazy("aten::signbit");
    private static final Operator SILU = Operator.lazy("aten::silu");
    private static final Operator SIN = Operator.lazy("aten::sin");
    private static final Operator SINC = Operator.lazy("aten::sinc");
    private static final Operator SINH = Operator.lazy("aten::sinh");
    private static final Operator SLICE_SCATTER = Operator.lazy("aten::slice_scatter");
    private static final Operator SLICE_TENSOR = Operator.lazy("aten::slice.Tensor");
    private static final Operator SOFTMAX_INT = Operator.lazy("aten::softmax.int");
    private static final Operator SOFTPLUS = Operator.lazy("aten::softplus");
    private static final Operator SORT = Operator.lazy("aten::sort");
    private static final Operator SORT_STABLE = Operator.lazy("aten::sort.stable");
    private static final Operator SPLIT_TENSOR = Operator.lazy("aten::split.Tensor");
    private static final Operator SPLIT_WITH_SIZES = Operator.lazy("aten::split_with_sizes");
    private static final Operator SQRT_INPLACE = Operator.lazy("aten::sqrt_");
    private static final Operator SQUARE = Operator.lazy("aten::square");
    private static final Operator SQUARE_INPLACE = Operator.lazy("aten::square_");
    private static final Operator SQUEEZE = Operator.lazy("aten::squeeze");
    private static final Operator SQUEEZE_DIM = Operator.lazy("aten::squeeze.dim");
    private static final Operator SQUEEZE_DIMS = Operator.lazy("aten::squeeze.dims");
    private static final Operator STD = Operator.lazy("aten::std");
    private static final Operator STD_DIM = Operator.lazy("aten::std.dim");
    private static final Operator STD_MEAN_DIM = Operator.lazy("aten::std_mean.dim");
    private static final Operator SUB_INPLACE_TENSOR = Operator.lazy("aten::sub_.Tensor");
    private static final Operator SUB_TENSOR = Operator.lazy("aten::sub.Tensor");
    private static final Operator SUM_DIM_INTLIST = Operator.lazy("aten::sum.dim_IntList");
    private static final Operator SUM_TO_SIZE = Operator.lazy("aten::sum_to_size");
    private static final Operator TAKE = Operator.lazy("aten::take");
    private static final Operator TAKE_ALONG_DIM = Operator.lazy("aten::take_along_dim");
    private static final Operator TAN = Operator.lazy("aten::tan");
    private static final Operator TANH_INPLACE = Operator.lazy("aten::tanh_");
    private static final Operator TENSORDOT = Operator.lazy("aten::tensordot");
    private static final Operator TENSOR_SPLIT_INDICES =
            Operator.lazy("aten::tensor_split.indices");
    private static final Operator TENSOR_SPLIT_SECTIONS =
            Operator.lazy("aten::tensor_split.sections");
    private static final Operator TILE = Operator.lazy("aten::tile");
    private static final Operator TOPK = Operator.lazy("aten::topk");
    private static final Operator TO_DEVICE = Operator.lazy("aten::to.device");
    private static final Operator TO_DTYPE = Operator.lazy("aten::to.dtype");
    private static final Operator TRACE = Operator.lazy("aten::trace");
    private static final Operator TRANSPOSE_INT = Operator.lazy("aten::transpose.int");
    private static final Operator TRAPEZOID_DX = Operator.lazy("aten::trapezoid.dx");
    private static final Operator TRIL = Operator.lazy("aten::tril");
    private static final Operator TRIL_INDICES = Operator.lazy("aten::tril_indices");
    private static final Operator TRIL_INPLACE = Operator.lazy("aten::tril_");
    private static final Operator TRIU = Operator.lazy("aten::triu");
    private static final Operator TRIU_INDICES = Operator.lazy("aten::triu_indices");
    private static final Operator TRIU_INPLACE = Operator.lazy("aten::triu_");
    private static final Operator TRUNC = Operator.lazy("aten::trunc");
    private static final Operator TYPE_AS = Operator.lazy("aten::type_as");
    private static final Operator UNBIND_INT = Operator.lazy("aten::unbind.int");
    private static final Operator UNFLATTEN_INT = Operator.lazy("aten::unflatten.int");
    private static final Operator UNFOLD = Operator.lazy("aten::unfold");
    private static final Operator UNIQUE_CONSECUTIVE = Operator.lazy("aten::unique_consecutive");
    private static final Operator UNIQUE_DIM = Operator.lazy("aten::unique_dim");
    private static final Operator UNSQUEEZE = Operator.lazy("aten::unsqueeze");
    private static final Operator VAR = Operator.lazy("aten::var");
    private static final Operator VAR_DIM = Operator.lazy("aten::var.dim");
    private static final Operator VAR_MEAN_DIM = Operator.lazy("aten::var_mean.dim");
    private static final Operator VDOT = Operator.lazy("aten::vdot");
    private static final Operator VIEW = Operator.lazy("aten::view");
    private static final Operator VIEW_AS = Operator.lazy("aten::view_as");
    private static final Operator VIEW_AS_COMPLEX = Operator.lazy("aten::view_as_complex");
    private static final Operator VIEW_AS_REAL = Operator.lazy("aten::view_as_real");
    private static final Operator VIEW_DTYPE = Operator.lazy("aten::view.dtype");
    private static final Operator VSTACK = Operator.lazy("aten::vstack");
    private static final Operator XLOGY_TENSOR = Operator.lazy("aten::xlogy.Tensor");
    private static final Operator ZERO_INPLACE = Operator.lazy("aten::zero_");
    private static final Operator _UNIQUE2 = Operator.lazy("aten::_unique2");

    private static final int CLOSED = 1;
    private static final int ONE_USER = 2;
    private static final boolean DEBUG = Boolean.getBoolean("balboa.debug");

    private final long impl;
    // The thread that made the tensor pins it with one fence, others with two locked instructions
    // each.
    private final long maker = Thread.currentThread().threadId();
    // Calls of the maker that use the tensor right now; only the maker writes it.
    private int makersUses;
    // Bit 0: closed. The rest: calls of other threads. Whoever brings it to "closed, no users"
    // finishes the tensor.
    private volatile int state;
    private Throwable closedAt;
    private String closedSummary = "this tensor";
    private Net.Catch net;

    /// The scope that closes this tensor; null if none does.
    Scope owner;

    private Tensor(long impl) {
        this.impl = impl;
    }

    /// Takes over one native reference, and registers it with the thread's scope.
    static Tensor adopt(long impl, ThreadState thread) {
        Tensor tensor = new Tensor(impl);
        Scope scope = thread.scope;
        if (scope != null) scope.add(tensor);
        else tensor.net = Net.watch(tensor, impl);
        return tensor;
    }

    // ---- Lifetime
    // --------------------------------------------------------------------------------------

    /// Frees this reference: the memory goes with the last one. Does nothing the second time.
    @Override
    public void close() {
        if (DEBUG && !isClosed()) rememberClosing();
        int before;
        do {
            before = state;
            if ((before & CLOSED) != 0) return;
        } while (!STATE.compareAndSet(this, before, before | CLOSED));
        if (before == 0) finish();
    }

    // Costs a stack trace per tensor.
    private void rememberClosing() {
        closedSummary = "the tensor " + Errors.summary(this);
        closedAt = new Throwable("closed here, by " + Thread.currentThread().getName());
    }

    /// True after [#close()].
    public boolean isClosed() {
        return (state & CLOSED) != 0;
    }

    /// Pins the tensor for a native call; [#release()] must follow on the same thread.
    long acquire() {
        if (Thread.currentThread().threadId() == maker) {
            MAKERS_USES.setOpaque(this, makersUses + 1);
            // Either this thread sees the closed bit now, or the one that sets it sees the use.
            VarHandle.fullFence();
            if ((state & CLOSED) == 0) return impl;
            MAKERS_USES.setRelease(this, makersUses - 1);
            throw closedException();
        }
        int before;
        do {
            before = state;
            if ((before & CLOSED) != 0) throw closedException();
        } while (!STATE.compareAndSet(this, before, before + ONE_USER));
        return impl;
    }

    // Writing to the object after the native call also keeps it reachable during the call.
    void release() {
        if (Thread.currentThread().threadId() == maker) {
            MAKERS_USES.setRelease(this, makersUses - 1);
            return;
        }
        int before = (int) STATE.getAndAdd(this, -ONE_USER);
        if (before - ONE_USER == CLOSED) finish();
    }

    // Exactly one thread gets here, once: the tensor is closed and no other thread's call is left.
    private void finish() {
        if (isUsedByItsMaker()) Net.freeLater(this);
        else free();
    }

    boolean isUsedByItsMaker() {
        return (int) MAKERS_USES.getVolatile(this) != 0;
    }

    void free() {
        if (net == null || Net.release(net)) TensorAbi.free(impl);
    }

    long handle() {
        return impl;
    }

    void ownedByNobody() {
        owner = null;
        if (net == null) net = Net.watch(this, impl);
    }

    private IllegalStateException closedException() {
        String hint = DEBUG ? "" : "; start with -Dbalboa.debug=true to see where it was closed";
        return new IllegalStateException(
                closedSummary
                        + " is closed: it was closed itself or with its scope (Scope.keep moves one out)"
                        + hint,
                closedAt);
    }

    // ---- Making tensors
    // --------------------------------------------------------------------------------

    /// A float32 vector.
    public static Tensor of(float... values) {
        return of(values, Shape.of(values.length));
    }

    /// A float64 vector.
    public static Tensor of(double... values) {
        return of(values, Shape.of(values.length));
    }

    /// An int64 vector.
    public static Tensor of(long... values) {
        return of(values, Shape.of(values.length));
    }

    /// An int32 vector.
    public static Tensor of(int... values) {
        return of(values, Shape.of(values.length));
    }

    /// A bool vector.
    public static Tensor of(boolean... values) {
        return of(values, Shape.of(values.length));
    }

    /// A float32 tensor with a copy of `values` in row order.
    ///
    /// @throws IllegalArgumentException if their number does not fit the shape
    public static Tensor of(float[] values, Shape shape) {
        return Factories.copyOf(values, values.length, shape, DType.FLOAT32);
    }

    /// A float64 tensor with a copy of `values` in row order.
    public static Tensor of(double[] values, Shape shape) {
        return Factories.copyOf(values, values.length, shape, DType.FLOAT64);
    }

    /// An int64 tensor with a copy of `values` in row order.
    public static Tensor of(long[] values, Shape shape) {
        return Factories.copyOf(values, values.length, shape, DType.INT64);
    }

    /// An int32 tensor with a copy of `values` in row order.
    public static Tensor of(int[] values, Shape shape) {
        return Factories.copyOf(values, values.length, shape, DType.INT32);
    }

    /// An int16 tensor with a copy of `values` in row order.
    public static Tensor of(short[] values, Shape shape) {
        return Factories.copyOf(values, values.length, shape, DType.INT16);
    }

    /// A uint8 tensor with a copy of `values` in row order.
    public static Tensor of(byte[] values, Shape shape) {
        return Factories.copyOf(values, values.length, shape, DType.UINT8);
    }

    /// A bool tensor with a copy of `values` in row order.
    public static Tensor of(boolean[] values, Shape shape) {
        byte[] bytes = new byte[values.length];
        for (int i = 0; i < bytes.length; i++) bytes[i] = (byte) (values[i] ? 1 : 0);
        return Factories.copyOf(bytes, bytes.length, shape, DType.BOOL);
    }

    /// A float32 scalar.
    public static Tensor scalar(double value) {
        return scalar(value, DType.FLOAT32);
    }

    /// A scalar of a type.
    public static Tensor scalar(double value, DType dtype) {
        return full(Shape.SCALAR, value, dtype);
    }

    /// A copy of the bytes of a segment, in row order.
    ///
    /// @throws IllegalArgumentException if it is smaller than the tensor
    public static Tensor from(MemorySegment source, Shape shape, DType dtype) {
        return Factories.copyOf(source, shape, dtype);
    }

    /// A copy of the remaining elements of a buffer; its position does not change.
    public static Tensor from(FloatBuffer source, Shape shape) {
        return from(MemorySegment.ofBuffer(source), shape, DType.FLOAT32);
    }

    /// A copy of the remaining elements of a buffer; its position does not change.
    public static Tensor from(DoubleBuffer source, Shape shape) {
        return from(MemorySegment.ofBuffer(source), shape, DType.FLOAT64);
    }

    /// A copy of the remaining elements of a buffer; its position does not change.
    public static Tensor from(LongBuffer source, Shape shape) {
        return from(MemorySegment.ofBuffer(source), shape, DType.INT64);
    }

    /// A copy of the remaining elements of a buffer; its position does not change.
    public static Tensor from(IntBuffer source, Shape shape) {
        return from(MemorySegment.ofBuffer(source), shape, DType.INT32);
    }

    /// A uint8 copy of the remaining elements of a buffer; its position does not change.
    public static Tensor from(ByteBuffer source, Shape shape) {
        return from(MemorySegment.ofBuffer(source), shape, DType.UINT8);
    }

    /// A tensor *on* the memory of a native segment, without a copy: writes on either side are seen
    /// on the other.
    ///
    /// The memory must stay valid until `release` runs, which happens on a thread of Balboa's once
    /// the last tensor and graph that use it are gone; so its arena must be shared, global or
    /// automatic.
    ///
    /// @throws IllegalArgumentException for a heap segment, one that is read-only, closed or
    ///     confined to a thread, too small or not aligned for the type
    public static Tensor wrap(MemorySegment memory, Shape shape, DType dtype, Runnable release) {
        return Factories.wrap(memory, shape, dtype, release);
    }

    /// Zeros, float32.
    public static Tensor zeros(Shape shape) {
        return zeros(shape, DType.FLOAT32);
    }

    /// Zeros.
    public static Tensor zeros(Shape shape, DType dtype) {
        return zeros(shape, dtype, Device.CPU);
    }

    /// Zeros on a device.
    public static Tensor zeros(Shape shape, DType dtype, Device device) {
        return Factories.zeros(shape, dtype, device);
    }

    /// Ones, float32.
    public static Tensor ones(Shape shape) {
        return ones(shape, DType.FLOAT32);
    }

    /// Ones.
    public static Tensor ones(Shape shape, DType dtype) {
        return ones(shape, dtype, Device.CPU);
    }

    /// Ones on a device.
    public static Tensor ones(Shape shape, DType dtype, Device device) {
        return full(shape, 1, dtype, device);
    }

    /// Memory as it comes, float32: fill it before reading.
    public static Tensor empty(Shape shape) {
        return empty(shape, DType.FLOAT32);
    }

    /// Memory as it comes.
    public static Tensor empty(Shape shape, DType dtype) {
        return empty(shape, dtype, Device.CPU);
    }

    /// Memory as it comes, on a device.
    public static Tensor empty(Shape shape, DType dtype, Device device) {
        return Factories.empty(shape, dtype, device);
    }

    /// One value everywhere, float32.
    public static Tensor full(Shape shape, double value) {
        return full(shape, value, DType.FLOAT32);
    }

    /// One value everywhere.
    public static Tensor full(Shape shape, double value, DType dtype) {
        return full(shape, value, dtype, Device.CPU);
    }

    /// One value everywhere, on a device.
    public static Tensor full(Shape shape, double value, DType dtype, Device device) {
        return Factories.full(shape, value, dtype, device);
    }

    /// 0, 1, ... to before `end`; int64.
    public static Tensor arange(long end) {
        return arange(0, end, 1);
    }

    /// From `start` to before `end` in steps; int64.
    public static Tensor arange(long start, long end, long step) {
        return Factories.arange(start, end, step);
    }

    /// From `start` to before `end` in steps.
    public static Tensor arange(double start, double end, double step, DType dtype) {
        return Factories.arange(start, end, step, dtype);
    }

    /// `count` values from `start` to `end`, both included; float32.
    public static Tensor linspace(double start, double end, long count) {
        return Factories.linspace(start, end, count);
    }

    /// The identity matrix, float32.
    public static Tensor eye(long size) {
        return Factories.eye(size);
    }

    /// Zeros with the shape, type, device and order in memory of another tensor, as PyTorch's
    /// `preserve_format`: one that is channels last gives one that is.
    public static Tensor zerosLike(Tensor other) {
        return Factories.zerosLike(other);
    }

    /// Ones with the shape, type, device and order in memory of another tensor.
    public static Tensor onesLike(Tensor other) {
        return Factories.onesLike(other);
    }

    /// Memory as it comes, with the shape, type, device and order in memory of another tensor.
    public static Tensor emptyLike(Tensor other) {
        return Factories.emptyLike(other);
    }

    /// One value everywhere, with the shape, type, device and order in memory of another tensor.
    public static Tensor fullLike(Tensor other, double value) {
        return Factories.fullLike(other, value);
    }

    /// Tensors joined along an existing dimension.
    public static Tensor cat(List<Tensor> tensors, int dim) {
        return Factories.cat(tensors, dim);
    }

    /// Tensors of one shape joined along a new dimension.
    public static Tensor stack(List<Tensor> tensors, int dim) {
        return Factories.stack(tensors, dim);
    }

    /// `a` where `condition` is true, else `b`.
    public static Tensor where(Tensor condition, Tensor a, Tensor b) {
        return Factories.where(condition, a, b);
    }

    /// `rows` by `columns` with ones on the main diagonal, float32.
    public static Tensor eye(long rows, long columns) {
        return EYE_M.frame().add(rows).add(columns).add(DType.FLOAT32).tensor();
    }

    /// `count` values from `base^start` to `base^end`, both included, evenly spaced in the
    /// exponent; float32.
    public static Tensor logspace(double start, double end, long count, double base) {
        return LOGSPACE.frame()
                .add(start)
                .add(end)
                .add(count)
                .add(base)
                .add(DType.FLOAT32)
                .tensor();
    }

    /// Where the lower triangle of a matrix is, int64 `[2, n]`: rows, then columns; `offset` > 0
    /// includes diagonals above the main one.
    public static Tensor trilIndices(long rows, long columns, long offset) {
        return TRIL_INDICES.frame().add(rows).add(columns).add(offset).tensor();
    }

    /// Where the upper triangle of a matrix is, int64 `[2, n]`: rows, then columns; `offset` > 0
    /// leaves out the main diagonal.
    public static Tensor triuIndices(long rows, long columns, long offset) {
        return TRIU_INDICES.frame().add(rows).add(columns).add(offset).tensor();
    }

    /// `re + i im`, complex64 for float32 and complex128 for float64 parts of one shape.
    ///
    /// @throws TorchException if the types differ or are not floating
    public static Tensor complex(Tensor re, Tensor im) {
        return COMPLEX.frame().add(re).add(im).tensor();
    }

    /// `abs (cos angle + i sin angle)`, complex.
    public static Tensor polar(Tensor abs, Tensor angle) {
        return POLAR.frame().add(abs).add(angle).tensor();
    }

    /// Tensors joined along the columns: dimension 1, or 0 for vectors.
    public static Tensor hstack(List<Tensor> tensors) {
        return HSTACK.frame().add(tensors).tensor();
    }

    /// Tensors joined along the rows: dimension 0; vectors become rows.
    public static Tensor vstack(List<Tensor> tensors) {
        return VSTACK.frame().add(tensors).tensor();
    }

    /// Tensors joined along the third dimension, which vectors and matrices get.
    public static Tensor dstack(List<Tensor> tensors) {
        return DSTACK.frame().add(tensors).tensor();
    }

    /// Tensors joined as columns; vectors become columns.
    public static Tensor columnStack(List<Tensor> tensors) {
        return COLUMN_STACK.frame().add(tensors).tensor();
    }

    /// A matrix with these matrices along its diagonal and 0 elsewhere.
    public static Tensor blockDiag(List<Tensor> tensors) {
        return BLOCK_DIAG.frame().add(tensors).tensor();
    }

    /// All pairs, triples, ... of elements of k vectors, one to a row: `[n1 n2 ..., k]`.
    public static Tensor cartesianProd(List<Tensor> tensors) {
        return CARTESIAN_PROD.frame().add(tensors).tensor();
    }

    /// Coordinate grids: from vectors of sizes `n1, n2, ...` one tensor `[n1, n2, ...]` each, which
    /// varies along its own dimension only. PyTorch's `indexing="ij"`.
    public static List<Tensor> meshgrid(List<Tensor> tensors) {
        return MESHGRID_INDEXING.frame().add(tensors).add("ij").tensors();
    }

    /// Views of all tensors with the one shape they broadcast to.
    public static List<Tensor> broadcastTensors(List<Tensor> tensors) {
        return BROADCAST_TENSORS.frame().add(tensors).tensors();
    }

    /// Sums of products in Einstein's notation: indices that the output does not name are summed.
    ///
    /// ```java
    /// Tensor.einsum("bij,bjk->bik", List.of(a, b))   // bmm
    /// ```
    ///
    /// @throws TorchException if the equation does not fit the shapes
    public static Tensor einsum(String equation, List<Tensor> tensors) {
        return EINSUM.frame().add(equation).add(tensors).tensor();
    }

    // ---- Facts
    // -----------------------------------------------------------------------------------------

    /// The sizes.
    public Shape shape() {
        return Shape.adopt(sizesAndStrides()[0]);
    }

    /// Steps between neighbours, in elements, per dimension.
    public long[] strides() {
        return sizesAndStrides()[1];
    }

    private long[][] sizesAndStrides() {
        ThreadState thread = ThreadState.current();
        long handle = acquire();
        try {
            int dim = (int) TensorAbi.dim(handle);
            if (dim < 0 || dim > Shape.MAX_RANK) {
                throw new TorchException(
                        "this tensor has %s dimensions (expected: at most %d)"
                                .formatted(dim < 0 ? "no plain" : dim, Shape.MAX_RANK));
            }
            Errors.check(
                    TensorAbi.sizes(handle, thread.outAddress, thread.outAddress + 8L * dim),
                    "shape");
            long[][] both = new long[2][dim];
            for (int i = 0; i < dim; i++) both[0][i] = thread.out(i);
            for (int i = 0; i < dim; i++) both[1][i] = thread.out(dim + i);
            return both;
        } finally {
            release();
        }
    }

    /// The number of dimensions.
    public int dim() {
        long handle = acquire();
        try {
            return (int) TensorAbi.dim(handle);
        } finally {
            release();
        }
    }

    /// The size of a dimension; negative ones count from the end.
    ///
    /// @throws IndexOutOfBoundsException if there is no such dimension
    public long size(int d) {
        long handle = acquire();
        try {
            long size = TensorAbi.size(handle, d < 0 ? d + TensorAbi.dim(handle) : d);
            if (size < 0)
                throw new IndexOutOfBoundsException(
                        "dimension " + d + " of a tensor of shape " + shape());
            return size;
        } finally {
            release();
        }
    }

    /// The number of elements.
    public long numel() {
        long handle = acquire();
        try {
            return TensorAbi.numel(handle);
        } finally {
            release();
        }
    }

    /// The element type.
    public DType dtype() {
        long handle = acquire();
        try {
            return DType.ofCode(TensorAbi.dtype(handle));
        } finally {
            release();
        }
    }

    /// Where it lives.
    public Device device() {
        long handle = acquire();
        try {
            return Device.ofCode(TensorAbi.device(handle));
        } finally {
            release();
        }
    }

    private boolean flag(int bit) {
        long handle = acquire();
        try {
            return (TensorAbi.flags(handle) & bit) != 0;
        } finally {
            release();
        }
    }

    /// True if the elements lie in row order without gaps.
    public boolean isContiguous() {
        return flag(TensorAbi.CONTIGUOUS);
    }

    /// True if operations on it are recorded for gradients.
    public boolean requiresGrad() {
        return flag(TensorAbi.REQUIRES_GRAD);
    }

    /// True if it was not made by a recorded operation.
    public boolean isLeaf() {
        ThreadState thread = ThreadState.current();
        long handle = acquire();
        try {
            Errors.check(TensorAbi.isLeaf(handle, thread.outAddress), "isLeaf");
            return thread.outInt() != 0;
        } finally {
            release();
        }
    }

    // ---- Reading
    // ---------------------------------------------------------------------------------------

    /// The one element as a double. Waits for a GPU.
    ///
    /// @throws TorchException if there is not exactly one element
    public double item() {
        Object value = scalarValue();
        return switch (value) {
            case Double number -> number;
            case Long number -> number;
            case Boolean truth -> truth ? 1 : 0;
            default ->
                    throw new IllegalStateException(
                            "a complex number is no double; use itemComplex()");
        };
    }

    /// The one element as a long, without loss.
    public long itemLong() {
        Object value = scalarValue();
        return switch (value) {
            case Long number -> number;
            case Boolean truth -> truth ? 1 : 0;
            default ->
                    throw new IllegalStateException(
                            "itemLong: the tensor is " + dtype() + " (expected: integers or bool)");
        };
    }

    /// The one element as a truth value: nonzero is true.
    public boolean itemBoolean() {
        return scalarValue() instanceof Boolean truth ? truth : item() != 0;
    }

    /// The one element as a complex number.
    public Complex itemComplex() {
        return scalarValue() instanceof Complex complex ? complex : new Complex(item(), 0);
    }

    private Object scalarValue() {
        ThreadState thread = ThreadState.current();
        long handle = acquire();
        try {
            int status = TensorAbi.item(handle, thread.outAddress, thread.outAddress + 16);
            if (status != 0) throw Errors.translate(status, "item", this);
            return switch (thread.outInt()) {
                case Slots.INT -> thread.out(1);
                case Slots.BOOL -> thread.out(1) != 0;
                case Slots.DOUBLE -> thread.outDouble(1);
                default -> new Complex(thread.outDouble(2), thread.outDouble(3));
            };
        } finally {
            release();
        }
    }

    /// A copy of the elements in row order, converted to float.
    public float[] toFloatArray() {
        float[] values = new float[Factories.arrayLength(this)];
        Factories.read(this, DType.FLOAT32, values);
        return values;
    }

    /// A copy of the elements in row order, converted to double.
    public double[] toDoubleArray() {
        double[] values = new double[Factories.arrayLength(this)];
        Factories.read(this, DType.FLOAT64, values);
        return values;
    }

    /// A copy of the elements in row order, converted to long.
    public long[] toLongArray() {
        long[] values = new long[Factories.arrayLength(this)];
        Factories.read(this, DType.INT64, values);
        return values;
    }

    /// A copy of the elements in row order, converted to int.
    public int[] toIntArray() {
        int[] values = new int[Factories.arrayLength(this)];
        Factories.read(this, DType.INT32, values);
        return values;
    }

    /// A copy of the elements in row order, converted to bytes (as uint8).
    public byte[] toByteArray() {
        byte[] values = new byte[Factories.arrayLength(this)];
        Factories.read(this, DType.UINT8, values);
        return values;
    }

    /// A copy of the elements in row order; nonzero is true.
    public boolean[] toBooleanArray() {
        byte[] bytes = new byte[Factories.arrayLength(this)];
        Factories.read(this, DType.BOOL, bytes);
        boolean[] values = new boolean[bytes.length];
        for (int i = 0; i < values.length; i++) values[i] = bytes[i] != 0;
        return values;
    }

    /// A view of this tensor's memory, without a copy; writes on either side are seen on the other.
    ///
    /// The memory lives until `arena` ends, also if the tensor is closed, resized or given other
    /// storage before; the view then keeps showing the old memory.
    ///
    /// @throws IllegalArgumentException unless the tensor is on the CPU and contiguous
    public MemorySegment asSegment(Arena arena) {
        return Factories.view(this, Objects.requireNonNull(arena, "arena"));
    }

    // ---- Autograd
    // --------------------------------------------------------------------------------------

    /// Starts or stops recording operations on this leaf for gradients.
    ///
    /// @return this
    /// @throws TorchException if its type has no gradients, or if it is no leaf
    public Tensor requiresGrad_(boolean value) {
        long handle = acquire();
        try {
            int status = AutogradAbi.setRequiresGrad(handle, value ? 1 : 0);
            if (status != 0) throw Errors.translate(status, "requiresGrad_", this);
            return this;
        } finally {
            release();
        }
    }

    /// The gradient that `backward` collected, as a new handle; null if there is none.
    public Tensor grad() {
        ThreadState thread = ThreadState.current();
        long handle = acquire();
        try {
            Errors.check(AutogradAbi.grad(handle, thread.outAddress), "grad");
            return thread.out(0) == 0 ? null : adopt(thread.out(0), thread);
        } finally {
            release();
        }
    }

    /// Replaces the gradient; null clears it.
    ///
    /// @throws TorchException if shape, type or device differ
    public void setGrad(Tensor gradient) {
        long handle = acquire();
        try {
            long value = gradient == null ? 0 : gradient.acquire();
            try {
                Errors.check(AutogradAbi.setGrad(handle, value), "setGrad");
            } finally {
                if (gradient != null) gradient.release();
            }
        } finally {
            release();
        }
    }

    /// Drops the gradient, as `zero_grad(set_to_none=True)`.
    public void zeroGrad() {
        setGrad(null);
    }

    /// Adds the gradients of this scalar to the `grad` of the leaves it depends on, and frees the
    /// graph.
    ///
    /// @throws TorchException if it is no scalar or depends on nothing that requires grad; what a
    ///     Java function or hook throws comes out as itself
    public void backward() {
        // The way through Graph costs an arena and three lists, 3 % of the walk of a small graph.
        ThreadState thread = ThreadState.current();
        long handle = acquire();
        try {
            thread.putOut(0, handle);
            int status = AutogradAbi.backward(thread.outAddress, 0, 1, 0, 0, 0, 0);
            Errors.check(status, "backward");
        } finally {
            release();
        }
    }

    /// Adds the gradients of `sum(this * gradient)`.
    public void backward(Tensor gradient) {
        backward(gradient, false, false);
    }

    /// Adds the gradients of `sum(this * gradient)`.
    ///
    /// @param gradient same shape as this; null for a scalar
    /// @param retainGraph keep the graph for another walk
    /// @param createGraph make the gradients differentiable
    public void backward(Tensor gradient, boolean retainGraph, boolean createGraph) {
        List<Tensor> gradients = gradient == null ? List.of() : List.of(gradient);
        Graph.backward(List.of(this), gradients, List.of(), retainGraph, createGraph);
    }

    /// The same values without history, a view: PyTorch's stop-gradient.
    public Tensor detach() {
        return Fast.unary(TensorAbi.DETACH, this);
    }

    /// Runs `hook` on the gradient of this tensor whenever one is computed; what it returns takes
    /// the gradient's place, null keeps it. An exception it throws comes out of `backward()`.
    ///
    /// @return closes to remove the hook
    public Hook registerHook(UnaryOperator<Tensor> hook) {
        return Hook.add(this, hook);
    }

    // ---- Indexing
    // --------------------------------------------------------------------------------------

    /// `this[...]`: a view for plain positions, a copy where tensors index.
    ///
    /// @throws TorchException if a position is out of range
    public Tensor get(Index... positions) {
        return Factories.index(this, positions);
    }

    /// `this[...] = value`, with broadcasting.
    ///
    /// @return this
    public Tensor set(Tensor value, Index... positions) {
        Factories.indexPut(this, value, positions);
        return this;
    }

    /// `this[...] = value`.
    ///
    /// @return this
    public Tensor set(double value, Index... positions) {
        try (Tensor number = scalar(value, dtype()).to(device())) {
            return set(number, positions);
        }
    }

    // ---- Arithmetic
    // --------------------------------------------------------------------------------

    /// `this + other`, elementwise with broadcasting and type promotion.
    public Tensor add(Tensor other) {
        return Fast.binary(TensorAbi.ADD, this, other);
    }

    /// `this + other`; the number does not raise the type within its category, as in PyTorch.
    public Tensor add(double other) {
        return Fast.binary(TensorAbi.ADD, this, other);
    }

    /// `this - other`.
    public Tensor sub(Tensor other) {
        return Fast.binary(TensorAbi.SUB, this, other);
    }

    /// `this - other`.
    public Tensor sub(double other) {
        return Fast.binary(TensorAbi.SUB, this, other);
    }

    /// `this * other`, elementwise.
    public Tensor mul(Tensor other) {
        return Fast.binary(TensorAbi.MUL, this, other);
    }

    /// `this * other`.
    public Tensor mul(double other) {
        return Fast.binary(TensorAbi.MUL, this, other);
    }

    /// `this / other`, true division: integers give floating-point numbers.
    public Tensor div(Tensor other) {
        return Fast.binary(TensorAbi.DIV, this, other);
    }

    /// `this / other`, true division.
    public Tensor div(double other) {
        return Fast.binary(TensorAbi.DIV, this, other);
    }

    /// Adds in place.
    public Tensor add_(Tensor other) {
        return Fast.inPlace(TensorAbi.ADD, this, other);
    }

    /// Subtracts in place.
    public Tensor sub_(Tensor other) {
        return Fast.inPlace(TensorAbi.SUB, this, other);
    }

    /// Multiplies in place.
    public Tensor mul_(Tensor other) {
        return Fast.inPlace(TensorAbi.MUL, this, other);
    }

    /// Divides in place.
    public Tensor div_(Tensor other) {
        return Fast.inPlace(TensorAbi.DIV, this, other);
    }

    /// `this + other`, a whole number: an integer tensor keeps its type.
    public Tensor add(long other) {
        return ADD_TENSOR.frame().add(this).add(other).tensor();
    }

    /// `this + other` in place, a whole number.
    public Tensor add_(long other) {
        return ADD_INPLACE_TENSOR.frame().add(this).add(other).inPlace(this);
    }

    /// `this + other` in place.
    public Tensor add_(double other) {
        return ADD_INPLACE_TENSOR.frame().add(this).add(other).inPlace(this);
    }

    /// `this - other`, a whole number: an integer tensor keeps its type.
    public Tensor sub(long other) {
        return SUB_TENSOR.frame().add(this).add(other).tensor();
    }

    /// `this - other` in place, a whole number.
    public Tensor sub_(long other) {
        return SUB_INPLACE_TENSOR.frame().add(this).add(other).inPlace(this);
    }

    /// `this - other` in place.
    public Tensor sub_(double other) {
        return SUB_INPLACE_TENSOR.frame().add(this).add(other).inPlace(this);
    }

    /// `this * other`, a whole number: an integer tensor keeps its type.
    public Tensor mul(long other) {
        return MUL_TENSOR.frame().add(this).add(other).tensor();
    }

    /// `this * other` in place, a whole number.
    public Tensor mul_(long other) {
        return MUL_INPLACE_TENSOR.frame().add(this).add(other).inPlace(this);
    }

    /// `this * other` in place.
    public Tensor mul_(double other) {
        return MUL_INPLACE_TENSOR.frame().add(this).add(other).inPlace(this);
    }

    /// `this / other`, a whole number: an integer tensor gives float32.
    public Tensor div(long other) {
        return DIV_TENSOR.frame().add(this).add(other).tensor();
    }

    /// `this / other` in place.
    public Tensor div_(double other) {
        return DIV_INPLACE_TENSOR.frame().add(this).add(other).inPlace(this);
    }

    /// `this + alpha * other`.
    public Tensor add(Tensor other, double alpha) {
        return ADD_TENSOR.frame().add(this).add(other).add(alpha).tensor();
    }

    /// `this - alpha * other`.
    public Tensor sub(Tensor other, double alpha) {
        return SUB_TENSOR.frame().add(this).add(other).add(alpha).tensor();
    }

    /// `this + alpha * other` in place.
    public Tensor add_(Tensor other, double alpha) {
        return ADD_INPLACE_TENSOR.frame().add(this).add(other).add(alpha).inPlace(this);
    }

    /// `other - this`.
    public Tensor rsub(double other) {
        return RSUB_SCALAR.frame().add(this).add(other).tensor();
    }

    /// Division rounded down.
    public Tensor floorDivide(Tensor other) {
        return FLOOR_DIVIDE.frame().add(this).add(other).tensor();
    }

    /// Remainder with the divisor's sign, as Python's `%`.
    public Tensor remainder(Tensor other) {
        return REMAINDER_TENSOR.frame().add(this).add(other).tensor();
    }

    /// Remainder with the divisor's sign, as Python's `%`.
    public Tensor remainder(double other) {
        return REMAINDER_SCALAR.frame().add(this).add(other).tensor();
    }

    /// Remainder with the dividend's sign, as Java's `%`.
    public Tensor fmod(double other) {
        return FMOD_SCALAR.frame().add(this).add(other).tensor();
    }

    /// Power, elementwise.
    public Tensor pow(Tensor exponent) {
        return POW_TENSOR_TENSOR.frame().add(this).add(exponent).tensor();
    }

    /// Power.
    public Tensor pow(double exponent) {
        return POW_TENSOR_SCALAR.frame().add(this).add(exponent).tensor();
    }

    /// `this + value * a * b`.
    public Tensor addcmul(Tensor a, Tensor b, double value) {
        return ADDCMUL.frame().add(this).add(a).add(b).add(value).tensor();
    }

    /// `this + value * a * b` in place.
    public Tensor addcmul_(Tensor a, Tensor b, double value) {
        return ADDCMUL_INPLACE.frame().add(this).add(a).add(b).add(value).inPlace(this);
    }

    /// `this + value * a / b`.
    public Tensor addcdiv(Tensor a, Tensor b, double value) {
        return ADDCDIV.frame().add(this).add(a).add(b).add(value).tensor();
    }

    /// `this + value * a / b` in place.
    public Tensor addcdiv_(Tensor a, Tensor b, double value) {
        return ADDCDIV_INPLACE.frame().add(this).add(a).add(b).add(value).inPlace(this);
    }

    /// `this + weight * (end - this)`.
    public Tensor lerp(Tensor end, double weight) {
        return LERP_SCALAR.frame().add(this).add(end).add(weight).tensor();
    }

    /// `this + weight * (end - this)` in place.
    public Tensor lerp_(Tensor end, double weight) {
        return LERP_INPLACE_SCALAR.frame().add(this).add(end).add(weight).inPlace(this);
    }

    /// The larger of both, elementwise; NaN wins.
    public Tensor maximum(Tensor other) {
        return MAXIMUM.frame().add(this).add(other).tensor();
    }

    /// The smaller of both, elementwise; NaN wins.
    public Tensor minimum(Tensor other) {
        return MINIMUM.frame().add(this).add(other).tensor();
    }

    /// The angle of the points (x, this), in radians from -pi to pi.
    public Tensor atan2(Tensor x) {
        return ATAN2.frame().add(this).add(x).tensor();
    }

    /// `sqrt(this^2 + other^2)` without overflow.
    public Tensor hypot(Tensor other) {
        return HYPOT.frame().add(this).add(other).tensor();
    }

    /// `floor(this / other)`.
    public Tensor floorDivide(double other) {
        return FLOOR_DIVIDE_SCALAR.frame().add(this).add(other).tensor();
    }

    /// The quotient rounded as `rounding` says: `floor`, or `trunc` towards 0 as Java's `/` does.
    ///
    /// @throws TorchException for another rounding
    public Tensor div(Tensor other, String rounding) {
        return DIV_TENSOR_MODE.frame().add(this).add(other).add(rounding).tensor();
    }

    /// The remainder with the sign of `this`, as Java's `%`.
    public Tensor fmod(Tensor other) {
        return FMOD_TENSOR.frame().add(this).add(other).tensor();
    }

    /// Power, in place.
    public Tensor pow_(double exponent) {
        return POW_INPLACE_SCALAR.frame().add(this).add(exponent).inPlace(this);
    }

    /// `this + a * b`.
    public Tensor addcmul(Tensor a, Tensor b) {
        return addcmul(a, b, 1);
    }

    /// `this + a / b`.
    public Tensor addcdiv(Tensor a, Tensor b) {
        return addcdiv(a, b, 1);
    }

    /// `this + weight * (end - this)`, elementwise with broadcasting.
    public Tensor lerp(Tensor end, Tensor weight) {
        return LERP_TENSOR.frame().add(this).add(end).add(weight).tensor();
    }

    /// The larger of both, elementwise; a number wins over NaN.
    public Tensor fmax(Tensor other) {
        return FMAX.frame().add(this).add(other).tensor();
    }

    /// The smaller of both, elementwise; a number wins over NaN.
    public Tensor fmin(Tensor other) {
        return FMIN.frame().add(this).add(other).tensor();
    }

    /// `log(e^this + e^other)`, without overflow.
    public Tensor logaddexp(Tensor other) {
        return LOGADDEXP.frame().add(this).add(other).tensor();
    }

    /// `log2(2^this + 2^other)`, without overflow.
    public Tensor logaddexp2(Tensor other) {
        return LOGADDEXP2.frame().add(this).add(other).tensor();
    }

    /// `this * log(other)`; 0 where this is 0, NaN where `other` is.
    public Tensor xlogy(Tensor other) {
        return XLOGY_TENSOR.frame().add(this).add(other).tensor();
    }

    /// The magnitude of `this` with the sign of `other`.
    public Tensor copysign(Tensor other) {
        return COPYSIGN_TENSOR.frame().add(this).add(other).tensor();
    }

    /// 0 below 0, `values` at 0, 1 above.
    public Tensor heaviside(Tensor values) {
        return HEAVISIDE.frame().add(this).add(values).tensor();
    }

    /// The next number from `this` towards `other`.
    public Tensor nextafter(Tensor other) {
        return NEXTAFTER.frame().add(this).add(other).tensor();
    }

    /// `this * 2^exponent`.
    public Tensor ldexp(Tensor exponent) {
        return LDEXP_TENSOR.frame().add(this).add(exponent).tensor();
    }

    /// The greatest common divisor; integers.
    public Tensor gcd(Tensor other) {
        return GCD.frame().add(this).add(other).tensor();
    }

    /// The p-norm of `this - other` over all elements.
    public Tensor dist(Tensor other, double p) {
        return DIST.frame().add(this).add(other).add(p).tensor();
    }

    // ---- Elementwise functions
    // ---------------------------------------------------------------------

    /// `-this`.
    public Tensor neg() {
        return Fast.unary(TensorAbi.NEG, this);
    }

    /// `e^this`.
    public Tensor exp() {
        return Fast.unary(TensorAbi.EXP, this);
    }

    /// Natural logarithm; NaN below 0.
    public Tensor log() {
        return Fast.unary(TensorAbi.LOG, this);
    }

    /// Square root; NaN below 0.
    public Tensor sqrt() {
        return Fast.unary(TensorAbi.SQRT, this);
    }

    /// `max(this, 0)`.
    public Tensor relu() {
        return Fast.unary(TensorAbi.RELU, this);
    }

    /// `1 / (1 + e^-this)`.
    public Tensor sigmoid() {
        return Fast.unary(TensorAbi.SIGMOID, this);
    }

    /// Hyperbolic tangent.
    public Tensor tanh() {
        return Fast.unary(TensorAbi.TANH, this);
    }

    /// Absolute value; of complex numbers the modulus.
    public Tensor abs() {
        return ABS.frame().add(this).tensor();
    }

    /// -1, 0 or 1.
    public Tensor sign() {
        return SIGN.frame().add(this).tensor();
    }

    /// `1 / sqrt(this)`.
    public Tensor rsqrt() {
        return RSQRT.frame().add(this).tensor();
    }

    /// `this * this`.
    public Tensor square() {
        return SQUARE.frame().add(this).tensor();
    }

    /// `1 / this`.
    public Tensor reciprocal() {
        return RECIPROCAL.frame().add(this).tensor();
    }

    /// `log(1 + this)`, exact near 0.
    public Tensor log1p() {
        return LOG1P.frame().add(this).tensor();
    }

    /// Logarithm to base 2.
    public Tensor log2() {
        return LOG2.frame().add(this).tensor();
    }

    /// Logarithm to base 10.
    public Tensor log10() {
        return LOG10.frame().add(this).tensor();
    }

    /// `e^this - 1`, exact near 0.
    public Tensor expm1() {
        return EXPM1.frame().add(this).tensor();
    }

    /// Sine of radians.
    public Tensor sin() {
        return SIN.frame().add(this).tensor();
    }

    /// Cosine of radians.
    public Tensor cos() {
        return COS.frame().add(this).tensor();
    }

    /// Tangent of radians.
    public Tensor tan() {
        return TAN.frame().add(this).tensor();
    }

    /// Inverse sine, in radians.
    public Tensor asin() {
        return ASIN.frame().add(this).tensor();
    }

    /// Inverse cosine, in radians.
    public Tensor acos() {
        return ACOS.frame().add(this).tensor();
    }

    /// Inverse tangent, in radians.
    public Tensor atan() {
        return ATAN.frame().add(this).tensor();
    }

    /// Hyperbolic sine.
    public Tensor sinh() {
        return SINH.frame().add(this).tensor();
    }

    /// Hyperbolic cosine.
    public Tensor cosh() {
        return COSH.frame().add(this).tensor();
    }

    /// Rounded down.
    public Tensor floor() {
        return FLOOR.frame().add(this).tensor();
    }

    /// Rounded up.
    public Tensor ceil() {
        return CEIL.frame().add(this).tensor();
    }

    /// Rounded to the nearest integer, halves to even.
    public Tensor round() {
        return ROUND.frame().add(this).tensor();
    }

    /// Rounded towards zero.
    public Tensor trunc() {
        return TRUNC.frame().add(this).tensor();
    }

    /// The part after the point, with the sign.
    public Tensor frac() {
        return FRAC.frame().add(this).tensor();
    }

    /// The error function.
    public Tensor erf() {
        return ERF.frame().add(this).tensor();
    }

    /// Inverse of the error function.
    public Tensor erfinv() {
        return ERFINV.frame().add(this).tensor();
    }

    /// Logarithm of the gamma function.
    public Tensor lgamma() {
        return LGAMMA.frame().add(this).tensor();
    }

    /// Derivative of `lgamma`.
    public Tensor digamma() {
        return DIGAMMA.frame().add(this).tensor();
    }

    /// `this * sigmoid(this)`.
    public Tensor silu() {
        return SILU.frame().add(this).tensor();
    }

    /// True where NaN.
    public Tensor isnan() {
        return ISNAN.frame().add(this).tensor();
    }

    /// True where infinite.
    public Tensor isinf() {
        return ISINF.frame().add(this).tensor();
    }

    /// True where neither NaN nor infinite.
    public Tensor isfinite() {
        return ISFINITE.frame().add(this).tensor();
    }

    /// True where zero.
    public Tensor logicalNot() {
        return LOGICAL_NOT.frame().add(this).tensor();
    }

    /// Bits inverted; of bool the negation.
    public Tensor bitwiseNot() {
        return BITWISE_NOT.frame().add(this).tensor();
    }

    /// Complex conjugate, a view.
    public Tensor conj() {
        return CONJ.frame().add(this).tensor();
    }

    /// Real part, a view for complex tensors.
    public Tensor real() {
        return REAL.frame().add(this).tensor();
    }

    /// Imaginary part, a view.
    public Tensor imag() {
        return IMAG.frame().add(this).tensor();
    }

    /// Angle of complex numbers, in radians.
    public Tensor angle() {
        return ANGLE.frame().add(this).tensor();
    }

    /// This tensor again, as a view.
    public Tensor positive() {
        return POSITIVE.frame().add(this).tensor();
    }

    /// `this * Phi(this)` with the exact normal distribution.
    public Tensor gelu() {
        return GELU.frame().add(this).tensor();
    }

    /// `log(1 + e^this)`, linear above 20.
    public Tensor softplus() {
        return SOFTPLUS.frame().add(this).tensor();
    }

    /// `this` above 0, `negativeSlope * this` below.
    public Tensor leakyRelu(double negativeSlope) {
        return LEAKY_RELU.frame().add(this).add(negativeSlope).tensor();
    }

    /// `this` above 0, `alpha * (e^this - 1)` below.
    public Tensor elu(double alpha) {
        return ELU.frame().add(this).add(alpha).tensor();
    }

    /// Limited to [min, max].
    public Tensor clamp(double min, double max) {
        return CLAMP.frame().add(this).add(min).add(max).tensor();
    }

    /// At least `min`.
    public Tensor clampMin(double min) {
        return CLAMP_MIN.frame().add(this).add(min).tensor();
    }

    /// At most `max`.
    public Tensor clampMax(double max) {
        return CLAMP_MAX.frame().add(this).add(max).tensor();
    }

    /// Limited to [min, max], in place.
    public Tensor clamp_(double min, double max) {
        return CLAMP_INPLACE.frame().add(this).add(min).add(max).inPlace(this);
    }

    /// NaN replaced by `value`, infinities by the largest numbers.
    public Tensor nanToNum(double value) {
        return NAN_TO_NUM.frame().add(this).add(value).tensor();
    }

    /// `e^this` in place.
    public Tensor exp_() {
        return EXP_INPLACE.frame().add(this).inPlace(this);
    }

    /// Square root in place.
    public Tensor sqrt_() {
        return SQRT_INPLACE.frame().add(this).inPlace(this);
    }

    /// `-this` in place.
    public Tensor neg_() {
        return NEG_INPLACE.frame().add(this).inPlace(this);
    }

    /// `max(this, 0)` in place.
    public Tensor relu_() {
        return RELU_INPLACE.frame().add(this).inPlace(this);
    }

    /// Sets every element to 0.
    public Tensor zero_() {
        return ZERO_INPLACE.frame().add(this).inPlace(this);
    }

    /// Absolute value in place.
    public Tensor abs_() {
        return ABS_INPLACE.frame().add(this).inPlace(this);
    }

    /// Hyperbolic tangent in place.
    public Tensor tanh_() {
        return TANH_INPLACE.frame().add(this).inPlace(this);
    }

    /// `1 / (1 + e^-this)` in place.
    public Tensor sigmoid_() {
        return SIGMOID_INPLACE.frame().add(this).inPlace(this);
    }

    /// Sets every element to `value`.
    public Tensor fill_(double value) {
        return FILL_INPLACE_SCALAR.frame().add(this).add(value).inPlace(this);
    }

    /// Copies `source` into this tensor, broadcasting and converting.
    public Tensor copy_(Tensor source) {
        return COPY_INPLACE.frame().add(this).add(source).inPlace(this);
    }

    /// `2^x`.
    public Tensor exp2() {
        return EXP2.frame().add(this).tensor();
    }

    /// `1 - erf(x)`, accurate for large x.
    public Tensor erfc() {
        return ERFC.frame().add(this).tensor();
    }

    /// `log(x / (1 - x))`: the inverse of [#sigmoid()].
    public Tensor logit() {
        return LOGIT.frame().add(this).tensor();
    }

    /// [#logit()] of x clamped to `[eps, 1 - eps]`.
    public Tensor logit(double eps) {
        return LOGIT.frame().add(this).add(eps).tensor();
    }

    /// `sin(pi x) / (pi x)`, 1 at 0.
    public Tensor sinc() {
        return SINC.frame().add(this).tensor();
    }

    /// Inverse hyperbolic sine.
    public Tensor asinh() {
        return ASINH.frame().add(this).tensor();
    }

    /// Inverse hyperbolic cosine; NaN below 1.
    public Tensor acosh() {
        return ACOSH.frame().add(this).tensor();
    }

    /// Inverse hyperbolic tangent; NaN outside [-1, 1].
    public Tensor atanh() {
        return ATANH.frame().add(this).tensor();
    }

    /// Degrees to radians.
    public Tensor deg2rad() {
        return DEG2RAD.frame().add(this).tensor();
    }

    /// Radians to degrees.
    public Tensor rad2deg() {
        return RAD2DEG.frame().add(this).tensor();
    }

    /// The sign; of complex numbers `x / |x|`, 0 at 0.
    public Tensor sgn() {
        return SGN.frame().add(this).tensor();
    }

    /// True where the sign bit is set, so for -0.0 too.
    public Tensor signbit() {
        return SIGNBIT.frame().add(this).tensor();
    }

    /// To the nearest multiple of `10^-decimals`; halves to even.
    public Tensor round(int decimals) {
        return ROUND_DECIMALS.frame().add(this).add(decimals).tensor();
    }

    /// True where positive infinity.
    public Tensor isposinf() {
        return ISPOSINF.frame().add(this).tensor();
    }

    /// True where negative infinity.
    public Tensor isneginf() {
        return ISNEGINF.frame().add(this).tensor();
    }

    /// True where the imaginary part is 0.
    public Tensor isreal() {
        return ISREAL.frame().add(this).tensor();
    }

    /// Into `[min, max]`, elementwise with broadcasting; a null bound is none.
    ///
    /// @throws TorchException if both are null
    public Tensor clamp(Tensor min, Tensor max) {
        return CLAMP_TENSOR.frame().add(this).addOptional(min).addOptional(max).tensor();
    }

    /// NaN to 0, infinities to the largest and smallest number of the type.
    public Tensor nanToNum() {
        return NAN_TO_NUM.frame().add(this).tensor();
    }

    /// NaN and the infinities to these values.
    public Tensor nanToNum(double nan, double posinf, double neginf) {
        return NAN_TO_NUM.frame().add(this).add(nan).add(posinf).add(neginf).tensor();
    }

    /// Complex numbers from pairs `[..., 2]`, a view `[...]`.
    ///
    /// @throws TorchException if the last dimension is not two neighbouring numbers
    public Tensor viewAsComplex() {
        return VIEW_AS_COMPLEX.frame().add(this).tensor();
    }

    /// Pairs of real and imaginary parts, a view `[..., 2]`.
    public Tensor viewAsReal() {
        return VIEW_AS_REAL.frame().add(this).tensor();
    }

    /// The conjugate, in memory of its own where [#conj()] is a view.
    public Tensor conjPhysical() {
        return CONJ_PHYSICAL.frame().add(this).tensor();
    }

    /// This tensor with a pending conjugation carried out.
    public Tensor resolveConj() {
        return RESOLVE_CONJ.frame().add(this).tensor();
    }

    /// At least `min`, in place.
    public Tensor clampMin_(double min) {
        return CLAMP_MIN_INPLACE.frame().add(this).add(min).inPlace(this);
    }

    /// At most `max`, in place.
    public Tensor clampMax_(double max) {
        return CLAMP_MAX_INPLACE.frame().add(this).add(max).inPlace(this);
    }

    /// Natural logarithm in place.
    public Tensor log_() {
        return LOG_INPLACE.frame().add(this).inPlace(this);
    }

    /// `1 / x` in place.
    public Tensor reciprocal_() {
        return RECIPROCAL_INPLACE.frame().add(this).inPlace(this);
    }

    /// `1 / sqrt(x)` in place.
    public Tensor rsqrt_() {
        return RSQRT_INPLACE.frame().add(this).inPlace(this);
    }

    /// `x^2` in place.
    public Tensor square_() {
        return SQUARE_INPLACE.frame().add(this).inPlace(this);
    }

    /// The largest integer not above x, in place.
    public Tensor floor_() {
        return FLOOR_INPLACE.frame().add(this).inPlace(this);
    }

    /// The smallest integer not below x, in place.
    public Tensor ceil_() {
        return CEIL_INPLACE.frame().add(this).inPlace(this);
    }

    /// The nearest integer, halves to even, in place.
    public Tensor round_() {
        return ROUND_INPLACE.frame().add(this).inPlace(this);
    }

    // ---- Comparisons and logic
    // ---------------------------------------------------------------------

    /// True where this is equal; bool.
    public Tensor eq(Tensor other) {
        return EQ_TENSOR.frame().add(this).add(other).tensor();
    }

    /// True where this is equal; bool.
    public Tensor eq(double other) {
        return EQ_SCALAR.frame().add(this).add(other).tensor();
    }

    /// True where this is not equal; bool.
    public Tensor ne(Tensor other) {
        return NE_TENSOR.frame().add(this).add(other).tensor();
    }

    /// True where this is not equal; bool.
    public Tensor ne(double other) {
        return NE_SCALAR.frame().add(this).add(other).tensor();
    }

    /// True where this is less; bool.
    public Tensor lt(Tensor other) {
        return LT_TENSOR.frame().add(this).add(other).tensor();
    }

    /// True where this is less; bool.
    public Tensor lt(double other) {
        return LT_SCALAR.frame().add(this).add(other).tensor();
    }

    /// True where this is less or equal; bool.
    public Tensor le(Tensor other) {
        return LE_TENSOR.frame().add(this).add(other).tensor();
    }

    /// True where this is less or equal; bool.
    public Tensor le(double other) {
        return LE_SCALAR.frame().add(this).add(other).tensor();
    }

    /// True where this is greater; bool.
    public Tensor gt(Tensor other) {
        return GT_TENSOR.frame().add(this).add(other).tensor();
    }

    /// True where this is greater; bool.
    public Tensor gt(double other) {
        return GT_SCALAR.frame().add(this).add(other).tensor();
    }

    /// True where this is greater or equal; bool.
    public Tensor ge(Tensor other) {
        return GE_TENSOR.frame().add(this).add(other).tensor();
    }

    /// True where this is greater or equal; bool.
    public Tensor ge(double other) {
        return GE_SCALAR.frame().add(this).add(other).tensor();
    }

    /// `and` of truth values; zero is false.
    public Tensor logicalAnd(Tensor other) {
        return LOGICAL_AND.frame().add(this).add(other).tensor();
    }

    /// `or` of truth values; zero is false.
    public Tensor logicalOr(Tensor other) {
        return LOGICAL_OR.frame().add(this).add(other).tensor();
    }

    /// `xor` of truth values; zero is false.
    public Tensor logicalXor(Tensor other) {
        return LOGICAL_XOR.frame().add(this).add(other).tensor();
    }

    /// `and` of bits, or of truth values.
    public Tensor bitwiseAnd(Tensor other) {
        return BITWISE_AND_TENSOR.frame().add(this).add(other).tensor();
    }

    /// `or` of bits, or of truth values.
    public Tensor bitwiseOr(Tensor other) {
        return BITWISE_OR_TENSOR.frame().add(this).add(other).tensor();
    }

    /// `xor` of bits, or of truth values.
    public Tensor bitwiseXor(Tensor other) {
        return BITWISE_XOR_TENSOR.frame().add(this).add(other).tensor();
    }

    /// True where `|this - other| <= atol + rtol * |other|`.
    public Tensor isclose(Tensor other, double rtol, double atol) {
        return ISCLOSE.frame().add(this).add(other).add(rtol).add(atol).tensor();
    }

    /// True if [#isclose] holds everywhere. Reads the result back, which waits for a GPU.
    public boolean allclose(Tensor other, double rtol, double atol) {
        return ALLCLOSE.frame().add(this).add(other).add(rtol).add(atol).bool();
    }

    /// True if sizes and all elements are equal. Reads the result back, which waits for a GPU.
    public boolean equal(Tensor other) {
        return EQUAL.frame().add(this).add(other).bool();
    }

    /// Bits moved up by `other` places; integers.
    public Tensor bitwiseLeftShift(Tensor other) {
        return BITWISE_LEFT_SHIFT_TENSOR.frame().add(this).add(other).tensor();
    }

    /// Bits moved down by `other` places, keeping the sign; integers.
    public Tensor bitwiseRightShift(Tensor other) {
        return BITWISE_RIGHT_SHIFT_TENSOR.frame().add(this).add(other).tensor();
    }

    /// `|this - other| <= 1e-8 + 1e-5 |other|`: PyTorch's tolerances.
    public Tensor isclose(Tensor other) {
        return isclose(other, 1e-5, 1e-8);
    }

    /// True if all elements are close, by PyTorch's tolerances.
    public boolean allclose(Tensor other) {
        return allclose(other, 1e-5, 1e-8);
    }

    /// True where an element is among those of `elements`.
    public Tensor isin(Tensor elements) {
        return ISIN_TENSOR_TENSOR.frame().add(this).add(elements).tensor();
    }

    // ---- Reductions
    // --------------------------------------------------------------------------------

    /// The sum of all elements; integers sum to int64.
    public Tensor sum() {
        return Fast.unary(TensorAbi.SUM, this);
    }

    /// The mean of all elements.
    public Tensor mean() {
        return Fast.unary(TensorAbi.MEAN, this);
    }

    /// The sum over `dims`.
    public Tensor sum(boolean keepdim, int... dims) {
        return SUM_DIM_INTLIST.frame().add(this).add(dims).add(keepdim).tensor();
    }

    /// The mean over `dims`.
    public Tensor mean(boolean keepdim, int... dims) {
        return MEAN_DIM.frame().add(this).add(dims).add(keepdim).tensor();
    }

    /// The product of all elements.
    public Tensor prod() {
        return PROD.frame().add(this).tensor();
    }

    /// Standard deviation of all elements, with n - 1.
    public Tensor std() {
        return STD.frame().add(this).add(true).tensor();
    }

    /// Standard deviation over `dims`; unbiased divides by n - 1.
    public Tensor std(boolean unbiased, boolean keepdim, int... dims) {
        return STD_DIM.frame().add(this).add(dims).add(unbiased).add(keepdim).tensor();
    }

    /// Variance over `dims`; unbiased divides by n - 1.
    public Tensor var(boolean unbiased, boolean keepdim, int... dims) {
        return VAR_DIM.frame().add(this).add(dims).add(unbiased).add(keepdim).tensor();
    }

    /// The largest element; NaN wins.
    public Tensor max() {
        return MAX.frame().add(this).tensor();
    }

    /// The smallest element; NaN wins.
    public Tensor min() {
        return MIN.frame().add(this).tensor();
    }

    /// The largest along `dim`, and where they are: values and int64 indices.
    public List<Tensor> max(int dim, boolean keepdim) {
        return MAX_DIM.frame().add(this).add(dim).add(keepdim).tensors();
    }

    /// The smallest along `dim`, and where they are: values and int64 indices.
    public List<Tensor> min(int dim, boolean keepdim) {
        return MIN_DIM.frame().add(this).add(dim).add(keepdim).tensors();
    }

    /// The largest over `dims`; the gradient is shared among equal ones.
    public Tensor amax(boolean keepdim, int... dims) {
        return AMAX.frame().add(this).add(dims).add(keepdim).tensor();
    }

    /// The smallest over `dims`; the gradient is shared among equal ones.
    public Tensor amin(boolean keepdim, int... dims) {
        return AMIN.frame().add(this).add(dims).add(keepdim).tensor();
    }

    /// Where the largest of all elements is, in the flattened tensor.
    public Tensor argmax() {
        return ARGMAX.frame().add(this).tensor();
    }

    /// Where the largest along `dim` is.
    public Tensor argmax(int dim, boolean keepdim) {
        return ARGMAX.frame().add(this).add(dim).add(keepdim).tensor();
    }

    /// Where the smallest along `dim` is.
    public Tensor argmin(int dim, boolean keepdim) {
        return ARGMIN.frame().add(this).add(dim).add(keepdim).tensor();
    }

    /// True if all elements are nonzero.
    public Tensor all() {
        return ALL.frame().add(this).tensor();
    }

    /// True where all elements along `dim` are nonzero.
    public Tensor all(int dim, boolean keepdim) {
        return ALL_DIM.frame().add(this).add(dim).add(keepdim).tensor();
    }

    /// True if an element is nonzero.
    public Tensor any() {
        return ANY.frame().add(this).tensor();
    }

    /// True where an element along `dim` is nonzero.
    public Tensor any(int dim, boolean keepdim) {
        return ANY_DIM.frame().add(this).add(dim).add(keepdim).tensor();
    }

    /// The 2-norm of all elements.
    public Tensor norm() {
        return NORM_SCALAR.frame().add(this).tensor();
    }

    /// The p-norm over `dims`.
    public Tensor norm(double p, boolean keepdim, int... dims) {
        return NORM_SCALAROPT_DIM.frame().add(this).add(p).add(dims).add(keepdim).tensor();
    }

    /// `log(sum(e^this))` over `dims`, without overflow.
    public Tensor logsumexp(boolean keepdim, int... dims) {
        return LOGSUMEXP.frame().add(this).add(dims).add(keepdim).tensor();
    }

    /// Running sum along `dim`.
    public Tensor cumsum(int dim) {
        return CUMSUM.frame().add(this).add(dim).tensor();
    }

    /// Running product along `dim`.
    public Tensor cumprod(int dim) {
        return CUMPROD.frame().add(this).add(dim).tensor();
    }

    /// The median of all elements; of two middle ones the lower.
    public Tensor median() {
        return MEDIAN.frame().add(this).tensor();
    }

    /// How many elements are nonzero.
    public Tensor countNonzero() {
        return COUNT_NONZERO.frame().add(this).tensor();
    }

    /// `e^x / sum(e^x)` along `dim`, without overflow.
    public Tensor softmax(int dim) {
        return SOFTMAX_INT.frame().add(this).add(dim).tensor();
    }

    /// `x - logsumexp(x)` along `dim`.
    public Tensor logSoftmax(int dim) {
        return LOG_SOFTMAX_INT.frame().add(this).add(dim).tensor();
    }

    /// The product along `dim`.
    public Tensor prod(int dim, boolean keepdim) {
        return PROD_DIM_INT.frame().add(this).add(dim).add(keepdim).tensor();
    }

    /// The variance of all elements, with n - 1.
    public Tensor var() {
        return VAR.frame().add(this).add(true).tensor();
    }

    /// Variance and mean over `dims`; unbiased divides by n - 1.
    public List<Tensor> varMean(boolean unbiased, boolean keepdim, int... dims) {
        return VAR_MEAN_DIM.frame().add(this).add(dims).add(unbiased).add(keepdim).tensors();
    }

    /// Standard deviation and mean over `dims`; unbiased divides by n - 1.
    public List<Tensor> stdMean(boolean unbiased, boolean keepdim, int... dims) {
        return STD_MEAN_DIM.frame().add(this).add(dims).add(unbiased).add(keepdim).tensors();
    }

    /// The sum over `dims`, where NaN counts as 0; all dimensions if none is named.
    public Tensor nansum(boolean keepdim, int... dims) {
        return NANSUM.frame().add(this).add(dims).add(keepdim).tensor();
    }

    /// The mean over `dims` of what is not NaN; all dimensions if none is named.
    public Tensor nanmean(boolean keepdim, int... dims) {
        return NANMEAN.frame().add(this).add(dims).add(keepdim).tensor();
    }

    /// Where the smallest of all elements is, in the flattened tensor.
    public Tensor argmin() {
        return ARGMIN.frame().add(this).tensor();
    }

    /// The smallest and the largest element.
    public List<Tensor> aminmax() {
        return AMINMAX.frame().add(this).tensors();
    }

    /// The smallest and the largest along `dim`.
    public List<Tensor> aminmax(int dim, boolean keepdim) {
        return AMINMAX.frame().add(this).add(dim).add(keepdim).tensors();
    }

    /// The median along `dim`, of two middle ones the lower, and where it is: values and int64
    /// indices.
    public List<Tensor> median(int dim, boolean keepdim) {
        return MEDIAN_DIM.frame().add(this).add(dim).add(keepdim).tensors();
    }

    /// The median of the elements that are not NaN; of two middle ones the lower.
    public Tensor nanmedian() {
        return NANMEDIAN.frame().add(this).tensor();
    }

    /// The most frequent element along `dim`, the smallest of several, and where it is: values and
    /// int64 indices.
    public List<Tensor> mode(int dim, boolean keepdim) {
        return MODE.frame().add(this).add(dim).add(keepdim).tensors();
    }

    /// The `k`-th smallest along `dim`, counted from 1, and where it is: values and int64 indices.
    public List<Tensor> kthvalue(long k, int dim, boolean keepdim) {
        return KTHVALUE.frame().add(this).add(k).add(dim).add(keepdim).tensors();
    }

    /// The `q`-quantile along `dim`, by linear interpolation.
    ///
    /// @param q in [0, 1]
    public Tensor quantile(double q, int dim, boolean keepdim) {
        return QUANTILE_SCALAR.frame().add(this).add(q).add(dim).add(keepdim).tensor();
    }

    /// Several quantiles along `dim`, by linear interpolation: `[k, ...]`.
    ///
    /// @param q `[k]` in [0, 1], of this tensor's type
    public Tensor quantile(Tensor q, int dim, boolean keepdim) {
        return QUANTILE.frame().add(this).add(q).add(dim).add(keepdim).tensor();
    }

    /// [#quantile] of what is not NaN.
    public Tensor nanquantile(double q, int dim, boolean keepdim) {
        return NANQUANTILE_SCALAR.frame().add(this).add(q).add(dim).add(keepdim).tensor();
    }

    /// The largest so far along `dim`, and where it is: values and int64 indices.
    public List<Tensor> cummax(int dim) {
        return CUMMAX.frame().add(this).add(dim).tensors();
    }

    /// The smallest so far along `dim`, and where it is: values and int64 indices.
    public List<Tensor> cummin(int dim) {
        return CUMMIN.frame().add(this).add(dim).tensors();
    }

    /// Running [#logsumexp] along `dim`.
    public Tensor logcumsumexp(int dim) {
        return LOGCUMSUMEXP.frame().add(this).add(dim).tensor();
    }

    /// Running sum along `dim`, in place.
    public Tensor cumsum_(int dim) {
        return CUMSUM_INPLACE.frame().add(this).add(dim).inPlace(this);
    }

    /// How many elements are nonzero, over `dims`.
    public Tensor countNonzero(int... dims) {
        return COUNT_NONZERO_DIM_INTLIST.frame().add(this).add(dims).tensor();
    }

    /// Differences of neighbours along `dim`, `n` times: the size shrinks by `n`.
    public Tensor diff(int n, int dim) {
        return DIFF.frame().add(this).add(n).add(dim).tensor();
    }

    /// The integral along `dim` by the trapezoidal rule with spacing `dx`.
    public Tensor trapezoid(double dx, int dim) {
        return TRAPEZOID_DX.frame().add(this).add(dx).add(dim).tensor();
    }

    /// Rows `[variables, observations]` to their covariances `[variables, variables]`, with n - 1.
    public Tensor cov() {
        return COV.frame().add(this).tensor();
    }

    /// Rows `[variables, observations]` to their correlations `[variables, variables]`.
    public Tensor corrcoef() {
        return CORRCOEF.frame().add(this).tensor();
    }

    /// Slices along `dim` scaled down to a p-norm of at most `maxnorm`.
    public Tensor renorm(double p, int dim, double maxnorm) {
        return RENORM.frame().add(this).add(p).add(dim).add(maxnorm).tensor();
    }

    // ---- Order and search
    // --------------------------------------------------------------------------

    /// Sorted along `dim`: values and int64 indices.
    public List<Tensor> sort(int dim, boolean descending) {
        return SORT.frame().add(this).add(dim).add(descending).tensors();
    }

    /// The indices that sort along `dim`.
    public Tensor argsort(int dim, boolean descending) {
        return ARGSORT.frame().add(this).add(dim).add(descending).tensor();
    }

    /// The `k` largest or smallest along `dim`: values and int64 indices.
    public List<Tensor> topk(long k, int dim, boolean largest, boolean sorted) {
        return TOPK.frame().add(this).add(k).add(dim).add(largest).add(sorted).tensors();
    }

    /// The distinct elements, the index of each element among them, and how often each occurs.
    public List<Tensor> unique(boolean sorted) {
        return _UNIQUE2.frame().add(this).add(sorted).add(true).add(true).tensors();
    }

    /// The places of nonzero elements: int64 `[n, dim]`. Waits for a GPU.
    public Tensor nonzero() {
        return NONZERO.frame().add(this).tensor();
    }

    /// How often each of 0, 1, 2, ... occurs in a 1-D tensor of non-negative integers.
    public Tensor bincount() {
        return BINCOUNT.frame().add(this).tensor();
    }

    /// Where `values` would go into this sorted tensor.
    public Tensor searchsorted(Tensor values, boolean right) {
        return SEARCHSORTED_TENSOR.frame().add(this).add(values).add(false).add(right).tensor();
    }

    /// Sorted along `dim`, equal elements in their order: values and int64 indices.
    public List<Tensor> sort(int dim, boolean descending, boolean stable) {
        return SORT_STABLE.frame().add(this).add(stable).add(dim).add(descending).tensors();
    }

    /// The distinct slices along `dim`, sorted, the index of each slice among them, and how often
    /// each occurs.
    public List<Tensor> uniqueDim(int dim) {
        return UNIQUE_DIM.frame().add(this).add(dim).add(true).add(true).add(true).tensors();
    }

    /// Runs of equal elements of the flattened tensor made one: the elements, the run of each, and
    /// how long each is.
    public List<Tensor> uniqueConsecutive() {
        return UNIQUE_CONSECUTIVE.frame().add(this).add(true).add(true).tensors();
    }

    /// How often each of 0, 1, 2, ... occurs in a 1-D tensor of non-negative integers, or the
    /// sums of their `weights`; at least `minlength` entries.
    ///
    /// @param weights `[n]`, or null for ones
    public Tensor bincount(Tensor weights, long minlength) {
        return BINCOUNT.frame().add(this).addOptional(weights).add(minlength).tensor();
    }

    /// How many elements lie in each of `bins` equal parts of `[min, max]`; the range of the
    /// elements if both are 0. Elements outside do not count.
    public Tensor histc(long bins, double min, double max) {
        return HISTC.frame().add(this).add(bins).add(min).add(max).tensor();
    }

    /// Which interval each element is in: int64, the number of sorted `boundaries` `[k]` below
    /// it, or with `right` not above it.
    public Tensor bucketize(Tensor boundaries, boolean right) {
        return BUCKETIZE_TENSOR.frame().add(this).add(boundaries).add(false).add(right).tensor();
    }

    // ---- Products
    // ----------------------------------------------------------------------------------

    /// Matrix product with broadcasting: `[..., n, k] x [..., k, m]`, vectors as in PyTorch.
    public Tensor matmul(Tensor other) {
        return Fast.binary(TensorAbi.MATMUL, this, other);
    }

    /// `[n, k] x [k, m]`.
    public Tensor mm(Tensor other) {
        return MM.frame().add(this).add(other).tensor();
    }

    /// `[b, n, k] x [b, k, m]`.
    public Tensor bmm(Tensor other) {
        return BMM.frame().add(this).add(other).tensor();
    }

    /// `[n, k] x [k]`.
    public Tensor mv(Tensor vector) {
        return MV.frame().add(this).add(vector).tensor();
    }

    /// The scalar product of two vectors.
    public Tensor dot(Tensor other) {
        return DOT.frame().add(this).add(other).tensor();
    }

    /// All products of two vectors: `[n, m]`.
    public Tensor outer(Tensor other) {
        return OUTER.frame().add(this).add(other).tensor();
    }

    /// `this + a x b`.
    public Tensor addmm(Tensor a, Tensor b) {
        return ADDMM.frame().add(this).add(a).add(b).tensor();
    }

    /// `this + a x b` for batches.
    public Tensor baddbmm(Tensor a, Tensor b) {
        return BADDBMM.frame().add(this).add(a).add(b).tensor();
    }

    /// All p-norm distances between rows: `[n, d], [m, d]` to `[n, m]`.
    public Tensor cdist(Tensor other, double p) {
        return CDIST.frame().add(this).add(other).add(p).tensor();
    }

    /// A view of a diagonal.
    public Tensor diagonal(int offset) {
        return DIAGONAL.frame().add(this).add(offset).tensor();
    }

    /// The diagonal of a matrix, or a matrix with this diagonal.
    public Tensor diag(int diagonal) {
        return DIAG.frame().add(this).add(diagonal).tensor();
    }

    /// The sum of the diagonal.
    public Tensor trace() {
        return TRACE.frame().add(this).tensor();
    }

    /// The lower triangle; 0 above `diagonal`.
    public Tensor tril(int diagonal) {
        return TRIL.frame().add(this).add(diagonal).tensor();
    }

    /// The upper triangle; 0 below `diagonal`.
    public Tensor triu(int diagonal) {
        return TRIU.frame().add(this).add(diagonal).tensor();
    }

    /// The sum of products of two vectors, the first conjugated.
    public Tensor vdot(Tensor other) {
        return VDOT.frame().add(this).add(other).tensor();
    }

    /// Products summed over the last dimension: `[..., n]` and `[*, n]` to `[..., *]`.
    public Tensor inner(Tensor other) {
        return INNER.frame().add(this).add(other).tensor();
    }

    /// `this + matrix vector`: `[n]`, `[n, m]`, `[m]`.
    public Tensor addmv(Tensor matrix, Tensor vector) {
        return ADDMV.frame().add(this).add(matrix).add(vector).tensor();
    }

    /// `this + sum over the batch of a b`: `[n, p]`, `[b, n, m]`, `[b, m, p]`.
    public Tensor addbmm(Tensor a, Tensor b) {
        return ADDBMM.frame().add(this).add(a).add(b).tensor();
    }

    /// `beta this + alpha a b`; with beta 0 this tensor's NaN do not matter.
    public Tensor addmm(Tensor a, Tensor b, double beta, double alpha) {
        return ADDMM.frame().add(this).add(a).add(b).add(beta).add(alpha).tensor();
    }

    /// `beta this + alpha a b` for batches.
    public Tensor baddbmm(Tensor a, Tensor b, double beta, double alpha) {
        return BADDBMM.frame().add(this).add(a).add(b).add(beta).add(alpha).tensor();
    }

    /// The Kronecker product: every element of this times all of `other`.
    public Tensor kron(Tensor other) {
        return KRON.frame().add(this).add(other).tensor();
    }

    /// The cross product of vectors of size 3 along `dim`.
    public Tensor cross(Tensor other, int dim) {
        return LINALG_CROSS.frame().add(this).add(other).add(dim).tensor();
    }

    /// Products summed over `dims` of this and `otherDims` of the other tensor, pair by pair;
    /// what is left of both follows.
    public Tensor tensordot(Tensor other, int[] dims, int[] otherDims) {
        return TENSORDOT.frame().add(this).add(other).add(dims).add(otherDims).tensor();
    }

    /// A view of a diagonal of the matrices in `dim1` and `dim2`; it becomes the last dimension.
    public Tensor diagonal(int offset, int dim1, int dim2) {
        return DIAGONAL.frame().add(this).add(offset).add(dim1).add(dim2).tensor();
    }

    /// Matrices `[..., n, n]` with the last dimension on their diagonal and 0 elsewhere.
    public Tensor diagEmbed() {
        return DIAG_EMBED.frame().add(this).tensor();
    }

    /// [#diagEmbed()] on another diagonal and in other dimensions of the result.
    public Tensor diagEmbed(int offset, int dim1, int dim2) {
        return DIAG_EMBED.frame().add(this).add(offset).add(dim1).add(dim2).tensor();
    }

    /// A copy with a diagonal replaced by `source`.
    public Tensor diagonalScatter(Tensor source, int offset, int dim1, int dim2) {
        return DIAGONAL_SCATTER
                .frame()
                .add(this)
                .add(source)
                .add(offset)
                .add(dim1)
                .add(dim2)
                .tensor();
    }

    /// 0 above `diagonal`, in place.
    public Tensor tril_(int diagonal) {
        return TRIL_INPLACE.frame().add(this).add(diagonal).inPlace(this);
    }

    /// 0 below `diagonal`, in place.
    public Tensor triu_(int diagonal) {
        return TRIU_INPLACE.frame().add(this).add(diagonal).inPlace(this);
    }

    /// The subsets of `r` elements of a vector: `[number, r]`.
    ///
    /// @throws IllegalArgumentException if `r` is negative or above 64
    public Tensor combinations(int r, boolean withReplacement) {
        return COMBINATIONS.frame().add(this).add(r).add(withReplacement).tensor();
    }

    // ---- Shapes
    // ------------------------------------------------------------------------------------

    /// A matrix transposed, a view; vectors as they are.
    public Tensor t() {
        return Fast.unary(TensorAbi.T, this);
    }

    /// Two dimensions swapped, a view.
    public Tensor transpose(int dim0, int dim1) {
        return TRANSPOSE_INT.frame().add(this).add(dim0).add(dim1).tensor();
    }

    /// Dimensions in another order, a view.
    public Tensor permute(int... dims) {
        return PERMUTE.frame().add(this).add(dims).tensor();
    }

    /// Another shape with the same elements; a view if possible. One size may be -1.
    public Tensor reshape(long... sizes) {
        return RESHAPE.frame().add(this).add(sizes).tensor();
    }

    /// Another shape with the same elements; a view if possible.
    public Tensor reshape(Shape shape) {
        return RESHAPE.frame().add(this).add(shape.sizes()).tensor();
    }

    /// Another shape of the same memory; fails if the strides do not allow it. One size may be -1.
    public Tensor view(long... sizes) {
        return VIEW.frame().add(this).add(sizes).tensor();
    }

    /// A view with the other tensor's shape.
    public Tensor viewAs(Tensor other) {
        return VIEW_AS.frame().add(this).add(other).tensor();
    }

    /// The same bytes as another element type.
    public Tensor view(DType dtype) {
        return VIEW_DTYPE.frame().add(this).add(dtype).tensor();
    }

    /// One dimension.
    public Tensor flatten() {
        return FLATTEN_USING_INTS.frame().add(this).tensor();
    }

    /// Dimensions `start` to `end` (inclusive) made one.
    public Tensor flatten(int start, int end) {
        return FLATTEN_USING_INTS.frame().add(this).add(start).add(end).tensor();
    }

    /// Without the dimensions of size 1, a view.
    public Tensor squeeze() {
        return SQUEEZE.frame().add(this).tensor();
    }

    /// Without `dim` if its size is 1, a view.
    public Tensor squeeze(int dim) {
        return SQUEEZE_DIM.frame().add(this).add(dim).tensor();
    }

    /// With a new dimension of size 1, a view.
    public Tensor unsqueeze(int dim) {
        return UNSQUEEZE.frame().add(this).add(dim).tensor();
    }

    /// Dimensions of size 1 repeated without copying; -1 keeps a size.
    public Tensor expand(long... sizes) {
        return EXPAND.frame().add(this).add(sizes).tensor();
    }

    /// Expanded to the other tensor's shape.
    public Tensor expandAs(Tensor other) {
        return EXPAND_AS.frame().add(this).add(other).tensor();
    }

    /// Broadcast to a shape, a view.
    public Tensor broadcastTo(Shape shape) {
        return BROADCAST_TO.frame().add(this).add(shape.sizes()).tensor();
    }

    /// Copies laid side by side.
    public Tensor repeat(long... times) {
        return REPEAT.frame().add(this).add(times).tensor();
    }

    /// Each element repeated.
    public Tensor repeatInterleave(long times, int dim) {
        return REPEAT_INTERLEAVE_SELF_INT.frame().add(this).add(times).add(dim).tensor();
    }

    /// This tensor, or a copy in row order if it is not.
    public Tensor contiguous() {
        return CONTIGUOUS.frame().add(this).tensor();
    }

    /// This tensor, or a copy in that order.
    public Tensor contiguous(MemoryFormat format) {
        return CONTIGUOUS.frame().add(this).add(format).tensor();
    }

    /// A copy; part of the graph. PyTorch's `clone`.
    public Tensor copy() {
        return CLONE.frame().add(this).tensor();
    }

    /// Reversed along `dims`.
    public Tensor flip(int... dims) {
        return FLIP.frame().add(this).add(dims).tensor();
    }

    /// Shifted along `dim`, what falls off comes back.
    public Tensor roll(long shift, int dim) {
        return ROLL.frame().add(this).add(new long[] {shift}).add(new int[] {dim}).tensor();
    }

    /// One dimension moved, a view.
    public Tensor movedim(int from, int to) {
        return MOVEDIM_INT.frame().add(this).add(from).add(to).tensor();
    }

    /// Windows along `dim`, a view with one more dimension.
    public Tensor unfold(int dim, long size, long step) {
        return UNFOLD.frame().add(this).add(dim).add(size).add(step).tensor();
    }

    /// A range of a dimension, a view.
    public Tensor narrow(int dim, long start, long length) {
        return NARROW.frame().add(this).add(dim).add(start).add(length).tensor();
    }

    /// One place of a dimension, a view without it.
    public Tensor select(int dim, long i) {
        return SELECT_INT.frame().add(this).add(dim).add(i).tensor();
    }

    /// Every `step`-th place from `start` to before `end` of a dimension, a view; null = from the
    /// beginning, to the end.
    public Tensor slice(int dim, Long start, Long end, long step) {
        Frame frame = SLICE_TENSOR.frame().add(this).add((long) dim);
        frame = start == null ? frame.addNone() : frame.add(start.longValue());
        frame = end == null ? frame.addNone() : frame.add(end.longValue());
        return frame.add(step).tensor();
    }

    /// Parts of `size` along `dim`, views; the last may be smaller.
    public List<Tensor> split(long size, int dim) {
        return SPLIT_TENSOR.frame().add(this).add(size).add(dim).tensors();
    }

    /// About `chunks` equal parts along `dim`, views.
    public List<Tensor> chunk(long chunks, int dim) {
        return CHUNK.frame().add(this).add(chunks).add(dim).tensors();
    }

    /// One view per place of `dim`.
    public List<Tensor> unbind(int dim) {
        return UNBIND_INT.frame().add(this).add(dim).tensors();
    }

    /// The last two dimensions swapped, a view.
    public Tensor mT() {
        return MT.frame().add(this).tensor();
    }

    /// The last two dimensions swapped and conjugated, a view.
    public Tensor mH() {
        return MH.frame().add(this).tensor();
    }

    /// Another tensor's shape with these elements; a view if possible.
    public Tensor reshapeAs(Tensor other) {
        return RESHAPE_AS.frame().add(this).add(other).tensor();
    }

    /// Dimension `dim` made several, of these sizes; one may be -1.
    public Tensor unflatten(int dim, long... sizes) {
        return UNFLATTEN_INT.frame().add(this).add(dim).add(sizes).tensor();
    }

    /// Without those of `dims` whose size is 1, a view.
    public Tensor squeeze(int[] dims) {
        return SQUEEZE_DIMS.frame().add(this).add(dims).tensor();
    }

    /// Summed to a shape that broadcasts to this one.
    public Tensor sumToSize(long... sizes) {
        return SUM_TO_SIZE.frame().add(this).add(sizes).tensor();
    }

    /// Copies laid side by side, counted from the last dimension: fewer numbers than dimensions
    /// leave the first ones as they are.
    public Tensor tile(long... times) {
        return TILE.frame().add(this).add(times).tensor();
    }

    /// Place i of `dim` repeated `repeats[i]` times; int64 `[n]`.
    public Tensor repeatInterleave(Tensor repeats, int dim) {
        return REPEAT_INTERLEAVE_SELF_TENSOR.frame().add(this).add(repeats).add(dim).tensor();
    }

    /// Reversed along dimension 1.
    public Tensor fliplr() {
        return FLIPLR.frame().add(this).tensor();
    }

    /// Reversed along dimension 0.
    public Tensor flipud() {
        return FLIPUD.frame().add(this).tensor();
    }

    /// Turned by `k` times 90° from `dim0` towards `dim1`.
    public Tensor rot90(int k, int dim0, int dim1) {
        return ROT90.frame().add(this).add(k).add(new int[] {dim0, dim1}).tensor();
    }

    /// Shifted along several dimensions, what falls off comes back.
    public Tensor roll(long[] shifts, int[] dims) {
        return ROLL.frame().add(this).add(shifts).add(dims).tensor();
    }

    /// Several dimensions moved, a view.
    public Tensor movedim(int[] from, int[] to) {
        return MOVEDIM_INTLIST.frame().add(this).add(from).add(to).tensor();
    }

    /// Any view of the memory: sizes and strides in elements, from `offset` of the storage.
    ///
    /// @throws TorchException if it would reach beyond the storage
    public Tensor asStrided(long[] sizes, long[] strides, long offset) {
        return AS_STRIDED.frame().add(this).add(sizes).add(strides).add(offset).tensor();
    }

    /// Parts of these sizes along `dim`, views.
    public List<Tensor> split(long[] sizes, int dim) {
        return SPLIT_WITH_SIZES.frame().add(this).add(sizes).add(dim).tensors();
    }

    /// `sections` parts along `dim` whose sizes differ by at most 1, views.
    public List<Tensor> tensorSplit(long sections, int dim) {
        return TENSOR_SPLIT_SECTIONS.frame().add(this).add(sections).add(dim).tensors();
    }

    /// Parts along `dim` that begin at 0 and at these places, views.
    public List<Tensor> tensorSplit(long[] indices, int dim) {
        return TENSOR_SPLIT_INDICES.frame().add(this).add(indices).add(dim).tensors();
    }

    // ---- Gather and scatter
    // ------------------------------------------------------------------------

    /// `out[i][j] = this[index[i][j]][j]` for dim 0, and so on.
    public Tensor gather(int dim, Tensor index) {
        return GATHER.frame().add(this).add(dim).add(index).tensor();
    }

    /// The named places of a dimension; `index` int64 `[n]`.
    public Tensor indexSelect(int dim, Tensor index) {
        return INDEX_SELECT.frame().add(this).add(dim).add(index).tensor();
    }

    /// A copy with `source` added at the named places.
    public Tensor indexAdd(int dim, Tensor index, Tensor source) {
        return INDEX_ADD.frame().add(this).add(dim).add(index).add(source).tensor();
    }

    /// Adds `source` at the named places.
    public Tensor indexAdd_(int dim, Tensor index, Tensor source) {
        return INDEX_ADD_INPLACE.frame().add(this).add(dim).add(index).add(source).inPlace(this);
    }

    /// Copies `source` to the named places.
    public Tensor indexCopy_(int dim, Tensor index, Tensor source) {
        return INDEX_COPY_INPLACE.frame().add(this).add(dim).add(index).add(source).inPlace(this);
    }

    /// Sets the named places to `value`.
    public Tensor indexFill_(int dim, Tensor index, double value) {
        return INDEX_FILL_INPLACE_INT_SCALAR
                .frame()
                .add(this)
                .add(dim)
                .add(index)
                .add(value)
                .inPlace(this);
    }

    /// A copy with `out[index[i][j]][j] = source[i][j]` for dim 0, and so on.
    public Tensor scatter(int dim, Tensor index, Tensor source) {
        return SCATTER_SRC.frame().add(this).add(dim).add(index).add(source).tensor();
    }

    /// [#scatter] in place.
    public Tensor scatter_(int dim, Tensor index, Tensor source) {
        return SCATTER_INPLACE_SRC.frame().add(this).add(dim).add(index).add(source).inPlace(this);
    }

    /// [#scatter] of one value, in place.
    public Tensor scatter_(int dim, Tensor index, double value) {
        return SCATTER_INPLACE_VALUE.frame().add(this).add(dim).add(index).add(value).inPlace(this);
    }

    /// As [#scatter], adding.
    public Tensor scatterAdd(int dim, Tensor index, Tensor source) {
        return SCATTER_ADD.frame().add(this).add(dim).add(index).add(source).tensor();
    }

    /// [#scatterAdd] in place.
    public Tensor scatterAdd_(int dim, Tensor index, Tensor source) {
        return SCATTER_ADD_INPLACE.frame().add(this).add(dim).add(index).add(source).inPlace(this);
    }

    /// A copy with `value` where `mask` is true.
    public Tensor maskedFill(Tensor mask, double value) {
        return MASKED_FILL_SCALAR.frame().add(this).add(mask).add(value).tensor();
    }

    /// `value` where `mask` is true, in place.
    public Tensor maskedFill_(Tensor mask, double value) {
        return MASKED_FILL_INPLACE_SCALAR.frame().add(this).add(mask).add(value).inPlace(this);
    }

    /// The elements where `mask` is true: `[n]`. Waits for a GPU.
    public Tensor maskedSelect(Tensor mask) {
        return MASKED_SELECT.frame().add(this).add(mask).tensor();
    }

    /// Elements of the flattened tensor.
    public Tensor take(Tensor index) {
        return TAKE.frame().add(this).add(index).tensor();
    }

    /// The elements that `indices` names along `dim`, with broadcasting of the other dimensions:
    /// what [#argsort] returned sorts.
    public Tensor takeAlongDim(Tensor indices, int dim) {
        return TAKE_ALONG_DIM.frame().add(this).add(indices).add(dim).tensor();
    }

    /// A copy with `source` at the named places.
    public Tensor indexCopy(int dim, Tensor index, Tensor source) {
        return INDEX_COPY.frame().add(this).add(dim).add(index).add(source).tensor();
    }

    /// A copy with `value` at the named places.
    public Tensor indexFill(int dim, Tensor index, double value) {
        return INDEX_FILL_INT_SCALAR.frame().add(this).add(dim).add(index).add(value).tensor();
    }

    /// A copy with `alpha source` added at the named places.
    public Tensor indexAdd(int dim, Tensor index, Tensor source, double alpha) {
        return INDEX_ADD.frame().add(this).add(dim).add(index).add(source).add(alpha).tensor();
    }

    /// A copy where `source` is combined at the named places.
    ///
    /// @param reduce `prod`, `mean`, `amax` or `amin`
    /// @param includeSelf whether this tensor's elements take part
    public Tensor indexReduce(
            int dim, Tensor index, Tensor source, String reduce, boolean includeSelf) {
        return INDEX_REDUCE
                .frame()
                .add(this)
                .add(dim)
                .add(index)
                .add(source)
                .add(reduce)
                .add(includeSelf)
                .tensor();
    }

    /// [#scatter] of one value.
    public Tensor scatter(int dim, Tensor index, double value) {
        return SCATTER_VALUE.frame().add(this).add(dim).add(index).add(value).tensor();
    }

    /// As [#scatter], combining what goes to one place.
    ///
    /// @param reduce `sum`, `prod`, `mean`, `amax` or `amin`
    /// @param includeSelf whether this tensor's elements take part
    public Tensor scatterReduce(
            int dim, Tensor index, Tensor source, String reduce, boolean includeSelf) {
        return SCATTER_REDUCE_TWO
                .frame()
                .add(this)
                .add(dim)
                .add(index)
                .add(source)
                .add(reduce)
                .add(includeSelf)
                .tensor();
    }

    /// A copy with one place of `dim` replaced by `source`.
    public Tensor selectScatter(Tensor source, int dim, long i) {
        return SELECT_SCATTER.frame().add(this).add(source).add(dim).add(i).tensor();
    }

    /// A copy with every `step`-th place from `start` to before `end` of `dim` replaced by
    /// `source`.
    public Tensor sliceScatter(Tensor source, int dim, long start, long end, long step) {
        return SLICE_SCATTER
                .frame()
                .add(this)
                .add(source)
                .add(dim)
                .add(start)
                .add(end)
                .add(step)
                .tensor();
    }

    /// A copy with a scalar tensor's value where `mask` is true; its gradient flows.
    public Tensor maskedFill(Tensor mask, Tensor value) {
        return MASKED_FILL_TENSOR.frame().add(this).add(mask).add(value).tensor();
    }

    /// A copy with the elements of `source`, in order, where `mask` is true.
    public Tensor maskedScatter(Tensor mask, Tensor source) {
        return MASKED_SCATTER.frame().add(this).add(mask).add(source).tensor();
    }

    /// A copy with `values` at places of the flattened tensor.
    ///
    /// @param accumulate whether to add instead
    public Tensor put(Tensor index, Tensor values, boolean accumulate) {
        return PUT.frame().add(this).add(index).add(values).add(accumulate).tensor();
    }

    // ---- Types and places
    // --------------------------------------------------------------------------

    /// Converted; this tensor again (a second handle) if it is of that type.
    public Tensor to(DType dtype) {
        return TO_DTYPE.frame().add(this).add(dtype).tensor();
    }

    /// Copied to a device; this tensor again (a second handle) if it is there.
    public Tensor to(Device device) {
        return to(device, dtype());
    }

    /// Copied to a device and converted.
    public Tensor to(Device device, DType dtype) {
        return TO_DEVICE.frame().add(this).add(device).add(dtype).tensor();
    }

    /// Converted to the other tensor's type and device.
    public Tensor typeAs(Tensor other) {
        return TYPE_AS.frame().add(this).add(other).tensor();
    }

    /// The values as PyTorch prints them, then shape, type, device, and whether it requires grad.
    /// Large tensors are summarised.
    @Override
    public String toString() {
        return isClosed() ? "Tensor(closed)" : TensorFormat.format(this);
    }
}
