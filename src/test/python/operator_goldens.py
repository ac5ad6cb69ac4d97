"""Records what PyTorch answers to calls of several hundred aten operators, for OperatorConformanceTest.

    python src/test/python/operator_goldens.py            (PyTorch 2.10.0, CPU; writes operators.jsonl.gz)

The calls are in operator_cases*.py. Inputs come from a formula, so the file is the same on every run.
"""

import importlib
import pathlib
import sys
import traceback

import torch

import golden_format

OUT = pathlib.Path(__file__).resolve().parents[1] / "resources" / "goldens" / "operators.jsonl.gz"
MODULES = ["operator_cases_pointwise", "operator_cases_shape", "operator_cases_math", "operator_cases_nn", "operator_cases_kinds"]


class Recorder:
    """Calls an operator through torch.ops and keeps the call as a golden case."""

    def __init__(self):
        self.cases = []
        self.failures = []

    def exact(self, name, *args, **kwargs):
        """A case whose result must agree to the bit: integers, copies, comparisons, correctly rounded arithmetic."""
        self._record(name, "exact", args, kwargs)

    def close(self, name, *args, **kwargs):
        """A case whose last bits may differ between builds of libtorch: vector maths, BLAS, order of summation."""
        self._record(name, "close", args, kwargs)

    def _record(self, name, tolerance, args, kwargs):
        try:
            self.cases.append(record(name, tolerance, args, kwargs))
        except Exception as e:  # all mistakes of the table are reported together
            self.failures.append(f"{name}: {type(e).__name__}: {str(e).splitlines()[0] if str(e) else e}")
            if "-v" in sys.argv:
                traceback.print_exc()


def overload(name):
    base, _, variant = name.partition(".")
    if not torch._C._dispatch_has_kernel(f"aten::{name}") and not torch._C._dispatch_find_schema_or_throw(f"aten::{base}", variant):
        raise ValueError("not an operator of the dispatcher")
    return getattr(getattr(torch.ops.aten, base), variant or "default")


def record(name, tolerance, args, kwargs):
    op = overload(name)
    schema = op._schema
    encoder = golden_format.Encoder()
    kinds = {a.name: str(a.real_type) for a in schema.arguments}
    encoded_args = [encoder.argument(v, str(a.real_type)) for v, a in zip(args, schema.arguments)]
    encoded_kwargs = {k: encoder.argument(v, kinds[k]) for k, v in kwargs.items()}
    written = written_tensors(schema, args, kwargs)
    returned = op(*map(unwrapped, args), **{k: unwrapped(v) for k, v in kwargs.items()})
    values = returned if len(schema.returns) > 1 else [] if not schema.returns else [returned]
    case = {
        "op": f"aten::{name}",
        "tensors": encoder.entries,
        "args": encoded_args,
        "kwargs": encoded_kwargs,
        "results": [encoder.result(v, str(r.real_type)) for v, r in zip(values, schema.returns)],
        "tol": tolerance,
    }
    if written:
        case["mutated"] = {str(encoder.position(t)): golden_format.output_tensor(t) for t in written}
    return case


def unwrapped(value):
    return [value.value] if isinstance(value, golden_format.One) else value


def written_tensors(schema, args, kwargs):
    found = []
    for i, a in enumerate(schema.arguments):
        if a.alias_info is None or not a.alias_info.is_write:
            continue
        value = args[i] if i < len(args) else kwargs.get(a.name)
        found += value if isinstance(value, (list, tuple)) else [] if value is None else [value]
    return found


def main():
    torch.set_num_threads(1)
    recorder = Recorder()
    for module in MODULES:
        importlib.import_module(module).add(recorder)
    golden_format.write_lines(OUT, recorder.cases)
    distinct = {c["op"] for c in recorder.cases}
    print(f"{len(recorder.cases)} cases of {len(distinct)} operators, {OUT.stat().st_size} bytes")
    for failure in recorder.failures:
        print("FAILED", failure)
    return 1 if recorder.failures else 0


if __name__ == "__main__":
    sys.exit(main())
