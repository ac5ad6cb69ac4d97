"""Records what PyTorch's own functions answer to the calls of Balboa's methods, for MethodConformanceTest.

    python src/test/python/method_goldens.py              (PyTorch 2.10.0, CPU; writes methods.jsonl.gz)

operator_goldens.py asks the operators, this the methods on top of them: that each passes its arguments to the right
operator in the right places, with PyTorch's defaults. A case names the Java method and its arguments in Java's order;
the answer is that of the public Python function, never of torch.ops.
"""

import importlib
import pathlib
import re
import sys
import traceback

import torch

import golden_format
from method_arguments import Fields, Name, Seed, Shape

OUT = pathlib.Path(__file__).resolve().parents[1] / "resources" / "goldens" / "methods.jsonl.gz"
MODULES = ["method_cases_tensor", "method_cases_classes"]
HOMES = {
    "Tensor": [torch.Tensor, torch],
    "Functional": [torch.nn.functional],
    "Activations": [torch.nn.functional],
    "Pooling": [torch.nn.functional],
    "Vision": [torch.nn.functional],
    "Linalg": [torch.linalg],
    "Fft": [torch.fft],
    "Special": [torch.special],
}


class Encoder(golden_format.Encoder):
    """Java's argument types on top of the operators' ones."""

    def java(self, value):
        match value:
            case Shape():
                return {"shape": list(value)}
            case Seed():
                return {"generator": int(value)}
            case Name():
                return {"enum": str(value)}
            case Fields():
                return {"record": [self.java(v) for v in value]}
            case list() if value and all(isinstance(v, torch.Tensor) for v in value):
                return {"tensors": [self.position(v) for v in value]}
            case list():
                return {"ints": value}
            case _:
                return self.argument(value, "")


def python(value):
    match value:
        case Seed():
            return torch.Generator().manual_seed(int(value))
        case Name():
            return value.lower()
        case _:
            return value


def function_of(method):
    owner, name = method.split(".")
    snake = re.sub(r"(?<=[a-z0-9])([A-Z])", r"_\1", name).lower()
    for home in HOMES.get(owner, []):
        if hasattr(home, snake):
            return getattr(home, snake)
    raise ValueError(f"{method}: no function of that name, give one")


class Recorder:
    def __init__(self):
        self.cases = []
        self.failures = []

    def exact(self, method, *args, by=None):
        """A case whose result must agree to the bit."""
        self._record(method, "exact", args, by)

    def close(self, method, *args, by=None):
        """A case whose last bits may differ between builds of libtorch."""
        self._record(method, "close", args, by)

    def _record(self, method, tolerance, args, by):
        try:
            self.cases.append(record(method, tolerance, args, by or function_of(method)))
        except Exception as e:  # all mistakes of the table are reported together
            self.failures.append(f"{method}: {type(e).__name__}: {str(e).splitlines()[0] if str(e) else e}")
            if "-v" in sys.argv:
                traceback.print_exc()


def record(method, tolerance, args, function):
    encoder = Encoder()
    encoded = [encoder.java(v) for v in args]
    returned = function(*map(python, args))
    case = {"method": method, "tensors": encoder.entries, "args": encoded, "tol": tolerance}
    if method.endswith("_"):
        if returned is not args[0]:
            raise ValueError("an in-place method that does not return its tensor")
        return case | {"mutated": golden_format.output_tensor(args[0])}
    return case | {"result": answer(returned)}


def answer(value):
    if isinstance(value, torch.Tensor):
        return {"value": golden_format.output_tensor(value)}
    if isinstance(value, (list, tuple)):
        return {"values": [golden_format.output_tensor(v) for v in value]}
    return golden_format.scalar(value)


def main():
    torch.set_num_threads(1)
    recorder = Recorder()
    for module in MODULES:
        importlib.import_module(module).add(recorder)
    golden_format.write_lines(OUT, recorder.cases)
    distinct = {c["method"] for c in recorder.cases}
    print(f"{len(recorder.cases)} cases of {len(distinct)} methods, {OUT.stat().st_size} bytes")
    for failure in recorder.failures:
        print("FAILED", failure)
    return 1 if recorder.failures else 0


if __name__ == "__main__":
    sys.exit(main())
