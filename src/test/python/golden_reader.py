"""Reads golden cases back into Python values, as calls to repeat or to spoil."""

import base64
import gzip
import json

import torch


def tensor(entry):
    dtype = getattr(torch, entry["dtype"])
    raw = base64.b64decode(entry["data"])
    flat = torch.frombuffer(bytearray(raw), dtype=dtype).clone() if raw else torch.empty(0, dtype=dtype)
    view = flat.as_strided(entry["sizes"], entry["strides"], entry["offset"])
    view = view.conj() if entry.get("conj") else view
    return torch._neg_view(view) if entry.get("neg") else view


def value(tagged, tensors):
    if tagged is None:
        return None
    (tag, content), = tagged.items()
    match tag:
        case "t":
            return tensors[content]
        case "tensors":
            return [None if i is None else tensors[i] for i in content]
        case "f":
            return float(content) if content in ("nan", "inf", "-inf") else float.fromhex(content)
        case "c":
            return complex(*(value({"f": part}, tensors) for part in content))
        case "floats":
            return [value({"f": part}, tensors) for part in content]
        case "numbers":
            return [value(part, tensors) for part in content]
        case "dtype" | "layout" | "memory_format":
            return getattr(torch, content)
        case "device":
            return torch.device(content)
    return content


def call(case):
    """The positional and named arguments of a case, made afresh."""
    tensors = [tensor(entry) for entry in case["tensors"]]
    return [value(a, tensors) for a in case["args"]], {k: value(a, tensors) for k, a in case["kwargs"].items()}


def cases(path):
    with gzip.open(path, "rt") as lines:
        return [json.loads(line) for line in lines]
