"""Records trajectories of torch.optim, learning rates, clipped gradients and loss scales, for the tests of dev.balboa.optim
and of GradScaler.

    python src/test/python/trajectory_goldens.py        (PyTorch 2.10.0, CPU; writes optim.jsonl.gz)

Nothing random. Parameters are weight [3, 4], bias [4] and sometimes [2, 3]; element i (C order) of parameter p begins as
sin(0.7 (i + 1) + p), and its gradient in step s is cos(0.3 (i + 1) + s + 2 p). `sometimes` has no gradient in steps 0
and 3. Lines, told apart by `kind`:

  trajectory  optimizer, settings, dtype, after: five steps, each {parameter: tensor}
  schedule    name, factors of the base rate for steps 0, 1, ...
  clip        p, max_norm, dtype, norm, gradients: {parameter: tensor} of step 1, clipped
  clip_value  value, dtype, gradients
  scaler      init, growth, backoff, interval, inf: whether a gradient is infinite in each step,
              scales and trackers after each update, values of the parameter (SGD, lr 1) after each step
"""

import math
import pathlib
import sys
import warnings

import torch
from torch.optim import lr_scheduler as lrs

import golden_format

OUT = pathlib.Path(__file__).resolve().parents[1] / "resources" / "goldens" / "optim.jsonl.gz"
SHAPES = {"weight": (3, 4), "bias": (4,), "sometimes": (2, 3)}
STEPS = 5
DTYPES = [torch.float32, torch.float64]


def filled(shape, function, dtype):
    n = math.prod(shape)
    return torch.tensor([function(i + 1) for i in range(n)], dtype=torch.float64).reshape(shape).to(dtype)


def parameters(dtype):
    return {name: filled(shape, lambda i, p=p: math.sin(0.7 * i + p), dtype).requires_grad_()
            for p, (name, shape) in enumerate(SHAPES.items())}


def set_gradients(named, step, dtype):
    for p, (name, tensor) in enumerate(named.items()):
        unused = name == "sometimes" and step in (0, 3)
        tensor.grad = None if unused else filled(tensor.shape, lambda i: math.cos(0.3 * i + step + 2 * p), dtype)


OPTIMIZERS = [
    ("sgd", dict(lr=0.1, momentum=0.0, weight_decay=0.0, nesterov=False)),
    ("sgd", dict(lr=0.1, momentum=0.9, weight_decay=0.0, nesterov=False)),
    ("sgd", dict(lr=0.1, momentum=0.9, weight_decay=0.05, nesterov=False)),
    ("sgd", dict(lr=0.1, momentum=0.9, weight_decay=0.05, nesterov=True)),
    ("adam", dict(lr=1e-3)),
    ("adam", dict(lr=0.1, betas=(0.8, 0.95), eps=1e-3, weight_decay=0.1)),
    ("adam", dict(lr=0.1, betas=(0.5, 0.6), eps=1e-8, weight_decay=0.0, amsgrad=True)),
    ("adamw", dict(lr=1e-3)),
    ("adamw", dict(lr=0.1, betas=(0.8, 0.95), eps=1e-3, weight_decay=0.3)),
    ("adamw", dict(lr=0.1, betas=(0.5, 0.6), eps=1e-8, weight_decay=0.1, amsgrad=True)),
    ("rmsprop", dict(lr=1e-2)),
    ("rmsprop", dict(lr=0.05, alpha=0.8, eps=1e-3, weight_decay=0.1, momentum=0.9)),
    ("rmsprop", dict(lr=0.05, alpha=0.9, centered=True, eps=1e-2)),
    ("rmsprop", dict(lr=0.05, alpha=0.9, centered=True, eps=1e-2, momentum=0.5, weight_decay=0.1)),
]
CLASSES = {"sgd": torch.optim.SGD, "adam": torch.optim.Adam, "adamw": torch.optim.AdamW, "rmsprop": torch.optim.RMSprop}


def trajectory(name, settings, dtype):
    named = parameters(dtype)
    optimizer = CLASSES[name](named.values(), **settings)
    used = {k: v for k, v in optimizer.defaults.items() if k in
            ("lr", "momentum", "weight_decay", "nesterov", "betas", "eps", "amsgrad", "alpha", "centered")}
    after = []
    for step in range(STEPS):
        set_gradients(named, step, dtype)
        optimizer.step()
        after.append({k: golden_format.output_tensor(v) for k, v in named.items()})
    return {"kind": "trajectory", "optimizer": name, "defaults": len(settings) == 1, "settings": used,
            "dtype": golden_format.dtype_name(dtype), "after": after}


SCHEDULES = {
    "cosine over 8": lambda o: lrs.CosineAnnealingLR(o, T_max=8),
    "step 3, gamma 0.5": lambda o: lrs.StepLR(o, step_size=3, gamma=0.5),
    "milestones 2, 5, gamma 0.1": lambda o: lrs.MultiStepLR(o, milestones=[2, 5], gamma=0.1),
    "linear 1 to 0.2 over 4": lambda o: lrs.LinearLR(o, start_factor=1.0, end_factor=0.2, total_iters=4),
    "linear 0.25 to 1 over 5": lambda o: lrs.LinearLR(o, start_factor=0.25, end_factor=1.0, total_iters=5),
    "warm-up from 0.1 over 3, then cosine over 6": lambda o: lrs.SequentialLR(
        o, [lrs.LinearLR(o, start_factor=0.1, total_iters=3), lrs.CosineAnnealingLR(o, T_max=6)], milestones=[3]),
}


def schedule(name, make, steps):
    optimizer = torch.optim.SGD([torch.zeros(1, requires_grad=True)], lr=1.0)
    scheduler = make(optimizer)
    factors = []
    for _ in range(steps):
        factors.append(optimizer.param_groups[0]["lr"])
        optimizer.step()
        scheduler.step()
    return {"kind": "schedule", "name": name, "factors": factors}


def clipped(dtype, clip):
    named = parameters(dtype)
    set_gradients(named, 1, dtype)
    result = clip(named.values())
    return {"dtype": golden_format.dtype_name(dtype),
            "gradients": {k: golden_format.output_tensor(v.grad) for k, v in named.items()}}, result


def clips():
    for dtype in DTYPES:
        for p in (0.5, 1.0, 2.0, 3.0, math.inf):
            for max_norm in (0.5, 1000.0):
                case, norm = clipped(dtype, lambda ps: torch.nn.utils.clip_grad_norm_(ps, max_norm, norm_type=p))
                yield {"kind": "clip", "p": str(p), "max_norm": max_norm, "norm": golden_format.output_tensor(norm)} | case
        case, _ = clipped(dtype, lambda ps: torch.nn.utils.clip_grad_value_(ps, 0.4))
        yield {"kind": "clip_value", "value": 0.4} | case


def scaler(init, growth, backoff, interval, infinite):
    w = torch.tensor([1.0, -2.0], requires_grad=True)
    optimizer = torch.optim.SGD([w], lr=1.0)
    made = torch.amp.GradScaler("cpu", init_scale=init, growth_factor=growth, backoff_factor=backoff, growth_interval=interval)
    scales, trackers, values = [], [], []
    for step, inf in enumerate(infinite):
        optimizer.zero_grad()
        factor = torch.tensor([math.inf if inf else 0.25, 0.5 + step])
        made.scale((w * factor).sum()).backward()
        made.step(optimizer)
        made.update()
        scales.append(made.get_scale())
        trackers.append(made._get_growth_tracker())
        values.append(w.tolist())
    return {"kind": "scaler", "init": init, "growth": growth, "backoff": backoff, "interval": interval,
            "inf": infinite, "scales": scales, "trackers": trackers, "values": values}


def cases():
    for name, settings in OPTIMIZERS:
        for dtype in DTYPES:
            yield trajectory(name, settings, dtype)
    for name, make in SCHEDULES.items():
        # CosineAnnealingLR rises again after T_max, where no step of a run falls
        yield schedule(name, make, 8 if "cosine" in name else 12)
    yield from clips()
    yield scaler(65536.0, 2.0, 0.5, 2000, [False, True, True, False, False])
    yield scaler(8.0, 3.0, 0.25, 2, [False, False, False, True, False, False, False, True])
    yield scaler(2.0**126, 4.0, 0.5, 1, [False, False, True, False])


def main():
    torch.set_num_threads(1)
    warnings.simplefilter("ignore")
    recorded = list(cases())
    golden_format.write_lines(OUT, recorded)
    print(f"{len(recorded)} cases, {OUT.stat().st_size} bytes")


if __name__ == "__main__":
    sys.exit(main())
