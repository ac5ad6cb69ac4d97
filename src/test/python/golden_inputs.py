"""Small tensors from a formula: dyadic values, exact in bfloat16 too, distinct among any 23 neighbours."""

import math

import torch

F32, F64, F16, BF16 = torch.float32, torch.float64, torch.float16, torch.bfloat16
I8, I16, I32, I64, U8, BOOL = torch.int8, torch.int16, torch.int32, torch.int64, torch.uint8, torch.bool
C64, C128 = torch.complex64, torch.complex128

# numerator range (low, high) and denominator of each domain
DOMAINS = {"any": (-11, 8), "pos": (1, 8), "unit": (-11, 16), "prob": (1, 32), "big": (9, 8)}


def values(count, dtype, seed=0, domain="any"):
    low, denominator = DOMAINS[domain]
    k = (torch.arange(count) * 37 + seed * 17) % 23
    if dtype == BOOL:
        return k % 3 != 0
    if dtype == U8:
        return (k + 1).to(U8)
    if not dtype.is_floating_point and not dtype.is_complex:
        return (k + (low if low < 0 else 1)).to(dtype)
    real = (k + low).to(F64) / denominator
    if dtype.is_complex:
        return torch.complex(real, (((k * 5 + 3) % 23) + low).to(F64) / denominator).to(dtype)
    return real.to(dtype)


def T(shape, dtype=F32, layout="c", seed=0, domain="any"):
    """A tensor of the shape. Layouts: c contiguous, t last two dims transposed, s every second element from 1,
    e first dim expanded from 1, o starts inside a larger storage, r reversed dims, l channels last."""
    shape = [shape] if isinstance(shape, int) else list(shape)
    n = math.prod(shape)
    if not shape and layout in "ters":
        layout = "o"
    match layout:
        case "c":
            return values(n, dtype, seed, domain).reshape(shape)
        case "t" if len(shape) >= 2:
            swapped = shape[:-2] + [shape[-1], shape[-2]]
            return values(n, dtype, seed, domain).reshape(swapped).transpose(-1, -2)
        case "r" if len(shape) >= 2:
            return values(n, dtype, seed, domain).reshape(shape[::-1]).permute(*range(len(shape) - 1, -1, -1))
        case "s" | "t" | "r":
            wide = shape[:-1] + [2 * shape[-1] + 1]
            m = n // shape[-1] * wide[-1] if n else 0
            return values(m, dtype, seed, domain).reshape(wide)[..., 1::2]
        case "e":
            return values(math.prod(shape[1:]), dtype, seed, domain).reshape([1] + shape[1:]).expand(shape)
        case "o":
            return values(n + 3, dtype, seed, domain)[3:].reshape(shape)
        case "l":
            return T(shape, dtype, "c", seed, domain).to(memory_format=torch.channels_last)
    raise ValueError(layout)


def index(shape, limit, seed=0, dtype=I64):
    """Indices below the limit."""
    shape = [shape] if isinstance(shape, int) else list(shape)
    n = math.prod(shape)
    return ((torch.arange(n) * 7 + seed * 5 + 1) % limit).to(dtype).reshape(shape)


def empty_like_out(dtype=F32):
    """An out= argument that the operator has to resize."""
    return torch.empty(0, dtype=dtype)
