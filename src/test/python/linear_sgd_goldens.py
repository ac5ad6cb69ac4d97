"""Records linear probes trained by torch.optim.SGD in float64, for LinearSgdTest.

    python src/test/python/linear_sgd_goldens.py        (PyTorch 2.10.0; writes linear_sgd.json)

Rows and classes are those of probe_goldens.py. A zero nn.Linear is trained on the mean cross entropy with a learning rate
of lr * batch_size / 256 on CosineAnnealingLR stepped per batch; the order of each epoch is torch.randperm of one
generator seeded once, the last batch short. With `standardize` the columns are brought to mean 0 and population
deviation 1 first, and the weights recorded are those of the columns as they were.
"""

import json
import pathlib

import torch
from probe_goldens import problem
from torch import nn

OUT = pathlib.Path(__file__).resolve().parents[1] / "resources" / "goldens" / "linear_sgd.json"
CASES = [
    {"rows": 60, "width": 4, "classes": 3, "lr": 0.5, "batch_size": 16, "epochs": 5, "momentum": 0.9,
     "weight_decay": 0.0, "standardize": False, "seed": 0},
    {"rows": 60, "width": 4, "classes": 3, "lr": 2.0, "batch_size": 7, "epochs": 4, "momentum": 0.9,
     "weight_decay": 0.01, "standardize": True, "seed": 5},
    {"rows": 40, "width": 3, "classes": 2, "lr": 1.0, "batch_size": 64, "epochs": 3, "momentum": 0.0,
     "weight_decay": 0.0, "standardize": True, "seed": 1},
]


def record(case):
    x, y = (torch.as_tensor(a) for a in problem(case["rows"], case["width"], case["classes"]))
    mean, scale = (x.mean(0), x.std(0, unbiased=False)) if case["standardize"] else (0 * x[0], 0 * x[0] + 1)
    x = (x - mean) / scale
    linear = nn.Linear(case["width"], case["classes"], dtype=torch.float64)
    nn.init.zeros_(linear.weight)
    nn.init.zeros_(linear.bias)
    batches = -(-case["rows"] // case["batch_size"])
    optimizer = torch.optim.SGD(linear.parameters(), case["lr"] * case["batch_size"] / 256,
                                momentum=case["momentum"], weight_decay=case["weight_decay"])
    schedule = torch.optim.lr_scheduler.CosineAnnealingLR(optimizer, case["epochs"] * batches)
    generator = torch.Generator().manual_seed(case["seed"])
    for _ in range(case["epochs"]):
        for batch in torch.randperm(case["rows"], generator=generator).split(case["batch_size"]):
            optimizer.zero_grad()
            nn.functional.cross_entropy(linear(x[batch]), y[batch]).backward()
            optimizer.step()
            schedule.step()
    weight = linear.weight.detach() / scale
    return case | {"weight": weight.tolist(), "bias": (linear.bias.detach() - weight @ mean).tolist()}


if __name__ == "__main__":
    OUT.write_text(json.dumps([record(case) for case in CASES], indent=1) + "\n")
