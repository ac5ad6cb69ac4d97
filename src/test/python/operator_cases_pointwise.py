"""Calls of pointwise operators: unary, binary, ternary, comparisons, foreach; in-place and out= forms."""

import torch

from golden_inputs import BF16, BOOL, C64, C128, F16, F32, F64, I8, I16, I32, I64, U8, T, empty_like_out

LAYOUTS = ["c", "t", "s", "e", "o", "r"]

# name -> domain of the input
ROUNDED = {n: "any" for n in "abs neg sign sgn ceil floor round trunc frac relu square positive relu6".split()}
CLOSE = {n: "any" for n in """sigmoid tanh sin cos tan atan sinh cosh asinh exp exp2 expm1 erf erfc sinc hardswish
    hardsigmoid silu mish deg2rad rad2deg angle selu celu gelu elu leaky_relu hardtanh softplus log_sigmoid
    special_i0e special_i1 special_entr special_ndtr special_log_ndtr special_erfcx special_expit i0""".split()}
CLOSE |= {n: "pos" for n in "sqrt rsqrt log log2 log10 log1p lgamma digamma reciprocal special_bessel_j0".split()}
CLOSE |= {n: "unit" for n in "asin acos atanh erfinv arcsin arctan".split()}
CLOSE |= {n: "big" for n in "acosh arccosh".split()} | {n: "prob" for n in ["logit", "special_ndtri"]}
NO_BFLOAT16 = ("special_erfcx", "special_bessel_j0", "special_ndtri")
PREDICATES = "isnan isinf isfinite isneginf isposinf isreal logical_not signbit".split()


def has(name):
    """Whether PyTorch has the overload."""
    base, _, variant = name.partition(".")
    return hasattr(torch.ops.aten, base) and (variant or "default") in getattr(torch.ops.aten, base).overloads()


def add(rec):
    unary(rec, ROUNDED, rec.exact)
    unary(rec, CLOSE, rec.close)
    predicates(rec)
    complex_unary(rec)
    binary_arithmetic(rec)
    comparisons(rec)
    bits_and_logic(rec)
    ternary(rec)
    foreach(rec)


def unary(rec, names, record):
    for i, (name, domain) in enumerate(names.items()):
        def arg(dtype, layout, shape=(2, 3)):
            return T(shape, dtype, layout, seed=i, domain=domain)
        record(name, arg([F32, F64][i % 2], LAYOUTS[i % 6]))
        record(name, arg([F64, F32][i % 2], LAYOUTS[(i + 1) % 6], [(3, 4), (), (0, 3), (17,)][i % 4]))
        if i % 3 == 0 and name not in NO_BFLOAT16:
            record(name, arg(BF16, "c"))
        if name != "log_sigmoid":
            if has(name + "_"):
                record(name + "_", arg([F64, F32][i % 2], ["c", "t", "s", "o"][i % 4]))
            if has(name + ".out"):
                dtype = [F32, F64][i % 2]
                record(name + ".out", arg(dtype, LAYOUTS[(i + 2) % 6]), out=empty_like_out(dtype) if i % 2 else T((2, 3), dtype, "t"))


def predicates(rec):
    special = torch.tensor([float("nan"), float("inf"), -float("inf"), 0.0, -0.0, 1.5])
    for i, name in enumerate(PREDICATES):
        rec.exact(name, special.to([F32, F64, F16, BF16][i % 4]))
        rec.exact(name, T((2, 3), [I32, I64, U8][i % 3], LAYOUTS[i % 6]))
        if has(name + ".out"):
            rec.exact(name + ".out", special.reshape(2, 3).t(), out=empty_like_out(BOOL))
    rec.exact("nan_to_num", special)
    rec.exact("nan_to_num", special, nan=1.0, posinf=7.0, neginf=-7.0)
    rec.exact("nan_to_num_", special.clone(), 2, None, -3)
    rec.exact("logical_not_", T(5, I8))
    rec.exact("bitwise_not", T((2, 3), I32, "t"))
    rec.exact("bitwise_not", T(4, BOOL))
    rec.exact("bitwise_not_", T(5, U8, "s"))
    for dtype in [I8, I16, I32, I64]:
        for name in ["abs", "neg", "sign", "square", "relu", "floor"]:
            rec.exact(name, T((2, 3), dtype, "t"))
    for name in ["sin", "exp", "sigmoid", "sqrt"]:
        rec.close(name, T(4, I64, domain="pos"))
        rec.close(name, T(4, BOOL))
    rec.exact("round.decimals", T(7, F64), decimals=1)
    rec.exact("round_.decimals", T(7, F64), decimals=2)


def complex_unary(rec):
    z, w = T((2, 3), C64, "t"), T((2, 2), C128)
    for name in ["abs", "angle", "exp", "sin", "cos", "tanh", "sqrt", "log", "reciprocal", "sgn", "neg", "square", "sigmoid"]:
        rec.close(name, z)
        rec.close(name, w.conj())
    for name in ["_conj", "conj", "_conj_physical", "conj_physical", "resolve_conj", "real", "imag", "view_as_real", "isreal"]:
        rec.exact(name, z)
    rec.exact("_conj", w.conj())
    rec.exact("resolve_conj", w.conj())
    rec.exact("resolve_neg", torch._neg_view(T((2, 3), F32, "t")))
    rec.exact("_neg_view", T((2, 3), F64, "s"))
    rec.exact("imag", w.conj())
    rec.exact("is_conj", w.conj())
    rec.exact("is_neg", w.conj().imag)
    rec.exact("conj_physical_", T(3, C64))
    rec.exact("mul.Tensor", w.conj(), w)
    rec.exact("add.Tensor", w.conj().imag, torch._neg_view(T((2, 2), F64)))
    rec.exact("clone", w.conj())
    rec.exact("mul.Tensor", w, 2 - 1j)
    rec.exact("add.Scalar", z, 1.5 + 2j, 2)
    rec.exact("view_as_complex", T((3, 2), F64))
    rec.exact("complex", T(4, F32), T(4, F32, "s", seed=3))
    rec.close("polar", T(4, F64, domain="pos"), T(4, F64, seed=2))
    rec.exact("complex.out", T(4, F32), T(4, F32, seed=3), out=empty_like_out(C64))


def binary_arithmetic(rec):
    exact = "add sub mul div maximum minimum fmax fmin fmod remainder copysign nextafter heaviside floor_divide true_divide".split()
    close = "atan2 hypot logaddexp logaddexp2 xlogy float_power special_zeta arctan2".split()
    for i, name in enumerate(exact + close):
        record = rec.exact if name in exact else rec.close
        form = {"add": ".Tensor", "sub": ".Tensor", "mul": ".Tensor", "div": ".Tensor", "fmod": ".Tensor", "remainder": ".Tensor",
                "copysign": ".Tensor", "true_divide": ".Tensor", "xlogy": ".Tensor", "float_power": ".Tensor_Tensor"}.get(name, "")
        domain = "pos" if name in close else "any"
        dtype = [F32, F64][i % 2]
        a, b = T((2, 3), dtype, LAYOUTS[i % 6], i, domain), T((2, 3), dtype, LAYOUTS[(i + 1) % 6], i + 2, "pos")
        record(name + form, a, b)
        mixed = F32 if name == "heaviside" else F64
        record(name + form, T((2, 3), F32, "t", i, domain), T((3,), mixed, "s", 1, "pos"))
        record(name + form, T((2, 1, 3), F64, "c", i, domain), T((4, 1), F64, "c", 1, "pos"))
        record(name + form, T((0, 3), F32), T((1,), F32, domain="pos"))
        inplace = {"float_power": "float_power_.Tensor"}.get(name, name + "_" + form)
        if has(inplace) and name != "float_power":
            record(inplace, T((2, 3), dtype, ["c", "t", "s"][i % 3], i, domain), T((3,), dtype, "o", 1, "pos"))
        out = {".Tensor": ".out", "": ".out", ".Tensor_Tensor": ".Tensor_Tensor_out"}[form]
        out = {"xlogy": ".OutTensor", "fmod": ".Tensor_out", "remainder": ".Tensor_out"}.get(name, out)
        if has(name + out):
            record(name + out, a, b, out=torch.empty(0, dtype=F64 if name == "float_power" else dtype))
    arithmetic_details(rec)


def arithmetic_details(rec):
    f, d, i, b = T((2, 3), F32, "t"), T((2, 3), F64, "s", 1, "pos"), T((2, 3), I64, "o"), T((2, 3), BOOL, "e")
    rec.exact("add.Tensor", f, d, alpha=2.5)
    rec.exact("add.Tensor", i, b, alpha=3)
    rec.exact("add.Tensor", i, 2.5)  # a number for a tensor: promoted as a Python number is
    rec.exact("add.Tensor", i, 2)
    rec.exact("add.Tensor", T((2, 3), U8), 300 - 45)
    rec.exact("add.Tensor", T((2, 3), BF16), 0.1)
    rec.exact("mul.Tensor", f, 3)
    rec.exact("mul.Tensor", i, True)
    rec.exact("mul.Tensor", b, 2.0)
    rec.exact("mul.Tensor", f, 1j)
    rec.exact("div.Tensor", i, 4)
    rec.exact("sub.Tensor", f, 1.5, alpha=2)
    rec.exact("add_.Tensor", T((2, 3), F32), 7)
    rec.exact("mul_.Tensor", T((2, 3), F64, "t"), 0.5)
    rec.exact("sub_.Tensor", T((2, 3), I32), 1, alpha=2)
    rec.exact("div_.Tensor", T((2, 3), F32, "s"), 4.0)
    rec.exact("add.Scalar", f, 2, 3)
    rec.exact("add.Scalar", i, 2.5)
    rec.exact("add.Scalar", i, True)
    rec.exact("add_.Scalar", T(4, F32), 2.5, 2)
    rec.exact("sub.Scalar", f, 2.5)
    rec.exact("sub_.Scalar", T(4, F32), 2)
    rec.exact("mul.Scalar", i, 3)
    rec.exact("mul.Scalar", b, False)
    rec.exact("mul_.Scalar", T(4, F32), -1)
    rec.exact("div.Scalar", f, 4)
    rec.exact("div_.Scalar", T(4, F64), 8.0)
    for mode in [None, "floor", "trunc"]:
        rec.exact("div.Tensor_mode", T(5, F32), T(5, F32, "s", 3, "pos"), rounding_mode=mode)
        rec.exact("div.Scalar_mode", T(5, I32), 3, rounding_mode=mode)
    rec.exact("div_.Tensor_mode", T(5, I64), T(5, I64, domain="pos"), rounding_mode="floor")
    rec.exact("div.out_mode", T(5, F64), T(5, F64, domain="pos"), rounding_mode="trunc", out=empty_like_out(F64))
    rec.exact("rsub.Scalar", f, 1, 2)
    rec.exact("rsub.Tensor", f, f, alpha=0.5)
    rec.close("pow.Tensor_Tensor", d, T((2, 3), F64, "t", 5))
    rec.exact("pow.Tensor_Scalar", f, 2)
    rec.close("pow.Tensor_Scalar", d, 0.5)
    rec.exact("pow.Tensor_Scalar", i, 3)
    rec.close("pow.Tensor_Scalar", T(3, C128), 2.5)
    rec.close("pow.Scalar", 2, f)
    rec.close("pow_.Scalar", T(4, F64, domain="pos"), -1.5)
    rec.close("pow_.Tensor", T(4, F64, domain="pos"), T(4, F64))
    rec.close("pow.Tensor_Scalar_out", d, 3, out=empty_like_out(F64))
    rec.close("float_power.Tensor_Scalar", i.abs(), 1.5)
    rec.exact("fmod.Scalar", f, 0.75)
    rec.exact("fmod_.Scalar", T(5, I32), 3)
    rec.exact("remainder.Scalar", i, 4)
    rec.exact("remainder.Scalar_Tensor", 7, T(5, I64, domain="pos"))
    rec.exact("remainder_.Scalar", T(5, F32), 0.5)
    rec.exact("floor_divide.Scalar", f, 2)
    rec.exact("floor_divide_.Scalar", T(5, I64), 3)
    rec.exact("copysign.Scalar", f, -1.0)
    rec.close("xlogy.Scalar_Other", d, 2.0)
    rec.close("xlogy.Scalar_Self", 2, d)
    rec.exact("ldexp.Tensor", f, T((2, 3), I32))
    rec.exact("gcd", T(6, I64), T(6, I64, "s", 2, "pos"))
    rec.exact("lcm", T(6, I32), T(6, I32, seed=2, domain="pos"))
    rec.exact("gcd_", T(6, I64), T(6, I64, seed=2))
    rec.close("dist", f, T((2, 3), F32, seed=4), 3)
    rec.close("special_xlog1py", d, d)


def comparisons(rec):
    nan = torch.tensor([1.0, float("nan"), -0.0])
    for i, name in enumerate("eq ne lt le gt ge".split()):
        rec.exact(name + ".Tensor", T((2, 3), F32, LAYOUTS[i % 6]), T((3,), F32, seed=i))
        rec.exact(name + ".Tensor", T((2, 3), BF16), T((2, 3), BF16, "s", i))
        rec.exact(name + ".Tensor", nan, nan.flip(0))
        rec.exact(name + ".Scalar", T((2, 3), F64, "t"), i - 2)
        rec.exact(name + ".Scalar", T((2, 3), U8), 5.5)
        rec.exact(name + ".Tensor_out", T(4, F32), T(4, F32, seed=i), out=empty_like_out(BOOL))
        rec.exact(name + ".Scalar_out", T(4, F32), 0.25, out=empty_like_out(BOOL))
        rec.exact(name + "_.Scalar", T(5, F32, "s"), 0.25)
        rec.exact(name + "_.Tensor", T(5, I32), T(5, I32, seed=i))
    for name in "greater greater_equal less less_equal not_equal".split():
        rec.exact(name + ".Tensor", T((2, 3), F32, "r"), T((3,), F32, seed=3))
        rec.exact(name + ".Scalar", T((2, 3), F32, "r"), 0.125)
    rec.exact("equal", T(3), T(3))
    rec.exact("equal", T(3), T(3, seed=1))
    rec.exact("allclose", T(3, F64), T(3, F64) + 1e-9)
    rec.exact("allclose", nan, nan, 1e-5, 1e-8, True)
    rec.exact("isclose", nan, nan.flip(0), equal_nan=True)
    rec.exact("isin.Tensor_Tensor", T((2, 3), I64), T(4, I64, seed=1), invert=True)
    rec.exact("isin.Tensor_Scalar", T((2, 3), I64), 3)
    rec.exact("isin.Scalar_Tensor", 3, T((2, 3), I64))


def bits_and_logic(rec):
    for i, name in enumerate("bitwise_and bitwise_or bitwise_xor".split()):
        rec.exact(name + ".Tensor", T((2, 3), I32, "t"), T(3, I32, seed=i))
        rec.exact(name + ".Tensor", T(4, BOOL), T(4, BOOL, "s", 1))
        rec.exact(name + ".Scalar", T(4, I64), 6)
        rec.exact(name + ".Scalar_Tensor", 5, T(4, I64, "s"))
        rec.exact(name + "_.Tensor", T(4, U8), T(4, U8, seed=3))
        rec.exact(name + "_.Scalar", T(4, I16), 3)
    for name in "bitwise_left_shift bitwise_right_shift".split():
        rec.exact(name + ".Tensor", T(4, I32, domain="pos"), torch.tensor([0, 1, 2, 3], dtype=I32))
        rec.exact(name + ".Tensor_Scalar", T(4, I64, "s", domain="pos"), 2)
    rec.exact("__and__.Tensor", T(4, I32), T(4, I32, seed=1))
    rec.exact("__or__.Scalar", T(4, I32), 1)
    rec.exact("__xor__.Tensor", T(4, BOOL), T(4, BOOL, seed=1))
    rec.exact("__lshift__.Scalar", T(4, I32, domain="pos"), 1)
    for i, name in enumerate("logical_and logical_or logical_xor".split()):
        rec.exact(name, T((2, 3), F32, "t"), T(3, I64, seed=i))
        rec.exact(name + "_", T(4, BOOL), T(4, BOOL, "s", 1))
        rec.exact(name + ".out", T(4, F64), T(4, U8), out=empty_like_out(BOOL))


def ternary(rec):
    f, g, h = T((2, 3), F32, "t"), T((2, 3), F32, "s", 1), T(3, F32, "c", 2, "pos")
    rec.close("addcmul", f, g, h, value=2)
    rec.close("addcmul", T((2, 3), I64), T((2, 3), I64, seed=1), T(3, I64), value=3)
    rec.close("addcmul_", T((2, 3), F64), T(3, F64), T((2, 1), F64), value=0.5)
    rec.close("addcdiv", f, g, h, value=-1.5)
    rec.close("addcdiv_", T((2, 3), F64, "t"), T(3, F64), T((2, 1), F64, domain="pos"))
    rec.close("addcmul.out", f, g, h, out=empty_like_out())
    rec.close("addcdiv.out", f, g, h, value=2.0, out=empty_like_out())
    rec.close("lerp.Scalar", f, g, 0.25)
    rec.close("lerp.Tensor", f, g, h)
    rec.close("lerp_.Scalar", T((2, 3), F64, "t"), T(3, F64, seed=1), 0.75)
    rec.close("lerp_.Tensor", T(3, F64), T(3, F64, seed=1), T(3, F64, "s", 2))
    condition = T((2, 3), BOOL, "t")
    rec.exact("where.self", condition, f, h)
    rec.exact("where.self", condition, f, T(3, F64))
    rec.exact("where.ScalarSelf", condition, 2.5, f)
    rec.exact("where.ScalarOther", condition, f, 1)
    rec.exact("where.Scalar", condition, 1.5, 2)
    rec.exact("where", condition)
    rec.exact("where.self_out", condition, f, g, out=empty_like_out())
    rec.exact("clamp", f, -0.5, 0.5)
    rec.exact("clamp", f, max=0.25)
    rec.exact("clamp", T((2, 3), I64, "s"), 0, None)
    rec.exact("clamp", T((2, 3), I64), -1, 2.5)
    rec.exact("clamp.Tensor", f, min=None, max=h)
    rec.exact("clamp.Tensor", f, g, h)
    rec.exact("clamp_", T(5), None, 0.5)
    rec.exact("clamp_.Tensor", T(5, F64), T(5, F64, seed=1))
    rec.exact("clamp.out", T(5), -0.5, 0.5, out=empty_like_out())
    rec.exact("clamp_min", f, 0.125)
    rec.exact("clamp_max", f, 0.125)
    rec.exact("clamp_min_", T(5), 0)
    rec.exact("clamp_max_.Tensor", T(5), T(5, seed=2))
    rec.exact("clamp_min.Tensor", f, h)
    rec.exact("clip", f, -0.25, 0.5)
    rec.exact("threshold", f, 0.1, -1)
    rec.exact("threshold_", T(5), 0.1, 2.0)
    rec.exact("masked_fill.Scalar", f, condition, -1)
    rec.exact("masked_fill.Tensor", f, T(3, BOOL), torch.tensor(2.5))
    rec.exact("masked_fill_.Scalar", T((2, 3), I32, "s"), condition, 9)
    rec.exact("masked_fill_.Tensor", T((2, 3), F64), condition, torch.tensor(0.5, dtype=F64))


def foreach(rec):
    def lists(seed=0, dtype=F32):
        return [T((2, 3), dtype, "t", seed), T(4, dtype, "s", seed + 1, "pos"), T((), dtype, "o", seed)]
    rec.exact("_foreach_add.Scalar", lists(), 2)
    rec.exact("_foreach_add.List", lists(), lists(3), alpha=2)
    rec.exact("_foreach_add.ScalarList", lists(), [1, 2.5, True])
    rec.exact("_foreach_add.ScalarList", lists(), [0.5, -1.0, 2.0])
    rec.exact("_foreach_add.Tensor", lists(), torch.tensor(1.5))
    rec.exact("_foreach_mul.Scalar", lists(0, F64), 0.5)
    rec.exact("_foreach_mul.List", lists(), lists(2))
    rec.exact("_foreach_mul.ScalarList", lists(), [2, 3, 4])
    rec.exact("_foreach_mul.Tensor", lists(), torch.tensor(-2.0))
    rec.exact("_foreach_sub.List", lists(), lists(5))
    rec.exact("_foreach_sub.Scalar", lists(0, I64), 3)
    rec.exact("_foreach_div.ScalarList", lists(), [2, 4.0, 8])
    rec.exact("_foreach_div.List", lists(), [x.abs() + 1 for x in lists()])
    for name in ["_foreach_add_", "_foreach_mul_", "_foreach_sub_", "_foreach_div_"]:
        rec.exact(name + ".Scalar", lists(1, F64), 2.0)
        rec.exact(name + ".List", lists(1), [x.abs() + 1 for x in lists(2)])
    rec.exact("_foreach_add_.ScalarList", lists(), [1, 2.5, -1])
    for name in ["sqrt", "exp", "log", "tanh", "sigmoid", "reciprocal", "rsqrt"]:
        rec.close("_foreach_" + name, [T((2, 2), F32, "t", 1, "pos"), T(3, F64, "c", 2, "pos")])
        rec.close("_foreach_" + name + "_", [T((2, 2), F32, "c", 1, "pos"), T(3, F64, "s", 2, "pos")])
    for name in ["neg", "abs", "sign", "round", "trunc", "floor", "ceil"]:
        rec.exact("_foreach_" + name, lists())
        rec.exact("_foreach_" + name + "_", lists())
    rec.close("_foreach_norm.Scalar", lists(), 2)
    rec.close("_foreach_norm.Scalar", lists(0, F64), 1.0)
    rec.close("_foreach_lerp.Scalar", lists(), lists(1), 0.25)
    rec.close("_foreach_lerp_.List", lists(), lists(1), lists(2))
    rec.close("_foreach_addcmul.Scalar", lists(), lists(1), lists(2), 0.5)
    rec.close("_foreach_addcmul.ScalarList", lists(), lists(1), lists(2), [0.5, 1, 2])
    rec.close("_foreach_addcdiv_.Scalar", lists(), lists(1), [x.abs() + 1 for x in lists()], 2)
    rec.close("_foreach_pow.Scalar", [x.abs() for x in lists()], 2)
    rec.close("_foreach_pow.List", [x.abs() + 1 for x in lists()], lists(1))
    rec.close("_foreach_pow.ScalarAndTensor", 2, lists())
    rec.exact("_foreach_maximum.List", lists(), lists(1))
    rec.exact("_foreach_clamp_min.Scalar", lists(), 0)
    rec.exact("_foreach_clamp_max_.ScalarList", lists(), [0.1, 0.2, 0.3])
    rec.exact("_foreach_zero_", lists())
    rec.exact("_foreach_copy_", lists(), lists(4))
    rec.exact("_foreach_copy", lists(), lists(4, F64)) if has("_foreach_copy") else None
