"""Calls of the methods of Tensor. Where Java's order of arguments is not Python's, `by` says the Python call."""

import torch

from golden_inputs import BOOL, C64, C128, F32, F64, I32, I64, U8, T, index
from method_arguments import Shape


def add(rec):
    factories(rec)
    arithmetic(rec)
    elementwise(rec)
    in_place(rec)
    comparisons(rec)
    reductions(rec)
    cumulative(rec)
    search(rec)
    products(rec)
    shapes(rec)
    parts(rec)
    scatters(rec)


def factories(rec):
    x = T((2, 3), F64, "t")
    for name in ["zeros", "ones"]:
        rec.exact(f"Tensor.{name}", Shape([2, 3]))
        rec.exact(f"Tensor.{name}", Shape([2]), I64, by=lambda s, d, f=getattr(torch, name): f(s, dtype=d))
        rec.exact(f"Tensor.{name}", Shape([2]), F64, torch.device("cpu"), by=lambda s, d, v, f=getattr(torch, name): f(s, dtype=d))
        rec.exact(f"Tensor.{name}Like", x, by=getattr(torch, f"{name}_like"))
    rec.exact("Tensor.full", Shape([2, 3]), 2.5)
    rec.exact("Tensor.full", Shape([2]), 2.5, F64, by=lambda s, v, d: torch.full(s, v, dtype=d))
    rec.exact("Tensor.full", Shape([2]), 2.0, F64, torch.device("cpu"), by=lambda s, v, d, _: torch.full(s, v, dtype=d))
    rec.exact("Tensor.fullLike", x, -1.5, by=torch.full_like)
    rec.exact("Tensor.arange", 4)
    rec.exact("Tensor.arange", 1, 9, 3)
    rec.exact("Tensor.arange", 0.5, 2.0, 0.25, F64, by=lambda a, b, c, d: torch.arange(a, b, c, dtype=d))
    rec.close("Tensor.linspace", -1.0, 2.0, 5)
    rec.close("Tensor.logspace", -1.0, 2.0, 5, 3.0)
    rec.exact("Tensor.eye", 3)
    rec.exact("Tensor.eye", 2, 3)
    rec.exact("Tensor.trilIndices", 3, 4, -1)
    rec.exact("Tensor.triuIndices", 3, 4, 1)
    rec.exact("Tensor.complex", T(3), T(3, seed=1))
    rec.close("Tensor.polar", T(3, domain="pos"), T(3, seed=1))
    rec.exact("Tensor.cat", [T((2, 3)), T((2, 1), seed=1)], 1, by=torch.cat)
    rec.exact("Tensor.stack", [T((2, 3)), T((2, 3), seed=1)], 1, by=torch.stack)
    for name in ["hstack", "vstack", "dstack", "columnStack"]:
        rec.exact("Tensor." + name, [T(3), T(3, seed=1)])
        rec.exact("Tensor." + name, [T((2, 3)), T((2, 3), seed=1)])
    rec.exact("Tensor.blockDiag", [T((2, 1)), T((1, 2), seed=1)], by=lambda ts: torch.block_diag(*ts))
    rec.exact("Tensor.cartesianProd", [T(2), T(3, seed=1)], by=lambda ts: torch.cartesian_prod(*ts))
    rec.exact("Tensor.meshgrid", [T(2), T(3, seed=1)], by=lambda ts: torch.meshgrid(ts, indexing="ij"))
    rec.exact("Tensor.broadcastTensors", [T((2, 1)), T(3, seed=1)], by=lambda ts: torch.broadcast_tensors(*ts))
    rec.close("Tensor.einsum", "bij,bkj->ik", [T((2, 3, 4)), T((2, 5, 4), seed=1)], by=torch.einsum)
    rec.close("Tensor.einsum", "ii->i", [T((3, 3), F64)], by=torch.einsum)
    rec.exact("Tensor.where", T((2, 3), BOOL), T((2, 3)), T(3, seed=1), by=torch.where)


def arithmetic(rec):
    a, b = T((2, 3), F32, "t"), T((2, 3), F32, "s", 2)
    for name in ["add", "sub", "mul", "div"]:
        rec.exact("Tensor." + name, a, b)
        rec.exact("Tensor." + name, a, 0.75)
        rec.exact("Tensor." + name, T(4, I64), 3)
        rec.exact("Tensor." + name + "_", T((2, 3), F64), T(3, F64, domain="pos"))
        rec.exact("Tensor." + name + "_", T(4, F64), 0.75)
        if name != "div":
            rec.exact("Tensor." + name + "_", T(4, I64), 3)
    for name in ["add", "sub"]:
        rec.exact("Tensor." + name, a, b, 0.5, by=lambda x, y, alpha, f=getattr(torch, name): f(x, y, alpha=alpha))
    rec.exact("Tensor.add_", T(3), T(3, seed=1), 0.5, by=lambda x, y, alpha: x.add_(y, alpha=alpha))
    rec.exact("Tensor.rsub", a, 2.0, by=torch.rsub)
    positive = T((2, 3), F32, "c", 1, "pos")
    for name in ["floorDivide", "remainder", "fmod", "copysign", "fmax", "fmin", "maximum", "minimum", "nextafter"]:
        rec.exact("Tensor." + name, a, positive)
    for name in ["floorDivide", "remainder", "fmod"]:
        rec.exact("Tensor." + name, a, 0.75)
    holes = torch.tensor([[1.0, float("nan"), -2.0], [float("nan"), 0.5, 3.0]])
    for name in ["fmax", "fmin", "maximum", "minimum"]:
        rec.exact("Tensor." + name, holes, a)
    rec.exact("Tensor.div", a, positive, "floor", by=lambda x, y, mode: torch.div(x, y, rounding_mode=mode))
    rec.exact("Tensor.div", T(5, I64), T(5, I64, domain="pos"), "trunc", by=lambda x, y, mode: torch.div(x, y, rounding_mode=mode))
    for name in ["pow", "atan2", "hypot", "logaddexp", "logaddexp2", "xlogy"]:
        rec.close("Tensor." + name, positive, T((2, 3), F32, "c", 4, "pos"))
    rec.close("Tensor.pow", positive, 1.5)
    rec.exact("Tensor.heaviside", torch.tensor([-1.0, 0.0, 2.0]), torch.tensor([0.25, 0.5, 0.75]))
    rec.exact("Tensor.ldexp", T(3), torch.tensor([1.0, 2.0, -1.0]))
    rec.exact("Tensor.gcd", T(5, I64, domain="pos"), T(5, I64, seed=1, domain="pos"))
    rec.close("Tensor.dist", a, b, 3.0)
    for name in ["addcmul", "addcdiv"]:
        call = lambda x, y, z, value=1, f=getattr(torch, name): f(x, y, z, value=value)
        rec.close("Tensor." + name, a, b, positive, by=call)
        rec.close("Tensor." + name, a, b, positive, 0.5, by=call)
        rec.close("Tensor." + name + "_", T((2, 3), F64), T((2, 3), F64, seed=1), T((2, 3), F64, domain="pos"), 0.5,
                  by=lambda x, y, z, v, f=getattr(torch.Tensor, name + "_"): f(x, y, z, value=v))
    rec.close("Tensor.lerp", a, b, 0.25)
    rec.close("Tensor.lerp", a, b, T(3, domain="unit"))
    rec.close("Tensor.lerp_", T(3, F64), T(3, F64, seed=1), 0.25)


UNARY = """neg exp log sqrt relu sigmoid tanh abs sign rsqrt square reciprocal log1p log2 log10 expm1 sin cos tan asin acos atan
    sinh cosh floor ceil round trunc frac erf erfinv lgamma digamma isnan isinf isfinite logicalNot positive
    exp2 erfc logit sinc asinh atanh deg2rad rad2deg sgn signbit isposinf isneginf isreal""".split()


def elementwise(rec):
    for name in UNARY:
        x = T((2, 3), F64, "t", 1, "prob" if name in ["erfinv", "logit"] else "unit")
        rec.close("Tensor." + name, x)
    for name in ["silu", "gelu", "softplus"]:
        rec.close("Tensor." + name, T((2, 3), F64, "t"), by=getattr(torch.nn.functional, name))
    rec.close("Tensor.acosh", T(3, F64, domain="big"))
    special = torch.tensor([1.0, float("nan"), float("inf"), -float("inf"), -0.0])
    for name in ["isnan", "isinf", "isfinite", "isposinf", "isneginf", "signbit", "nanToNum"]:
        rec.exact("Tensor." + name, special)
    rec.exact("Tensor.nanToNum", special, 1.5)
    rec.exact("Tensor.nanToNum", special, 1.5, 7.0, -7.0)
    rec.exact("Tensor.bitwiseNot", T(4, I32))
    z = T((2, 3), C128, "t")
    for name in ["conj", "angle", "viewAsReal", "conjPhysical", "resolveConj", "isreal", "mT", "mH", "sgn"]:
        rec.close("Tensor." + name, z, **({"by": getattr(torch.Tensor, name).__get__} if name in ["mT", "mH"] else {}))
    rec.exact("Tensor.resolveConj", z.conj())
    rec.exact("Tensor.real", z, by=torch.real)
    rec.exact("Tensor.imag", z, by=torch.imag)
    rec.exact("Tensor.viewAsComplex", T((3, 2), F64))
    rec.close("Tensor.leakyRelu", T(4), 0.2, by=torch.nn.functional.leaky_relu)
    rec.close("Tensor.elu", T(4), 0.5, by=torch.nn.functional.elu)
    rec.close("Tensor.logit", T(4, F64, domain="unit"), 0.25)
    rec.exact("Tensor.round", T(4, F64), 1, by=lambda x, d: x.round(decimals=d))
    rec.exact("Tensor.clamp", T(5), -0.25, 0.5)
    rec.exact("Tensor.clamp", T((2, 3)), T(3, seed=1), T(3, seed=2))
    rec.exact("Tensor.clamp", T((2, 3)), None, T(3, seed=2))
    rec.exact("Tensor.clampMin", T(5), 0.25)
    rec.exact("Tensor.clampMax", T(5), 0.25)


def in_place(rec):
    for name in "exp_ sqrt_ neg_ relu_ zero_ abs_ tanh_ sigmoid_ log_ reciprocal_ rsqrt_ square_ floor_ ceil_ round_".split():
        rec.close("Tensor." + name, T((2, 3), F64, "t", 1, "big"))
    rec.close("Tensor.pow_", T(4, F64, domain="pos"), 1.5)
    rec.exact("Tensor.fill_", T(4), 0.5)
    rec.exact("Tensor.copy_", T((2, 3), F32, "t"), T(3, F64, seed=1))
    rec.exact("Tensor.clamp_", T(5), -0.25, 0.5)
    rec.exact("Tensor.clampMin_", T(5), 0.25)
    rec.exact("Tensor.clampMax_", T(5), 0.25)
    rec.close("Tensor.cumsum_", T((2, 3), F64), 1)
    rec.exact("Tensor.tril_", T((3, 3)), -1)
    rec.exact("Tensor.triu_", T((3, 3)), 1)


def comparisons(rec):
    a, b = T((2, 3), F32, "t"), T((2, 3), F32, "c", 1)
    for name in ["eq", "ne", "lt", "le", "gt", "ge"]:
        rec.exact("Tensor." + name, a, b)
        rec.exact("Tensor." + name, a, 0.125)
    for name in ["logicalAnd", "logicalOr", "logicalXor"]:
        rec.exact("Tensor." + name, a, torch.tensor([0.0, 1.0, 0.0]))
    for name in ["bitwiseAnd", "bitwiseOr", "bitwiseXor"]:
        rec.exact("Tensor." + name, T(5, I32), T(5, I32, seed=1))
    for name in ["bitwiseLeftShift", "bitwiseRightShift"]:
        rec.exact("Tensor." + name, T(4, I32), torch.tensor([0, 1, 2, 3], dtype=I32))
    near = a + torch.tensor([0.0, 1e-6, 1e-3])
    rec.exact("Tensor.isclose", a, near)
    rec.exact("Tensor.isclose", a, near, 1e-2, 1e-2)
    rec.exact("Tensor.allclose", a, near)
    rec.exact("Tensor.allclose", a, near, 1e-2, 1e-2)
    rec.exact("Tensor.equal", a, a.clone())
    rec.exact("Tensor.isin", T((2, 3), I64), T(4, I64, seed=1), by=torch.isin)


def reductions(rec):
    x, y = T((2, 3, 4), F64, "t"), T((3, 4), F64, "s")
    holes = torch.tensor([[1.0, float("nan"), -2.0], [float("nan"), 0.5, 3.0]])
    for name in ["sum", "mean", "prod", "std", "var", "max", "min", "argmax", "argmin", "all", "any", "norm", "median", "aminmax"]:
        rec.close("Tensor." + name, y)
    rec.exact("Tensor.countNonzero", T((2, 3), U8))
    rec.exact("Tensor.countNonzero", T((2, 3), BOOL), [0])
    for name in ["sum", "mean", "amax", "amin", "logsumexp", "nansum", "nanmean"]:
        f = getattr(torch.Tensor, name)
        rec.close("Tensor." + name, x, True, [0, 2], by=lambda t, k, d, f=f: f(t, d, k))
        rec.close("Tensor." + name, y, False, [1], by=lambda t, k, d, f=f: f(t, d, k))
    for name in ["nansum", "nanmean"]:
        f = getattr(torch.Tensor, name)
        rec.close("Tensor." + name, holes, False, [0], by=lambda t, k, d, f=f: f(t, d, k))
        rec.close("Tensor." + name, holes, False, [], by=lambda t, k, d, f=f: f(t))
    rec.close("Tensor.norm", x, 3.0, True, [1], by=lambda t, p, k, d: t.norm(p, d, k))
    for name in ["std", "var"]:
        rec.close("Tensor." + name, x, False, True, [1], by=lambda t, u, k, d, f=getattr(torch, name): f(t, d, u, k))
    for name, python in [("varMean", torch.var_mean), ("stdMean", torch.std_mean)]:
        rec.close("Tensor." + name, x, False, True, [1, 2], by=lambda t, u, k, d, f=python: f(t, d, unbiased=u, keepdim=k))
        rec.close("Tensor." + name, x, True, False, [0], by=lambda t, u, k, d, f=python: f(t, d, unbiased=u, keepdim=k))
    for name in ["max", "min", "argmax", "argmin", "all", "any", "prod", "median", "mode"]:
        rec.exact("Tensor." + name, T((3, 4), I64, "s"), 1, True)
        rec.exact("Tensor." + name, T((3, 4), I64, "s"), 0, False)
    rec.exact("Tensor.aminmax", x, 1, True, by=lambda t, d, k: t.aminmax(dim=d, keepdim=k))
    rec.exact("Tensor.nanmedian", holes)
    rec.exact("Tensor.kthvalue", y, 3, 1, True)
    rec.close("Tensor.quantile", y, 0.3, 1, True)
    rec.close("Tensor.quantile", y, torch.tensor([0.1, 0.5, 0.9], dtype=F64), 0, False)
    rec.close("Tensor.nanquantile", holes, 0.5, 1, False)
    rec.close("Tensor.cov", y)
    rec.close("Tensor.corrcoef", y)
    rec.close("Tensor.renorm", y, 2.0, 0, 1.0)
    rec.close("Tensor.softmax", y, 1)
    rec.close("Tensor.logSoftmax", y, 0)
    rec.close("Tensor.trapezoid", y, 0.5, 0, by=lambda t, dx, dim: torch.trapezoid(t, dx=dx, dim=dim))


def cumulative(rec):
    y = T((3, 4), F64, "s")
    for name in ["cumsum", "cumprod", "logcumsumexp", "cummax", "cummin"]:
        rec.close("Tensor." + name, y, 0)
    rec.exact("Tensor.diff", T((2, 5), I64), 2, 1)


def search(rec):
    y, ties = T((3, 4), F32, "s"), torch.tensor([[1, 0, 1, 0], [2, 2, 1, 2]])
    rec.exact("Tensor.sort", y, 1, True)
    rec.exact("Tensor.sort", ties, 1, False, True, by=lambda t, d, down, stable: torch.sort(t, stable=stable, dim=d, descending=down))
    rec.exact("Tensor.argsort", y, 0, False)
    rec.exact("Tensor.topk", y, 2, 1, False, True)
    rec.exact("Tensor.unique", T(30, I64), True, by=lambda t, s: torch.unique(t, s, True, True))
    rows = torch.tensor([[1, 2], [0, 1], [1, 2]])
    rec.exact("Tensor.uniqueDim", rows, 0, by=lambda t, d: torch.unique(t, True, True, True, d))
    rec.exact("Tensor.uniqueConsecutive", torch.tensor([1, 1, 2, 1, 3, 3]), by=lambda t: torch.unique_consecutive(t, True, True))
    rec.exact("Tensor.nonzero", T((2, 3), BOOL))
    counts = torch.tensor([1, 3, 1, 0])
    rec.exact("Tensor.bincount", counts)
    rec.exact("Tensor.bincount", counts, None, 6)
    rec.close("Tensor.bincount", counts, T(4, F64), 0)
    rec.exact("Tensor.histc", T(20), 5, -1.0, 1.0)
    edges = torch.tensor([-0.5, 0.0, 0.5])
    for right in [True, False]:
        rec.exact("Tensor.searchsorted", edges, T(4), right, by=lambda s, v, r: torch.searchsorted(s, v, right=r))
        rec.exact("Tensor.bucketize", T((2, 3)), edges, right, by=lambda v, s, r: torch.bucketize(v, s, right=r))


def products(rec):
    a, b = T((2, 3), F64, "t"), T((3, 4), F64, "s", 1)
    rec.close("Tensor.matmul", T((2, 2, 3), F64), b)
    rec.close("Tensor.mm", a, b)
    rec.close("Tensor.bmm", T((2, 2, 3)), T((2, 3, 2), seed=1))
    rec.close("Tensor.mv", a, T(3, F64))
    for name in ["dot", "vdot", "outer"]:
        rec.close("Tensor." + name, T(3, C64), T(3, C64, seed=1))
    rec.close("Tensor.inner", T((2, 3)), T((4, 3), seed=1))
    rec.close("Tensor.addmm", T(4, F64), a, b)
    rec.close("Tensor.addmm", T(4, F64), a, b, 0.5, 2.0, by=lambda c, x, y, beta, alpha: torch.addmm(c, x, y, beta=beta, alpha=alpha))
    batch = [T((2, 2, 4), F64), T((2, 2, 3), F64, seed=1), T((2, 3, 4), F64, seed=2)]
    rec.close("Tensor.baddbmm", *batch)
    rec.close("Tensor.baddbmm", *batch, 0.5, 2.0, by=lambda c, x, y, beta, alpha: torch.baddbmm(c, x, y, beta=beta, alpha=alpha))
    rec.close("Tensor.addbmm", T((2, 4), F64), *batch[1:])
    rec.close("Tensor.addmv", T(2, F64), a, T(3, F64, seed=2))
    rec.close("Tensor.cdist", T((2, 3), F64), T((4, 3), F64, seed=1), 1.0, by=torch.cdist)
    rec.close("Tensor.kron", T((2, 1)), T((1, 3), seed=1))
    rec.close("Tensor.cross", T((3, 2)), T((3, 2), seed=1), 0)
    rec.close("Tensor.tensordot", T((2, 3, 4), F64), T((4, 5, 3), F64), [1, 2], [2, 0],
              by=lambda x, y, d, e: torch.tensordot(x, y, (d, e)))
    square = T((3, 3), F32, "t")
    for name in ["diag", "diagonal", "tril", "triu"]:
        rec.exact("Tensor." + name, square, 1)
    rec.exact("Tensor.diagonal", T((2, 3, 4)), -1, 0, 2)
    rec.exact("Tensor.diagEmbed", T((2, 3)))
    rec.exact("Tensor.diagEmbed", T((2, 3)), 1, 0, 2)
    rec.exact("Tensor.diagonalScatter", square, T(2, seed=3), 1, 0, 1)
    rec.exact("Tensor.trace", square)
    rec.exact("Tensor.combinations", T(4), 3, True)


def shapes(rec):
    x = T((2, 3, 4), F32)
    rec.exact("Tensor.t", T((2, 3)))
    rec.exact("Tensor.transpose", x, 0, 2)
    rec.exact("Tensor.mT", x, by=lambda t: t.mT)
    rec.exact("Tensor.mH", x, by=lambda t: t.mH)
    for name in ["permute", "reshape", "view", "expand", "repeat", "tile"]:
        sizes = {"permute": [2, 0, 1], "reshape": [6, -1], "view": [4, -1], "expand": [2, 3, 4]}.get(name, [2, 1, 3])
        rec.exact("Tensor." + name, x, sizes)
    rec.exact("Tensor.tile", x, [2])
    rec.exact("Tensor.reshape", x, Shape([4, 6]))
    rec.exact("Tensor.reshapeAs", x, T((4, 6)))
    rec.exact("Tensor.viewAs", x, T((4, 6)))
    rec.exact("Tensor.view", x, I32)
    rec.exact("Tensor.flatten", x)
    rec.exact("Tensor.flatten", x, 1, 2)
    rec.exact("Tensor.unflatten", x, 2, [2, -1])
    thin = T((1, 3, 1, 2))
    rec.exact("Tensor.squeeze", thin)
    rec.exact("Tensor.squeeze", thin, 2)
    rec.exact("Tensor.squeeze", thin, [0, 1, 2], by=lambda t, d: t.squeeze(tuple(d)))
    rec.exact("Tensor.unsqueeze", x, 1)
    rec.exact("Tensor.expandAs", T((3, 1)), T((2, 3, 4)))
    rec.exact("Tensor.broadcastTo", T((3, 1)), Shape([2, 3, 4]))
    rec.close("Tensor.sumToSize", x, [3, 1])
    rec.exact("Tensor.repeatInterleave", x, 2, 1)
    rec.exact("Tensor.repeatInterleave", x, torch.tensor([2, 0, 1]), 1)
    rec.exact("Tensor.contiguous", T((2, 3), F32, "t"))
    rec.exact("Tensor.contiguous", T((2, 3, 4, 2)), torch.channels_last, by=lambda t, f: t.contiguous(memory_format=f))
    rec.exact("Tensor.copy", T((2, 3), F32, "t"), by=torch.clone)
    rec.exact("Tensor.flip", x, [0, 2])
    rec.exact("Tensor.fliplr", x)
    rec.exact("Tensor.flipud", x)
    rec.exact("Tensor.rot90", x, 3, 1, 2, by=lambda t, k, i, j: torch.rot90(t, k, [i, j]))
    rec.exact("Tensor.roll", x, 2, 1)
    rec.exact("Tensor.roll", x, [1, -1], [0, 2])
    rec.exact("Tensor.movedim", x, 0, 2)
    rec.exact("Tensor.movedim", x, [0, 1], [2, 0])
    rec.exact("Tensor.asStrided", x, [2, 5], [3, 2], 4)
    rec.exact("Tensor.to", x, F64)
    rec.exact("Tensor.to", x, torch.device("cpu"))
    rec.exact("Tensor.to", x, torch.device("cpu"), I64)
    rec.exact("Tensor.typeAs", x, T(1, F64))


def parts(rec):
    x = T((5, 3, 4), F32)
    rec.exact("Tensor.unfold", x, 0, 3, 2)
    rec.exact("Tensor.narrow", x, 0, 1, 2)
    rec.exact("Tensor.select", x, 2, 1)
    rec.exact("Tensor.slice", x, 0, 1, None, 2, by=lambda t, d, a, b, s: t[a:b:s])
    rec.exact("Tensor.split", x, 2, 0)
    rec.exact("Tensor.split", x, [1, 3], 2)
    rec.exact("Tensor.chunk", x, 3, 0)
    rec.exact("Tensor.tensorSplit", x, 3, 0)
    rec.exact("Tensor.tensorSplit", x, [1, 3], 2)
    rec.exact("Tensor.unbind", x, 1)


def scatters(rec):
    x, where = T((3, 4), F64), index((2, 4), 3)
    places, rows = torch.tensor([2, 0]), T((2, 4), F64, "t", 3)
    rec.exact("Tensor.gather", x, 0, where)
    rec.exact("Tensor.takeAlongDim", x, torch.argsort(x, 1), 1)
    rec.exact("Tensor.indexSelect", x, 0, places)
    rec.exact("Tensor.indexAdd", x, 0, places, rows)
    rec.exact("Tensor.indexAdd", x, 0, places, rows, 0.5, by=lambda t, d, i, s, alpha: t.index_add(d, i, s, alpha=alpha))
    rec.exact("Tensor.indexAdd_", x.clone(), 0, places, rows)
    rec.exact("Tensor.indexCopy", x, 0, places, rows)
    rec.exact("Tensor.indexCopy_", x.clone(), 0, places, rows)
    rec.exact("Tensor.indexFill", x, 1, places, 0.5)
    rec.exact("Tensor.indexFill_", x.clone(), 1, places, 0.5)
    for reduce in ["prod", "mean", "amax", "amin"]:
        rec.close("Tensor.indexReduce", x, 0, torch.tensor([1, 1]), rows, reduce, reduce != "mean",
                  by=lambda t, d, i, s, r, self: t.index_reduce(d, i, s, r, include_self=self))
        rec.close("Tensor.scatterReduce", x, 0, where, rows, reduce, reduce != "mean",
                  by=lambda t, d, i, s, r, self: t.scatter_reduce(d, i, s, r, include_self=self))
    rec.exact("Tensor.scatter", x, 0, torch.tensor([[1, 0, 2, 1]]), rows)
    rec.exact("Tensor.scatter", x, 0, where, 0.5)
    rec.exact("Tensor.scatter_", x.clone(), 0, torch.tensor([[1, 0, 2, 1]]), rows)
    rec.exact("Tensor.scatter_", x.clone(), 0, where, 0.5)
    rec.close("Tensor.scatterAdd", x, 0, where, rows)
    rec.close("Tensor.scatterAdd_", x.clone(), 0, where, rows)
    rec.exact("Tensor.selectScatter", x, T(3, F64, seed=5), 1, 2)
    rec.exact("Tensor.sliceScatter", x, T((3, 2), F64, seed=5), 1, 0, 4, 2)
    mask = T((3, 4), BOOL)
    rec.exact("Tensor.maskedFill", x, mask, 0.5)
    rec.exact("Tensor.maskedFill", x, mask, torch.tensor(0.5, dtype=F64))
    rec.exact("Tensor.maskedFill_", x.clone(), mask, 0.5)
    rec.exact("Tensor.maskedSelect", x, mask)
    rec.exact("Tensor.maskedScatter", x, mask, T(12, F64, seed=2))
    rec.exact("Tensor.take", x, torch.tensor([11, 0, 5]))
    rec.exact("Tensor.put", x, torch.tensor([11, 0, 11]), T(3, F64, seed=2), True)
