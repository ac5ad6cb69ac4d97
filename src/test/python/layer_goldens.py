"""Records forward, backward and buffers of the layers of torch.nn, for LayerConformanceTest.

    python src/test/python/layer_goldens.py         (PyTorch 2.10.0; writes layers.jsonl.gz)

One line per layer and element type: `name`, `dtype`, `training`, `state` before the call (key -> tensor), `inputs`,
`output`, `upstream` (the gradient of the output), `input_gradients` (null for integers), `gradients` (key -> tensor, null if unused) and
`after` (key -> buffer after the call). Tensors as in golden_format.py. The parameters are PyTorch's initial values plus
normal numbers times 0.2, so that no scale is 1 and no bias 0.
"""

import pathlib
import sys

import torch
from torch import nn

from golden_format import output_tensor, write_lines

OUT = pathlib.Path(__file__).resolve().parents[1] / "resources" / "goldens"


def optional(tensor):
    return None if tensor is None else output_tensor(tensor)


class Case:
    def __init__(self, name, make, *inputs, call=None, training=True):
        self.name, self.make, self.inputs, self.training = name, make, inputs, training
        self.call = call or (lambda layer, *values: layer(*values))

    def record(self, seed, dtype):
        torch.manual_seed(seed)
        layer = self.make().double()
        values = [v if isinstance(v, torch.Tensor) else torch.randn(*v, dtype=torch.float64) for v in self.inputs]
        with torch.no_grad():
            for p in layer.parameters():
                p.add_(0.2 * torch.randn_like(p))
            for name, b in layer.named_buffers():
                if name.endswith("running_mean"):
                    b.add_(0.3 * torch.randn_like(b))
                if name.endswith("running_var"):
                    b.add_(torch.rand_like(b))
        layer.to(dtype).train(self.training)
        values = [v.detach().clone().to(dtype).requires_grad_(True) if v.is_floating_point() else v for v in values]
        state = {k: output_tensor(v) for k, v in layer.state_dict().items()}
        output = self.call(layer, *values)
        upstream = torch.randn(output.shape, dtype=torch.float64).to(dtype)
        output.backward(upstream)
        return {
            "name": self.name,
            "dtype": str(dtype).removeprefix("torch."),
            "training": self.training,
            "state": state,
            "inputs": [output_tensor(v) for v in values],
            "output": output_tensor(output),
            "upstream": output_tensor(upstream),
            "input_gradients": [optional(v.grad) for v in values],
            "gradients": {k: optional(p.grad) for k, p in layer.named_parameters()},
            "after": {k: output_tensor(b) for k, b in layer.named_buffers()},
        }


def activations():
    x = torch.cat([torch.linspace(-25, 25, 21), torch.linspace(-3.3, 3.1, 19)]).double().reshape(2, 4, 5)
    for name, make in {
        "Gelu": nn.GELU,
        "Gelu tanh": lambda: nn.GELU(approximate="tanh"),
        "Silu": nn.SiLU,
        "LeakyRelu": nn.LeakyReLU,
        "LeakyRelu 0.3": lambda: nn.LeakyReLU(0.3),
        "Elu": nn.ELU,
        "Elu 0.5": lambda: nn.ELU(0.5),
        "Celu 0.7": lambda: nn.CELU(0.7),
        "Selu": nn.SELU,
        "Softplus": nn.Softplus,
        "Softplus 2 3": lambda: nn.Softplus(2, 3),
        "Mish": nn.Mish,
        "Hardswish": nn.Hardswish,
        "Hardsigmoid": nn.Hardsigmoid,
        "Hardtanh": nn.Hardtanh,
        "Relu": nn.ReLU,
        "Relu6": nn.ReLU6,
        "Sigmoid": nn.Sigmoid,
        "LogSigmoid": nn.LogSigmoid,
        "Tanh": nn.Tanh,
        "Softmax 1": lambda: nn.Softmax(1),
        "LogSoftmax last": lambda: nn.LogSoftmax(-1),
        "Glu 1": lambda: nn.GLU(1),
        "PRelu": nn.PReLU,
        "PRelu 4": lambda: nn.PReLU(4),
    }.items():
        yield Case(name, make, x)


def attention():
    additive = torch.linspace(-1, 1, 12).double().reshape(3, 4)
    hidden = torch.tensor([[False, True, False, False], [False, False, False, True], [True, False, False, False]])
    per_head = torch.linspace(-2, 1, 48).double().reshape(4, 3, 4)
    padding = torch.tensor([[False, False, False, True], [False, True, False, False]])
    triangle = torch.triu(torch.ones(4, 4, dtype=torch.bool), 1)
    first = {"batch_first": True}

    def attend(**how):
        def call(layer, q, k, v):
            weights = {n: m.to(q.dtype) if m.is_floating_point() else m for n, m in how.items()}
            return layer(q, k, v, need_weights=False, **weights)[0]
        return call

    def self_attend(layer, x):
        return layer(x, x, x, need_weights=False)[0]

    yield Case("MultiheadAttention self", lambda: nn.MultiheadAttention(6, 2), (4, 2, 6), call=self_attend)
    yield Case("MultiheadAttention self batch first", lambda: nn.MultiheadAttention(6, 3, **first), (2, 4, 6),
               call=self_attend)
    yield Case("MultiheadAttention self no bias", lambda: nn.MultiheadAttention(6, 2, bias=False), (4, 2, 6),
               call=self_attend, training=False)
    yield Case("MultiheadAttention self causal", lambda: nn.MultiheadAttention(6, 2, **first), (2, 4, 6),
               call=lambda layer, x: layer(x, x, x, need_weights=False, attn_mask=triangle, is_causal=True)[0])
    cross = (2, 3, 6), (2, 4, 6), (2, 4, 6)
    make = lambda: nn.MultiheadAttention(6, 2, **first)
    yield Case("MultiheadAttention cross", make, *cross, call=attend())
    yield Case("MultiheadAttention cross additive mask", make, *cross, call=attend(attn_mask=additive))
    yield Case("MultiheadAttention cross bool mask", make, *cross, call=attend(attn_mask=hidden))
    yield Case("MultiheadAttention cross mask per head", make, *cross, call=attend(attn_mask=per_head))
    yield Case("MultiheadAttention cross padding and mask", make, *cross,
               call=attend(attn_mask=hidden[[1, 1, 2]], key_padding_mask=padding))
    yield Case("MultiheadAttention other widths", lambda: nn.MultiheadAttention(6, 2, kdim=5, vdim=3),
               (3, 2, 6), (4, 2, 5), (4, 2, 3), call=attend())
    yield Case("MultiheadAttention weights", make, *cross,
               call=lambda layer, q, k, v: layer(q, k, v, average_attn_weights=False)[1])

    def encoder(**how):
        return lambda: nn.TransformerEncoderLayer(6, 2, 8, dropout=0.0, **how)

    yield Case("TransformerEncoderLayer", encoder(), (4, 2, 6))
    yield Case("TransformerEncoderLayer eval", encoder(batch_first=True), (2, 4, 6), training=False)
    yield Case("TransformerEncoderLayer norm first gelu", encoder(norm_first=True, batch_first=True, activation="gelu",
               layer_norm_eps=1e-6), (2, 4, 6))
    yield Case("TransformerEncoderLayer no bias", encoder(bias=False), (4, 2, 6))
    yield Case("TransformerEncoderLayer causal padding", encoder(batch_first=True), (2, 4, 6),
               call=lambda layer, x: layer(x, src_mask=triangle, src_key_padding_mask=padding))


def norms():
    yield Case("LayerNorm", lambda: nn.LayerNorm(6), (2, 4, 6))
    yield Case("LayerNorm two dimensions", lambda: nn.LayerNorm((4, 6), eps=1e-3), (2, 4, 6))
    yield Case("LayerNorm no bias", lambda: nn.LayerNorm(6, bias=False), (2, 6))
    yield Case("LayerNorm no affine", lambda: nn.LayerNorm(6, elementwise_affine=False), (2, 6), training=False)


def cases():
    yield from activations()
    yield from attention()
    yield from norms()


def main():
    torch.set_num_threads(1)
    lines = [case.record(seed, dtype) for seed, case in enumerate(cases()) for dtype in (torch.float32, torch.float64)]
    write_lines(OUT / "layers.jsonl.gz", lines)
    print(f"{len(lines)} recordings, {(OUT / 'layers.jsonl.gz').stat().st_size} bytes")


if __name__ == "__main__":
    sys.exit(main())
