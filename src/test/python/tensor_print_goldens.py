"""Records str() of tensors, for TensorPrintConformanceTest.

    python src/test/python/tensor_print_goldens.py      (PyTorch 2.10.0; writes tensor_print.jsonl.gz)

One line each: {"tensor": tensor argument as in golden_format.py, "text": what str() gave}. PyTorch names neither the
device of a CPU tensor nor the default dtypes (float32, int64, bool, complex64), so these texts are its exact output
with default print options (precision 4, threshold 1000, edge items 3, line width 80).
"""

import pathlib
import sys

import torch

import golden_format
from golden_inputs import BF16, BOOL, C64, C128, F16, F32, F64, I8, I16, I32, I64, U8, T

OUT = pathlib.Path(__file__).resolve().parents[1] / "resources" / "goldens" / "tensor_print.jsonl.gz"
NAN, INF = float("nan"), float("inf")


def tensors():
    yield from (T((2, 3), dtype) for dtype in [F32, F64, F16, BF16, I8, I16, I32, I64, U8, BOOL, C64, C128])
    yield from (torch.tensor(v) for v in [2.5, -1.0, 0.0, 7, -3, True, 1 + 2j, 1e-8, 123456.789, 1e10, NAN, -INF])
    yield from (torch.zeros(s) for s in [(0,), (2, 0), (0, 3, 1)])
    yield torch.zeros(0, dtype=I64)
    yield torch.tensor([1.0, 2.0, 3.0])
    yield torch.tensor([1.0, 2.5, -3.0])
    yield torch.tensor([1.0, 1000.0, 100000.0])
    yield torch.tensor([1.0, 1e9])
    yield torch.tensor([1e-5, 1.0])
    yield torch.tensor([0.0001, 0.5])
    yield torch.tensor([1e-20, -1e20, 3.0], dtype=F64)
    yield torch.tensor([NAN, 1.0, INF, -INF])
    yield torch.tensor([NAN, INF])
    yield torch.tensor([NAN, 0.12345, -INF], dtype=F64)
    yield torch.tensor([1e8, 1.5])
    yield torch.tensor([99999999.0, 1.0])
    yield torch.tensor([-0.0, 0.0])
    yield torch.tensor([0.3333333, 0.6666667, 10.0])
    yield torch.tensor([1, -100, 1000000])
    yield torch.tensor([2**62, -1])
    yield torch.tensor([[True, False], [False, True]])
    yield torch.tensor([1 + 2j, -0.5 - 1e-5j])
    yield torch.tensor([complex(NAN, INF), 1j])
    yield torch.tensor([[1e5 + 1j, 2j]], dtype=C128)
    yield T((2, 2, 3), F32)
    yield T((2, 1, 2, 2), I32)
    yield T((2, 3), F32, "t")
    yield T((2, 3), F64, "e")
    yield T(40, F32)
    yield T(30, I64) * 1000
    yield T((2, 25), F64) * 100
    yield torch.arange(1000)
    yield torch.arange(1001)
    yield torch.arange(2000, dtype=F32) / 8
    yield torch.arange(40 * 50, dtype=F64).reshape(40, 50) - 1000
    yield torch.arange(12 * 11 * 10).reshape(12, 11, 10)
    yield torch.arange(3 * 400).reshape(3, 400) % 2 == 0
    yield torch.arange(1200, dtype=F32).to(BF16)
    yield torch.full((1500,), 1e-7)


def main():
    def entries():
        for tensor in tensors():
            yield {"tensor": golden_format.input_tensor(tensor), "text": str(tensor)}
    recorded = list(entries())
    golden_format.write_lines(OUT, recorded)
    print(f"{len(recorded)} texts, {OUT.stat().st_size} bytes")


if __name__ == "__main__":
    sys.exit(main())
