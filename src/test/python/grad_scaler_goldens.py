"""Records torch.amp.GradScaler on the CPU for GradScalerTest.

    python src/test/python/grad_scaler_goldens.py        (PyTorch 2.10.0; writes goldens/grad_scaler.json)

Nothing random: w starts as [1, -2], the loss of step s is the sum of w times [0.25, 0.5 + s], infinite in the first element
where `inf` says so; SGD with rate 1. Kept are scale, growth tracker and w after each step.
grad_scaler_types.json has the type and values of a scaled loss of 1 for each floating-point type, 0-d and 1-d.
"""

import json
import math
import pathlib

import torch

OUT = pathlib.Path(__file__).resolve().parents[1] / "resources" / "goldens" / "grad_scaler.json"
TYPES = OUT.with_name("grad_scaler_types.json")


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
    return {"init": init, "growth": growth, "backoff": backoff, "interval": interval,
            "inf": infinite, "scales": scales, "trackers": trackers, "values": values}


def scaled(dtype, shape):
    loss = torch.ones(shape, dtype=dtype)
    out = torch.amp.GradScaler("cpu").scale(loss)
    return {"of": str(dtype)[6:], "dim": len(shape), "to": str(out.dtype)[6:], "values": [str(v) for v in out.flatten().tolist()]}


def main():
    kinds = [torch.float16, torch.bfloat16, torch.float32, torch.float64]
    types = [scaled(kind, shape) for kind in kinds for shape in ([], [2])]
    TYPES.write_text(json.dumps(types) + "\n")
    cases = [
        scaler(65536.0, 2.0, 0.5, 2000, [False, True, True, False, False]),
        scaler(8.0, 3.0, 0.25, 2, [False, False, False, True, False, False, False, True]),
        scaler(2.0**126, 4.0, 0.5, 1, [False, False, True, False]),
    ]
    OUT.write_text(json.dumps(cases) + "\n")
    print(len(cases), "cases,", OUT.stat().st_size, "bytes")


if __name__ == "__main__":
    main()
