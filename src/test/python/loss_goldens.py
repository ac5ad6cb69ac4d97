"""Records losses and their gradients for LossGoldensTest, in float32 and float64 and with every reduction.

    python src/test/python/loss_goldens.py        (PyTorch 2.10.0; writes losses.jsonl.gz)

A line: `loss` (the Java class), `settings` (its components by name), `reduction`, `inputs`, the `value`, and `grads`,
one per input or null where an input has none. Tensors as in golden_format.py. The gradient is that of the value's
elements weighted with sin(i + 1) + 1.5 for element i.

PyTorch's own losses are called by their module classes. NT-Xent has none: here it is a log of sums over an explicit
list of the other rows, in the order of the paper's equation 1, without a mask and without a softmax.
"""

import pathlib
import sys

import torch
from golden_format import input_tensor, output_tensor, write_lines
from golden_inputs import F32, F64, T, index
from torch import nn

OUT = pathlib.Path(__file__).resolve().parents[1] / "resources" / "goldens"
REDUCTIONS = ["none", "mean", "sum"]


def nt_xent(temperature):
    def loss(z0, z1):
        rows = [z / torch.linalg.vector_norm(z) for z in [*z0, *z1]]
        count = len(rows)
        terms = []
        for i, row in enumerate(rows):
            partner = torch.dot(row, rows[(i + count // 2) % count]) / temperature
            others = torch.stack([torch.dot(row, rows[k]) / temperature for k in range(count) if k != i])
            terms.append(torch.logsumexp(others, 0) - partner)
        return torch.stack(terms).mean()

    return loss


def weights(settings, key, dtype):
    return torch.tensor(settings[key], dtype=dtype) if settings.get(key) else None


def cross_entropy(settings, reduction, dtype):
    return nn.CrossEntropyLoss(weight=weights(settings, "weight", dtype), ignore_index=settings.get("ignoreIndex", -100),
                               label_smoothing=settings.get("labelSmoothing", 0.0), reduction=reduction)


MAKE = {
    "CrossEntropyLoss": cross_entropy,
    "BceLoss": lambda s, r, d: nn.BCELoss(reduction=r),
    "BceWithLogitsLoss": lambda s, r, d: nn.BCEWithLogitsLoss(pos_weight=weights(s, "posWeight", d), reduction=r),
    "MseLoss": lambda s, r, d: nn.MSELoss(reduction=r),
    "L1Loss": lambda s, r, d: nn.L1Loss(reduction=r),
    "SmoothL1Loss": lambda s, r, d: nn.SmoothL1Loss(beta=s["beta"], reduction=r),
    "HuberLoss": lambda s, r, d: nn.HuberLoss(delta=s["delta"], reduction=r),
    "KlDivLoss": lambda s, r, d: nn.KLDivLoss(log_target=s["logTarget"], reduction=r),
    "CosineEmbeddingLoss": lambda s, r, d: nn.CosineEmbeddingLoss(margin=s["margin"], reduction=r),
    "TripletMarginLoss": lambda s, r, d: nn.TripletMarginLoss(margin=s["margin"], p=s["p"], eps=s["eps"], swap=s["swap"],
                                                              reduction=r),
}


def probabilities(shape, dtype, seed):
    return T(shape, dtype, seed=seed).softmax(-1)


def cases(dtype):
    """(loss, settings, inputs)"""
    logits, classes = T([5, 3], dtype, seed=1), index(5, 3)
    maps, labels = T([2, 3, 2, 2], dtype, seed=2), index([2, 2, 2], 3)
    weight = {"weight": [0.5, 2.0, 1.25]}
    some = classes.clone()
    some[1] = some[3] = -100
    zeros = torch.where(classes == 0, 0, classes)
    a, b = T([4, 3], dtype, seed=3), T([4, 3], dtype, seed=11)
    yield "CrossEntropyLoss", {}, [logits, classes]
    yield "CrossEntropyLoss", {}, [logits, some]
    yield "CrossEntropyLoss", {}, [logits[0], classes[0]]
    yield "CrossEntropyLoss", {}, [maps, labels]
    yield "CrossEntropyLoss", {}, [logits, probabilities([5, 3], dtype, 4)]
    yield "CrossEntropyLoss", weight, [logits, classes]
    yield "CrossEntropyLoss", weight | {"ignoreIndex": 0}, [logits, zeros]
    yield "CrossEntropyLoss", weight | {"labelSmoothing": 0.1}, [logits, some]
    yield "CrossEntropyLoss", {"labelSmoothing": 0.25}, [maps, labels]
    yield "CrossEntropyLoss", weight | {"labelSmoothing": 0.1}, [logits, probabilities([5, 3], dtype, 4)]
    yield "BceLoss", {}, [T([4, 3], dtype, domain="prob"), T([4, 3], dtype, seed=5, domain="prob")]
    yield "BceLoss", {}, [torch.tensor([0.0, 1.0, 0.0, 1.0], dtype=dtype), torch.tensor([0.0, 0.0, 1.0, 1.0], dtype=dtype)]
    yield "BceWithLogitsLoss", {}, [a, T([4, 3], dtype, seed=5, domain="prob")]
    yield "BceWithLogitsLoss", {}, [a * 100, T([4, 3], dtype, seed=5, domain="prob")]
    yield "BceWithLogitsLoss", {"posWeight": [0.5, 3.0, 1.0]}, [a, T([4, 3], dtype, seed=5, domain="prob")]
    yield "BceWithLogitsLoss", {"posWeight": [2.5]}, [a, T([4, 3], dtype, seed=5, domain="prob")]
    yield "MseLoss", {}, [a, b]
    yield "MseLoss", {}, [a[0, 0], b[0, 0]]
    yield "L1Loss", {}, [a, b]
    for beta in (1.0, 0.5, 0.0):
        yield "SmoothL1Loss", {"beta": beta}, [a, b]
    for delta in (1.0, 0.5):
        yield "HuberLoss", {"delta": delta}, [a, b]
    target = probabilities([4, 3], dtype, 6)
    some_zero = torch.where(torch.eye(4, 3) > 0, torch.zeros((), dtype=dtype), target)
    yield "KlDivLoss", {"logTarget": False}, [a.log_softmax(-1), target]
    yield "KlDivLoss", {"logTarget": False}, [a.log_softmax(-1), some_zero]
    yield "KlDivLoss", {"logTarget": True}, [a.log_softmax(-1), target.log()]
    sides = torch.tensor([1, -1, -1, 1])
    yield "CosineEmbeddingLoss", {"margin": 0.0}, [a, b, sides]
    yield "CosineEmbeddingLoss", {"margin": -0.5}, [a, b, sides.to(dtype)]
    yield "CosineEmbeddingLoss", {"margin": 0.0}, [a[0], b[0], sides[0]]
    c = T([4, 3], dtype, seed=19)
    plain = {"margin": 1.0, "p": 2.0, "eps": 1e-6, "swap": False}
    yield "TripletMarginLoss", plain, [a, b, c]
    yield "TripletMarginLoss", plain, [a[0], b[0], c[0]]
    yield "TripletMarginLoss", plain | {"margin": 0.25, "p": 1.0, "swap": True}, [a, b, c]


def contrastive(dtype):
    for n, temperature in ((2, 0.5), (5, 0.5), (5, 0.07), (5, 0.01)):
        yield "NtXent", {"temperature": temperature}, [T([n, 4], dtype, seed=1), T([n, 4], dtype, seed=8)]


def record(name, settings, reduction, inputs, function):
    leaves = [x.detach().clone().requires_grad_(x.is_floating_point()) for x in inputs]
    value = function(*leaves)
    factors = (torch.arange(value.numel(), dtype=F64) + 1).sin() + 1.5
    value.backward(factors.to(value.dtype).reshape(value.shape))
    return {
        "loss": name,
        "settings": settings,
        "reduction": reduction,
        "inputs": [input_tensor(x.contiguous().clone()) for x in inputs],
        "value": output_tensor(value),
        "grads": [None if x.grad is None else output_tensor(x.grad) for x in leaves],
    }


def main():
    torch.set_num_threads(1)
    lines = []
    for dtype in (F32, F64):
        for name, settings, inputs in cases(dtype):
            for reduction in REDUCTIONS:
                lines.append(record(name, settings, reduction, inputs, MAKE[name](settings, reduction, dtype)))
        for name, settings, inputs in contrastive(dtype):
            lines.append(record(name, settings, "mean", inputs, nt_xent(settings["temperature"])))
    write_lines(OUT / "losses.jsonl.gz", lines)
    print(f"{len(lines)} losses")


if __name__ == "__main__":
    sys.exit(main())
