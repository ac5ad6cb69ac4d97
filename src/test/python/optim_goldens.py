"""Records trajectories of torch.optim's optimisers and schedulers, for OptimizerGoldenTest and ScheduleGoldenTest.

    python src/test/python/optim_goldens.py        (PyTorch 2.10.0; writes goldens/optim.json)

Nothing random. Parameter `a` is [3, 4] and `b` is [5]; element i (C order) of parameter number t starts as
sin(0.7 * (i + 1) + t), and its gradient in step k (from 0) is cos(0.3 * (i + 1) + 0.9 * k + t) + 0.1 * w: it depends on
the value, so that a wrong step shows in all later ones. In step 2, `b` has no gradient. Ten steps are run, and the
values after steps 1, 5 and 10 are kept, in float64 and float32. The learning rate of step k is lr * (1 - k / 20).
"""

import json
import pathlib

import torch

OUT = pathlib.Path(__file__).resolve().parents[1] / "resources" / "goldens" / "optim.json"
STEPS, KEPT = 10, (1, 5, 10)

CASES = {
    "sgd": (torch.optim.SGD, dict(lr=0.1)),
    "sgd momentum decay": (torch.optim.SGD, dict(lr=0.1, momentum=0.9, weight_decay=0.05)),
    "sgd nesterov": (torch.optim.SGD, dict(lr=0.1, momentum=0.9, weight_decay=0.05, nesterov=True)),
    "adam": (torch.optim.Adam, dict(lr=0.01)),
    "adam options": (torch.optim.Adam, dict(lr=0.05, betas=(0.8, 0.95), eps=1e-3, weight_decay=0.1, amsgrad=True)),
    "adamw": (torch.optim.AdamW, dict(lr=0.01)),
    "adamw options": (torch.optim.AdamW, dict(lr=0.05, betas=(0.8, 0.95), eps=1e-3, weight_decay=0.2, amsgrad=True)),
    "rmsprop": (torch.optim.RMSprop, dict(lr=0.01)),
    "rmsprop options": (
        torch.optim.RMSprop,
        dict(lr=0.01, alpha=0.9, eps=1e-4, weight_decay=0.1, momentum=0.8, centered=True),
    ),
}


def start(t, shape):
    n = torch.Size(shape).numel()
    i = torch.arange(n, dtype=torch.float64)
    return torch.sin(0.7 * (i + 1) + t).reshape(shape)


def gradient(t, k, w):
    i = torch.arange(w.numel(), dtype=torch.float64)
    return torch.cos(0.3 * (i + 1) + 0.9 * k + t).reshape(w.shape).to(w.dtype) + 0.1 * w.detach()


def trajectory(make, options, dtype):
    parameters = [torch.nn.Parameter(start(t, shape).to(dtype)) for t, shape in enumerate([(3, 4), (5,)])]
    optimizer = make(parameters, foreach=False, **options)
    kept = {}
    for k in range(STEPS):
        for t, w in enumerate(parameters):
            w.grad = None if t == 1 and k == 2 else gradient(t, k, w)
        for group in optimizer.param_groups:
            group["lr"] = options["lr"] * (1 - k / 20)
        optimizer.step()
        if k + 1 in KEPT:
            kept[str(k + 1)] = [w.detach().double().flatten().tolist() for w in parameters]
    return kept


def rates(make, steps):
    w = torch.nn.Parameter(torch.zeros(1))
    optimizer = torch.optim.SGD([w], lr=1.0)
    schedule = make(optimizer)
    found = []
    for _ in range(steps):
        found.append(optimizer.param_groups[0]["lr"])
        optimizer.step()
        schedule.step()
    return found


def schedules():
    s = torch.optim.lr_scheduler
    return {
        "cosine 12": rates(lambda o: s.CosineAnnealingLR(o, 12), 12),
        "steps 3 7 0.1": rates(lambda o: s.MultiStepLR(o, [3, 7], 0.1), 12),
        "linear 1 0.2 8": rates(lambda o: s.LinearLR(o, 1.0, 0.2, 8), 12),
        # torch's LinearLR starts at start_factor; ours, as in the papers' code, at 1 / 4 of a warm-up of 4 steps
        "warmup 4 cosine 8": rates(
            lambda o: s.SequentialLR(o, [s.LinearLR(o, 0.25, 1.0, 3), s.CosineAnnealingLR(o, 8)], [4]), 12
        ),
    }


def clipped():
    found = []
    for p in (1.0, 2.0, 3.0, float("inf")):
        for limit in (0.5, 100.0):
            w = [torch.nn.Parameter(start(t, shape)) for t, shape in enumerate([(3, 4), (5,)])]
            for t, x in enumerate(w):
                x.grad = gradient(t, 0, x)
            norm = torch.nn.utils.clip_grad_norm_(w, limit, norm_type=p)
            found.append(
                {"p": str(p), "limit": limit, "norm": norm.item(), "grads": [x.grad.flatten().tolist() for x in w]}
            )
    return found


def main():
    optimizers = {
        name: {
            "float64": trajectory(make, options, torch.float64),
            "float32": trajectory(make, options, torch.float32),
        }
        for name, (make, options) in CASES.items()
    }
    OUT.write_text(json.dumps({"optimizers": optimizers, "schedules": schedules(), "clip_grad_norm": clipped()}) + "\n")
    print(OUT, OUT.stat().st_size, "bytes")


if __name__ == "__main__":
    main()
