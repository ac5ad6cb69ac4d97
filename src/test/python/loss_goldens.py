"""Records torch.nn's losses, values and gradients, for LossGoldenTest.

    python src/test/python/loss_goldens.py        (PyTorch 2.10.0; writes goldens/losses.json)

Nothing random. x, y, z are [4, 5] with elements sin(0.7 * i + 1), cos(1.1 * i), sin(0.3 * i + 2) for i = 0, 1, ... in C
order; probabilities are their sigmoids, distributions their softmaxes over the last axis; classes are [3, 0, -100, 4],
signs [1, -1, 1, -1], weights of the classes [0.5, 1, 1.5, 2, 2.5]. The gradient is that of the sum of the loss with
respect to the first argument.
"""

import json
import pathlib

import torch
from torch import nn

OUT = pathlib.Path(__file__).resolve().parents[1] / "resources" / "goldens" / "losses.json"


def inputs(dtype):
    i = torch.arange(20, dtype=torch.float64)
    x, y, z = (f.reshape(4, 5).to(dtype) for f in (torch.sin(0.7 * i + 1), torch.cos(1.1 * i), torch.sin(0.3 * i + 2)))
    return x, y, z


def cases(dtype):
    x, y, z = inputs(dtype)
    classes = torch.tensor([3, 0, -100, 4])
    signs = torch.tensor([1, -1, 1, -1], dtype=dtype)
    weights = torch.tensor([0.5, 1, 1.5, 2, 2.5], dtype=dtype)
    log_p, q = x.log_softmax(1), y.softmax(1)
    for r in ("none", "mean", "sum"):
        yield f"mse {r}", nn.MSELoss(reduction=r), (x, y)
        yield f"l1 {r}", nn.L1Loss(reduction=r), (x, y)
        yield f"smooth l1 {r}", nn.SmoothL1Loss(reduction=r, beta=0.4), (x, y)
        yield f"huber {r}", nn.HuberLoss(reduction=r, delta=0.4), (x, y)
        yield f"bce {r}", nn.BCELoss(reduction=r), (x.sigmoid(), y.sigmoid())
        yield f"bce logits {r}", nn.BCEWithLogitsLoss(reduction=r, pos_weight=weights), (x, y.sigmoid())
        yield f"kl {r}", nn.KLDivLoss(reduction=r), (log_p, q)
        yield f"kl log {r}", nn.KLDivLoss(reduction=r, log_target=True), (log_p, q.log())
        yield f"cross entropy {r}", nn.CrossEntropyLoss(reduction=r), (x, classes)
        yield (
            f"cross entropy options {r}",
            nn.CrossEntropyLoss(reduction=r, label_smoothing=0.1, weight=weights, ignore_index=0),
            (x, torch.tensor([3, 0, 1, 4])),
        )
        yield f"cosine embedding {r}", nn.CosineEmbeddingLoss(reduction=r, margin=-0.2), (x, y, signs)
        yield f"triplet {r}", nn.TripletMarginLoss(reduction=r), (x, y, z)
        yield f"triplet swap {r}", nn.TripletMarginLoss(reduction=r, margin=2, p=3, swap=True), (x, y, z)
    yield "kl batch mean", nn.KLDivLoss(reduction="batchmean"), (log_p, q)


def main():
    found = {}
    for dtype in (torch.float64, torch.float32):
        for name, loss, arguments in cases(dtype):
            first = arguments[0].detach().clone().requires_grad_(True)
            value = loss(first, *arguments[1:])
            value.sum().backward()
            found[f"{name}, {str(dtype).removeprefix('torch.')}"] = {
                "value": value.detach().double().flatten().tolist(),
                "grad": first.grad.double().flatten().tolist(),
            }
    OUT.write_text(json.dumps(found) + "\n")
    print(OUT, OUT.stat().st_size, "bytes")


if __name__ == "__main__":
    main()
