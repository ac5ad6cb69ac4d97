"""How the operator goldens are written: one JSON object per line, gzip, the same bytes on every run.

A case:
  op        "aten::add.Tensor"
  tensors   the tensor arguments, each once; an argument refers to one by its position here, so that the same
            tensor given twice (out= aliasing an input) stays one tensor
  args      positional arguments, tagged values
  kwargs    named arguments, tagged values
  results   what came back, in the order of the schema
  mutated   for arguments the schema writes to: position in `tensors` -> tensor after the call
  tol       "exact" or "close"

A tagged value is null or an object with one key:
  t: position in `tensors`   b: bool   i: int   f: hex float, "nan", "inf", "-inf"   c: [f, f]   s: string
  dtype, layout, device, memory_format: PyTorch's name without "torch."
  ints, floats, bools, strings: plain lists   numbers: list of tagged values   tensors: list of positions or nulls
A result is a tagged value where a tensor is {"value": tensor} plus, when it is the very tensor given as an argument,
"same": position; a list of tensors is {"values": [tensor, ...]}; an undefined tensor is null.

A tensor argument is its whole storage (base64 of the raw little-endian bytes) seen through sizes, strides and offset,
with the conjugate and negative bits. A tensor result is its elements in C order with both bits resolved; `strides`,
`conj` and `neg` tell how it came back.
"""

import base64
import ctypes
import gzip
import json
import math

import torch


def dtype_name(dtype):
    return str(dtype).removeprefix("torch.")


def storage_bytes(tensor):
    storage = tensor.untyped_storage()  # read by address: numpy() would make it one that out= cannot resize
    raw = ctypes.string_at(storage.data_ptr(), storage.nbytes()) if storage.nbytes() else b""
    return base64.b64encode(raw).decode()


def input_tensor(tensor):
    entry = {
        "dtype": dtype_name(tensor.dtype),
        "sizes": list(tensor.shape),
        "strides": list(tensor.stride()),
        "offset": tensor.storage_offset(),
        "data": storage_bytes(tensor),
    }
    return entry | bits(tensor)


def output_tensor(tensor):
    plain = tensor.detach().resolve_conj().resolve_neg()
    values = torch.empty(plain.shape, dtype=plain.dtype)
    values.copy_(plain)
    entry = {
        "dtype": dtype_name(tensor.dtype),
        "sizes": list(tensor.shape),
        "strides": list(tensor.stride()),
        "data": storage_bytes(values),
    }
    return entry | bits(tensor)


def bits(tensor):
    return ({"conj": True} if tensor.is_conj() else {}) | ({"neg": True} if tensor.is_neg() else {})


def number_text(value):
    if math.isnan(value) or math.isinf(value):
        return str(value)
    return value.hex()


def scalar(value):
    """The tagged form of anything that is not a tensor or a list."""
    match value:
        case None:
            return None
        case bool():
            return {"b": value}
        case int():
            return {"i": value}
        case float():
            return {"f": number_text(value)}
        case complex():
            return {"c": [number_text(value.real), number_text(value.imag)]}
        case str():
            return {"s": value}
        case torch.dtype():
            return {"dtype": dtype_name(value)}
        case torch.layout():
            return {"layout": dtype_name(value)}
        case torch.memory_format():
            return {"memory_format": dtype_name(value)}
        case torch.device():
            return {"device": str(value)}
    raise TypeError(f"no encoding for {value!r}")


LIST_TAGS = {
    "List[Tensor]": "tensors",
    "List[Optional[Tensor]]": "tensors",
    "List[int]": "ints",
    "List[float]": "floats",
    "List[bool]": "bools",
    "List[str]": "strings",
    "List[number]": "numbers",
}


class One:
    """A single number where the schema has int[1] and the like: recorded bare, though torch.ops wants it in a list."""

    def __init__(self, value):
        self.value = value


class Encoder:
    """Encodes the arguments of one call and remembers its tensors."""

    def __init__(self):
        self.tensors = []
        self.entries = []

    def position(self, tensor):
        for i, known in enumerate(self.tensors):
            if known is tensor:
                return i
        self.tensors.append(tensor)
        self.entries.append(input_tensor(tensor))
        return len(self.tensors) - 1

    def argument(self, value, schema_type):
        if isinstance(value, One):
            return scalar(value.value)
        if isinstance(value, torch.Tensor):
            return {"t": self.position(value)}
        if isinstance(value, (list, tuple)):
            return self.sequence(value, schema_type)
        return scalar(value)

    def sequence(self, values, schema_type):
        optional = schema_type.startswith("Optional[List")
        tag = LIST_TAGS[schema_type[len("Optional["):-1] if optional else schema_type]
        if tag == "tensors":
            return {tag: [None if v is None else self.position(v) for v in values]}
        if tag == "numbers":
            return {tag: [scalar(v) for v in values]}
        if tag == "floats":
            return {tag: [number_text(float(v)) for v in values]}
        return {tag: list(values)}

    def result(self, value, schema_type):
        if isinstance(value, torch.Tensor):
            entry = {"value": output_tensor(value)}
            same = [i for i, known in enumerate(self.tensors) if known is value]
            return entry | ({"same": same[0]} if same else {})
        if isinstance(value, (list, tuple)):
            if LIST_TAGS[schema_type] == "tensors":
                return {"values": [output_tensor(v) for v in value]}
            return self.sequence(value, schema_type)
        if schema_type == "ScalarType" and isinstance(value, int):
            return {"dtype": dtype_name(SCALAR_TYPES[value])}
        return scalar(value)


SCALAR_TYPES = {
    0: torch.uint8, 1: torch.int8, 2: torch.int16, 3: torch.int32, 4: torch.int64, 5: torch.float16,
    6: torch.float32, 7: torch.float64, 9: torch.complex64, 10: torch.complex128, 11: torch.bool, 15: torch.bfloat16,
}


def write_lines(path, objects):
    with open(path, "wb") as raw, gzip.GzipFile(fileobj=raw, mode="wb", compresslevel=9, mtime=0, filename="") as out:
        for entry in objects:
            out.write(json.dumps(entry, separators=(",", ":")).encode() + b"\n")
