"""Records gradients and double-backward gradients of small float64 programs, for AutogradConformanceTest.

    python src/test/python/autograd_goldens.py          (PyTorch 2.10.0, CPU; writes autograd.jsonl.gz)

A case is a program: `steps` of [operator, args, kwargs], each appending its results to the values, which begin with
`tensors` (format of golden_format.py). `inputs` are the positions that need a gradient, `output` the position of the
result, `seed` the position of the gradient that flows in. `first` are the gradients of the inputs (null: unused),
`second` those of the sum of the squares of the first (null where the first do not depend on the inputs).
"""

import pathlib
import sys

import torch

import golden_format
from golden_inputs import F64, T, index
from operator_goldens import overload

OUT = pathlib.Path(__file__).resolve().parents[1] / "resources" / "goldens" / "autograd.jsonl.gz"


class Program:
    """Runs operators and writes down what it runs."""

    def __init__(self, name, inputs, constants=()):
        self.name = name
        self.values = [t.clone().requires_grad_() if t.is_contiguous() else t.detach().requires_grad_() for t in inputs]
        self.inputs = list(range(len(inputs)))
        self.values += list(constants)
        self.encoder = golden_format.Encoder()
        for value in self.values:
            self.encoder.position(value)
        self.steps = []

    def call(self, name, *args, **kwargs):
        """Values are given as Ref; returns a Ref to the (first) result, or a list of them for several."""
        schema = overload(name)._schema
        kinds = {a.name: str(a.real_type) for a in schema.arguments}
        encoded = [self.encode(v, str(a.real_type)) for v, a in zip(args, schema.arguments)]
        named = {k: self.encode(v, kinds[k]) for k, v in kwargs.items()}
        result = overload(name)(*map(self.plain, args), **{k: self.plain(v) for k, v in kwargs.items()})
        self.steps.append([f"aten::{name}", encoded, named])
        results = list(result) if isinstance(result, (tuple, list)) else [result]
        first = len(self.values)
        self.values += results
        refs = [Ref(first + i) for i in range(len(results))]
        return refs if isinstance(result, (tuple, list)) else refs[0]

    def plain(self, value):
        if isinstance(value, Ref):
            return self.values[value.position]
        if isinstance(value, (list, tuple)):
            return [self.plain(v) for v in value]
        return value

    def encode(self, value, kind):
        if isinstance(value, Ref):
            return {"t": value.position}
        if isinstance(value, (list, tuple)) and "Tensor" in kind:
            return {"tensors": [None if v is None else v.position for v in value]}
        return self.encoder.argument(value, kind)

    def case(self, output):
        result = self.values[output.position]
        seed = T(list(result.shape), result.dtype, seed=9)
        tensors = self.encoder.entries + [golden_format.input_tensor(seed)]
        inputs = [self.values[i] for i in self.inputs]
        first = torch.autograd.grad(result, inputs, seed, create_graph=True, allow_unused=True)
        squares = [(g * g.conj()).real.sum() if g.is_complex() else (g * g).sum() for g in first if g is not None]
        total = torch.stack(squares).sum()
        second = torch.autograd.grad(total, inputs, allow_unused=True) if total.requires_grad else None
        return {
            "name": self.name,
            "tensors": tensors,
            "inputs": self.inputs,
            "seed": len(tensors) - 1,
            "steps": self.steps,
            "output": output.position,
            "value": golden_format.output_tensor(result),
            "first": [optional(g) for g in first],
            "second": second and [optional(g) for g in second],
        }


class Ref:
    """A value of the program."""

    def __init__(self, position):
        self.position = position


def optional(tensor):
    return None if tensor is None else golden_format.output_tensor(tensor)


def single(name, inputs, *args, constants=(), label=None, pick=None, **kwargs):
    """A program of one operator. `args` after the inputs; Ref where a constant goes."""
    program = Program(label or name, inputs, constants)
    result = program.call(name, *[Ref(i) for i in range(len(inputs))], *args, **kwargs)
    return program.case(result if pick is None else result[pick])


UNARY = {"any": "sin cos tanh sigmoid exp expm1 square erf silu gelu softplus atan sinh asinh mish log_sigmoid".split(),
         "pos": "sqrt rsqrt log log1p log2 reciprocal lgamma".split(), "unit": "asin acos atanh erfinv".split()}


def cases():
    for domain, names in UNARY.items():
        for i, name in enumerate(names):
            yield single(name, [T((2, 3), F64, ["c", "t", "s"][i % 3], i, domain)])
    yield from binary()
    yield from reductions_and_shapes()
    yield from algebra()
    yield from networks()
    yield from compositions()


def binary():
    a, b = T((2, 3), F64, "t"), T(3, F64, "s", 2, "pos")
    for name in ["add.Tensor", "sub.Tensor", "mul.Tensor", "div.Tensor", "atan2", "hypot", "logaddexp", "maximum"]:
        yield single(name, [a, b])
    yield single("pow.Tensor_Tensor", [a.abs() + 0.5, b])
    yield single("pow.Tensor_Scalar", [a], 3)
    yield single("addcmul", [a, b, T((2, 1), F64)], value=0.5)
    yield single("addcdiv", [a, T((2, 1), F64), b], value=2)
    yield single("lerp.Tensor", [a, b, T((2, 3), F64, "c", 4)])
    yield single("clamp", [a], -0.7, 0.4)
    yield single("abs", [T(3, torch.complex128)], label="abs of complex numbers")
    yield single("mul.Tensor", [T(3, torch.complex128), T(3, torch.complex128, "c", 2)], label="product of complex numbers")


def reductions_and_shapes():
    x = T((3, 4), F64, "t")
    yield single("sum.dim_IntList", [x], [1], True)
    yield single("mean.dim", [x], [0])
    yield single("prod", [T(4, F64, "c", 3, "pos")])
    yield single("var.correction", [x], [1], correction=1)
    yield single("std.correction", [x], [0], correction=0)
    yield single("logsumexp", [x], [1])
    yield single("softmax.int", [x], 1)
    yield single("log_softmax.int", [x], 0)
    yield single("cumsum", [x], 1)
    yield single("cumprod", [x + 2], 1)
    yield single("max.dim", [x], 1, pick=0)
    yield single("topk", [x], 2, pick=0)
    yield single("sort", [x], 0, pick=0)
    yield single("linalg_vector_norm", [x], 3, [1])
    yield cat_case()
    yield single("index_select", [x], 1, Ref(1), constants=[torch.tensor([3, 0, 0])])
    yield single("gather", [x], 1, Ref(1), constants=[index((3, 2), 4)])
    yield single("index.Tensor", [x], [None, Ref(1)], constants=[torch.tensor([1, 1, 2])])
    yield single("scatter_add", [x], 0, Ref(1), Ref(2), constants=[torch.tensor([[0, 0, 2, 0]]), T((1, 4), F64)])
    yield single("expand", [T((3, 1), F64)], [2, 3, 4])
    yield single("diagonal", [x])
    yield single("constant_pad_nd", [x], [1, 0, 0, 2], 1.0)
    yield single("as_strided", [T(8, F64)], [2, 3], [3, 1], 1)


def cat_case():
    program = Program("cat", [T((2, 3), F64, "t"), T((1, 3), F64)])
    return program.case(program.call("square", program.call("cat", [Ref(0), Ref(1)], 0)))


def algebra():
    a = T((3, 3), F64, "t") + 4 * torch.eye(3, dtype=F64)
    p = a @ a.T
    yield single("mm", [T((2, 3), F64, "t"), T((3, 2), F64)])
    yield single("matmul", [T((2, 2, 3), F64), T(3, F64)])
    yield single("addmm", [T(2, F64), T((2, 3), F64), T((3, 2), F64, "t")], beta=0.5, alpha=2)
    yield single("baddbmm", [T((1, 2, 2), F64), T((1, 2, 3), F64), T((1, 3, 2), F64)])
    yield single("linalg_inv", [a])
    yield single("linalg_solve", [a, T((3, 2), F64)])
    yield single("linalg_det", [a])
    yield single("linalg_slogdet", [a], pick=1)
    yield single("linalg_cholesky", [p])
    yield single("linalg_eigvalsh", [p])
    yield single("linalg_svdvals", [T((3, 2), F64)])
    yield single("fft_rfft", [T(6, F64)])


def networks():
    x, w, b = T((2, 3, 4, 4), F64), T((2, 3, 3, 3), F64, "c", 1), T(2, F64)
    yield single("conv2d", [x, w, b], [2, 2], [1, 1])
    yield single("conv_transpose2d.input", [T((1, 2, 3, 3), F64), T((2, 2, 2, 2), F64)], None, [2, 2])
    yield single("linear", [T((2, 3), F64), T((4, 3), F64), T(4, F64)])
    yield single("batch_norm", [T((3, 2, 2), F64), T(2, F64), T(2, F64)], None, None, True, 0.1, 1e-5, False)
    yield single("layer_norm", [T((2, 4), F64, "t")], [4])
    yield single("group_norm", [T((2, 4, 3), F64)], 2)
    yield single("avg_pool2d", [x], [2, 2])
    yield single("max_pool2d", [x], [2, 2])
    yield single("adaptive_avg_pool2d", [x], [1, 1])
    yield single("upsample_bilinear2d", [T((1, 1, 3, 3), F64)], [5, 4], False)
    yield single("cross_entropy_loss", [T((3, 4), F64, "t")], Ref(1), constants=[torch.tensor([1, 3, 0])])
    yield single("binary_cross_entropy_with_logits", [T((3, 4), F64)], Ref(1), constants=[T((3, 4), F64, domain="prob")])
    yield single("smooth_l1_loss", [T(5, F64), T(5, F64, "c", 3)], 1, 0.5)
    yield single("cosine_similarity", [T((2, 3), F64), T((2, 3), F64, "t", 1)], 1, 1e-8)
    yield single("embedding", [T((4, 3), F64)], Ref(1), constants=[torch.tensor([1, 1, 3])])
    yield single("_scaled_dot_product_attention_math", [T((1, 1, 3, 2), F64, "c", i) for i in range(3)], pick=0)


def compositions():
    p = Program("two-layer perceptron with cross entropy", [T((3, 4), F64), T((5, 4), F64, "t", 1), T(5, F64), T((2, 5), F64, "c", 2)], [torch.tensor([1, 0, 1])])
    hidden = p.call("tanh", p.call("linear", Ref(0), Ref(1), Ref(2)))
    yield p.case(p.call("cross_entropy_loss", p.call("linear", hidden, Ref(3)), Ref(4)))

    p = Program("negative cosine with a stopped gradient", [T((3, 4), F64, "t"), T((3, 4), F64, "c", 3)])
    yield p.case(p.call("mean", p.call("cosine_similarity", Ref(0), p.call("detach", Ref(1)), 1)))

    p = Program("in-place on a part", [T((3, 4), F64)])
    y = p.call("mul.Tensor", Ref(0), 2.0)
    p.call("mul_.Tensor", p.call("select.int", y, 0, 1), p.call("sin", p.call("select.int", Ref(0), 0, 2)))
    yield p.case(p.call("square", y))

    p = Program("a value used three times", [T(4, F64)])
    y = p.call("exp", Ref(0))
    yield p.case(p.call("add.Tensor", p.call("mul.Tensor", y, y), p.call("sin", y)))

    p = Program("normalised Gram matrix", [T((3, 4), F64)])
    n = p.call("div.Tensor", Ref(0), p.call("linalg_vector_norm", Ref(0), 2, [1], True))
    yield p.case(p.call("logsumexp", p.call("mm", n, p.call("transpose.int", n, 0, 1)), [1]))

    p = Program("convolution, batch norm, relu, pooling", [T((2, 2, 4, 4), F64), T((3, 2, 3, 3), F64, "c", 1), T(3, F64), T(3, F64, "c", 2)])
    y = p.call("conv2d", Ref(0), Ref(1), None, [1, 1], [1, 1])
    y = p.call("relu", p.call("batch_norm", y, Ref(2), Ref(3), None, None, True, 0.1, 1e-5, False))
    yield p.case(p.call("flatten.using_ints", p.call("adaptive_avg_pool2d", y, [1, 1]), 1))

    p = Program("split and join", [T((4, 3), F64, "t")])
    first, second = p.call("split.Tensor", Ref(0), 2)
    yield p.case(p.call("cat", [p.call("mul.Tensor", first, second), p.call("exp", second)], 1))


def main():
    torch.set_num_threads(1)
    recorded = list(cases())
    golden_format.write_lines(OUT, recorded)
    print(f"{len(recorded)} programs, {sum(c['second'] is not None for c in recorded)} with a second derivative, {OUT.stat().st_size} bytes")


if __name__ == "__main__":
    sys.exit(main())
