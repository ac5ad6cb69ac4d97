"""Calls chosen for their argument kinds and oddities rather than for the operator."""

import torch

from golden_inputs import BF16, BOOL, C64, C128, F16, F32, F64, I8, I16, I32, I64, U8, T


def add(rec):
    every_dtype(rec.exact)
    numbers(rec.exact)
    optionals(rec.exact)
    aliases(rec.exact)
    sizes_zero_and_one(rec.exact)
    conjugates(rec)


def every_dtype(rec):
    for dtype in [F32, F64, F16, BF16, I8, I16, I32, I64, U8, BOOL, C64, C128]:
        for layout in ["c", "t", "s", "e"]:
            rec("clone", T((2, 3), dtype, layout), memory_format=torch.contiguous_format)
            rec("eq.Tensor", T((2, 3), dtype, layout), T((2, 3), dtype, "r"))
        rec("add.Tensor", T((2, 3), dtype, "t"), T(3, dtype, "s"))
        rec("mul.Scalar", T((2, 3), dtype, "s"), 2)
        rec("flip", T((2, 3), dtype, "t"), [1])
        rec("cat", [T((2, 3), dtype, "t"), T((1, 3), dtype)])
        rec("index_select", T((3, 2), dtype, "t"), 0, torch.tensor([2, 0]))
        rec("zeros", [2], dtype=dtype)


def numbers(rec):
    f, i, u, b, z = T(3, F32), T(3, I64), T(3, U8), T(3, BOOL), T(3, C64)
    for tensor in [f, i, u, b, z]:
        for number in [2, 2.5, True, 1 - 2j]:  # four kinds of Scalar, each promoted by its own rule
            rec("mul.Tensor", tensor, number)
            rec("add.Scalar", tensor, number)
    for number in [2**53 + 1, -(2**62), 0]:  # beyond what a double can hold
        rec("add.Tensor", i, number)
        rec("fill.Scalar", i, number)
        rec("full", [2], number)
    rec("fill.Scalar", T(3, F64), float("nan"))
    rec("fill.Scalar", T(3, F64), float("-inf"))
    rec("fill.Scalar", f, -0.0)
    rec("_foreach_mul.ScalarList", [T(2, C64), T(2, I64), T(2, F32)], [1j, 2, 0.5])
    rec("_foreach_add.ScalarList", [T(2, C128)], [1 + 1j])


def optionals(rec):
    rec("clamp", T(4), None, 0.5)
    rec("slice.Tensor", T(5), 0, None, None, 2)
    rec("sum.dim_IntList", T((2, 2), I64), None)
    rec("sum.dim_IntList", T((2, 2), I64), [])
    rec("sum", T((2, 2), I64), dtype=None)
    rec("index.Tensor", T((2, 3)), [None, torch.tensor([1, 0])])
    rec("index.Tensor", T((2, 3)), [torch.tensor([1, 0])])
    rec("zeros", [2], dtype=None, layout=None, device=None, pin_memory=None)
    rec("searchsorted.Tensor", torch.tensor([1, 3, 5]), torch.tensor([2, 5]), out_int32=False, right=False, side=None, sorter=None)
    rec("upsample_nearest2d.vec", T((1, 1, 2, 2)), [3, 3], None)
    rec("repeat_interleave.self_int", T(3), 2, None)
    rec("permute", T(()), [])
    rec("view", T(1), [])
    rec("expand", T(()), [2, 2])
    rec("tensor_split.indices", T(3), [])


def aliases(rec):
    x = T((2, 2))
    rec("add.out", x, x, out=x)
    y = T((3,), F64)
    rec("mul.Tensor", y, y)
    z = T((2, 3), F64, "t")
    rec("add_.Tensor", z, z)
    rec("cat", [y, y, y])
    rec("index_put_", T((2, 2), I64), [torch.tensor([0, 1]), torch.tensor([0, 1])], torch.tensor(9))
    rec("is_set_to", x, x.clone())


def sizes_zero_and_one(rec):
    for layout in ["c", "t", "s"]:
        rec("add.Tensor", T((0, 3), F32, layout), T((1, 3)))
        rec("sum", T((2, 0), F64, "c"))
    rec("cat", [T((0, 2)), T((1, 2))])
    rec("stack", [T((0,)), T((0,))])
    rec("mm", T((0, 2)), T((2, 0)))
    rec("matmul", T((2, 0, 3)), T((3, 1)))
    rec("nonzero", T((0, 2)))
    rec("index_select", T((2, 3)), 0, torch.zeros(0, dtype=I64))
    rec("sort", T((0,)))
    rec("cumsum", T((0, 2), I64), 0)
    rec("all", T((0,), BOOL))
    rec("any", T((), BOOL))
    rec("reshape", T((0, 3)), [3, 0])
    rec("split.Tensor", T((0, 2)), 1)
    rec("unbind.int", T((1, 2)))
    rec("where", T((), BOOL))


def conjugates(rec):
    z = T((2, 3), C128, "t")
    negated = T((2, 3), C64).conj().imag  # negative bit set
    for conjugated in [z.conj(), negated]:
        for name in ["clone", "sum", "neg", "abs" if conjugated is negated else "view_as_real_copy"]:
            rec.exact(name, z if name == "view_as_real_copy" else conjugated)
        rec.exact("flip", conjugated, [0])
    rec.exact("add.Tensor", z.conj(), z)
    rec.exact("transpose.int", z.conj(), 0, 1)
    rec.exact("copy_", T((2, 3), C128), z.conj())
    rec.exact("copy_", z.clone().conj(), T((2, 3), C128, seed=3))
    rec.exact("index_select", z.conj(), 1, torch.tensor([2, 0]))
    rec.close("mm", z.conj(), z.mH)
    rec.close("bmm", T((1, 2, 3), C64).conj(), T((1, 3, 2), C64))
    rec.close("dot", T(3, C64).conj(), T(3, C64))
    rec.close("linalg_solve", (T((2, 2), C128) + 4 * torch.eye(2)).conj(), T((2, 1), C128))
    rec.exact("mul_.Tensor", negated.clone(), negated)
    rec.exact("mul_.Scalar", T((2, 2), C64).conj().imag, 2)
