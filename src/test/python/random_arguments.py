"""Random, often wrong, arguments for aten operators."""

import torch

import golden_reader

REFUSED = ("Storage", "Stream", "__torch__", "RRef", "Future", "Any", "t", "Dict", "Tuple")
SHAPES = [(), (0,), (1,), (3,), (4,), (2, 3), (3, 3), (3, 2), (0, 3), (2, 0, 3), (2, 3, 4), (1, 2, 4), (1, 2, 4, 4),
          (2, 3, 4, 4), (1, 1, 3, 3, 3), (2, 2, 2, 2, 2)]
FLOATING = [torch.float32, torch.float64, torch.bfloat16, torch.float16]
INTEGRAL = [torch.int64, torch.int32, torch.int8, torch.int16, torch.uint8, torch.bool]
COMPLEX = [torch.complex64, torch.complex128]
INTS = [0, 1, 2, 3, 4, -1, -2, 5, 7, 100, -100, 10**6, 2**31, -(2**31), 2**63 - 1, -(2**63)]
FLOATS = [0.0, 1.0, 0.5, -1.0, 2.0, 1e30, -1e-30, float("nan"), float("inf"), -float("inf")]
STRINGS = ["mean", "sum", "none", "constant", "reflect", "fro", "", "floor", "trunc", "ij,jk->ik", "L", "U", "tanh",
           "amax", "max", "bilinear", "reduced", "complete", "left", "prod", "nuc", "ij", "same", "cpu", "x" * 300]


def every_operator():
    """Names without aten:: of all operators of the dispatcher's aten namespace."""
    names = {n.removeprefix("aten::") for n in torch._C._dispatch_get_all_op_names() if n.startswith("aten::")}
    return sorted(n for n in names if hasattr(torch.ops.aten, n.partition(".")[0]))


def operators():
    """Those whose arguments can be given from outside."""
    return [n for n in every_operator() if (op := overload(n)) is not None and callable_from_outside(op._schema)]


def overload(name):
    base, _, variant = name.partition(".")
    return getattr(getattr(torch.ops.aten, base), variant or "default", None)


def callable_from_outside(schema):
    return not any(part in REFUSED for a in schema.arguments for part in str(a.real_type).replace("]", "").split("[")) and \
        not any("__torch__" in str(a.real_type) for a in schema.arguments)


def call(chance, schema, goldens):
    """Arguments for one call: half the time, where there are any, recorded ones with one or two spoiled."""
    if goldens and chance.random() < 0.6:
        args, kwargs = golden_reader.call(chance.choice(goldens))
        kinds = {a.name: str(a.real_type) for a in schema.arguments}
        style = Style(chance, schema.name)
        for _ in range(chance.choice([1, 1, 1, 2, 3])):
            spot = chance.randrange(len(schema.arguments))
            argument = schema.arguments[spot]
            if spot < len(args):
                args[spot] = style.spoiled(args[spot], kinds[argument.name])
            else:
                kwargs[argument.name] = style.spoiled(kwargs.get(argument.name), kinds[argument.name])
        return args, kwargs
    style = Style(chance, schema.name)
    args, kwargs = [], {}
    for a in schema.arguments:
        if a.has_default_value() and chance.random() < 0.4 and (a.kwarg_only or not kwargs):
            if not a.kwarg_only:
                args.append(a.default_value)
            continue
        value = style.value(str(a.real_type))
        if a.kwarg_only:
            kwargs[a.name] = value
        else:
            args.append(value)
    return args, kwargs


class Style:
    """Keeps the tensors of one call related: one shape and one dtype, from which each may depart."""

    def __init__(self, chance, name):
        self.chance = chance
        self.shape = chance.choice(SHAPES)
        self.dtype = chance.choice([torch.float32] * 4 + FLOATING + [torch.int64, chance.choice(INTEGRAL), chance.choice(COMPLEX)])
        self.related = chance.choice([0.95, 0.8, 0.5])
        self.wild = chance.choice([0.02, 0.1, 0.3])
        self.sparse = any(word in name for word in ("spars", "coo", "csr", "coalesce", "to_dense", "indices", "values", "crow", "ccol"))
        self.quantized = any(word in name for word in ("quant", "q_", "int_repr"))

    def spoiled(self, value, kind):
        chance = self.chance
        if isinstance(value, torch.Tensor) and chance.random() < 0.6:
            return self.spoiled_tensor(value)
        if isinstance(value, list) and value and chance.random() < 0.6:
            changed = list(value)
            spot = chance.randrange(len(changed))
            action = chance.randrange(4)
            if action == 0:
                del changed[spot]
            elif action == 1:
                changed.append(changed[spot])
            elif isinstance(changed[spot], torch.Tensor):
                changed[spot] = self.spoiled_tensor(changed[spot])
            elif type(changed[spot]) is int:
                changed[spot] = chance.choice(INTS)
            return changed
        self.wild = 0.3
        return self.value(kind)

    def spoiled_tensor(self, x):
        chance = self.chance
        match chance.randrange(9):
            case 0:
                return x.to(chance.choice(FLOATING + INTEGRAL + COMPLEX))
            case 1:
                return x.unsqueeze(0)
            case 2:
                return x[..., :0] if x.dim() else x.reshape(1)[:0]
            case 3:
                return x.flatten()
            case 4:
                return x[0] if x.dim() and x.shape[0] else x
            case 5:
                return torch.cat([x, x]) if x.dim() else x.expand(2)
            case 6 if not x.is_floating_point() and not x.is_complex() and x.dtype != torch.bool:
                return torch.full_like(x, max(torch.iinfo(x.dtype).min, min(torch.iinfo(x.dtype).max, chance.choice(INTS))))
            case 6 if x.is_floating_point():
                return torch.full_like(x, chance.choice([float("nan"), float("inf"), 3e4, 0.0]))
            case 7:
                return x.transpose(0, -1) if x.dim() > 1 else x.new_empty(0)
        return self.tensor()

    def tensor(self, shape=None):
        chance = self.chance
        shape = shape if shape is not None else self.shape if chance.random() < self.related else chance.choice(SHAPES)
        dtype = self.dtype if chance.random() < self.related else chance.choice(FLOATING + INTEGRAL + [torch.int64] * 4 + COMPLEX)
        count = 1
        for d in shape:
            count *= d
        wide = chance.random() < 0.15 and len(shape) > 0
        x = self.elements(count * (2 if wide else 1), dtype)
        x = x.reshape(shape[:-1] + (2 * shape[-1],))[..., ::2] if wide else x.reshape(shape)
        if len(shape) > 1 and chance.random() < 0.15:
            x = x.transpose(0, -1)
        if shape and chance.random() < 0.05:
            x = x[:1].expand(x.shape) if x.shape[0] else x
        if dtype.is_complex and chance.random() < 0.3:
            x = x.conj()
        if dtype.is_floating_point and chance.random() < 0.1:
            x = x.requires_grad_() if x.is_leaf else x
        return self.exotic(x)

    def elements(self, count, dtype):
        chance = self.chance
        if dtype == torch.bool:
            return torch.tensor([chance.random() < 0.5 for _ in range(count)], dtype=dtype)
        if dtype.is_floating_point or dtype.is_complex:
            wild = chance.random() < self.wild
            return torch.tensor([chance.choice(FLOATS) if wild else chance.uniform(-2, 2) for _ in range(count)], dtype=dtype)
        info = torch.iinfo(dtype)
        top = chance.choice([1, 2, 3, 5])
        wild = chance.random() < self.wild
        values = [chance.choice(INTS) if wild else chance.randrange(top) for _ in range(count)]
        return torch.tensor([max(info.min, min(info.max, v)) for v in values], dtype=dtype)

    def exotic(self, x):
        if self.sparse and x.dim() and self.chance.random() < 0.5:
            try:
                return x.to_sparse() if self.chance.random() < 0.6 or x.dim() < 2 else x.to_sparse_csr()
            except RuntimeError:
                return x
        if self.quantized and x.dtype == torch.float32 and self.chance.random() < 0.5:
            return torch.quantize_per_tensor(x, 0.1, 3, torch.quint8)
        return x

    def value(self, kind):
        chance = self.chance
        if kind.startswith("Optional["):
            return None if chance.random() < 0.4 else self.value(kind[len("Optional["):-1])
        if kind.startswith("List["):
            inner = kind[len("List["):-1]
            count = chance.choice([0, 1, 2, 2, 2, 3, 3, 4, max(len(self.shape), 1)])
            return [self.value(inner) for _ in range(count)]
        match kind:
            case "Tensor":
                return self.tensor()
            case "int":
                return chance.choice(INTS) if chance.random() < max(self.wild, 0.1) else chance.choice([0, 1, 2, -1, 3])
            case "float":
                return chance.choice(FLOATS)
            case "bool":
                return chance.random() < 0.5
            case "number":
                return chance.choice([chance.choice(INTS), chance.choice(FLOATS), True, 1 - 2j, 2, 0.5])
            case "complex":
                return 1 + 2j
            case "str":
                return chance.choice(STRINGS)
            case "ScalarType":
                return chance.choice(FLOATING + INTEGRAL + COMPLEX)
            case "Layout":
                return chance.choice([torch.strided] * 6 + [torch.sparse_coo, torch.sparse_csr])
            case "Device":
                return torch.device(chance.choice(["cpu"] * 8 + ["meta", "cuda:0"]))
            case "MemoryFormat":
                return chance.choice([torch.contiguous_format, torch.channels_last, torch.preserve_format, torch.channels_last_3d])
            case "Generator":
                return torch.Generator()
        raise TypeError(kind)


def read(result):
    """Touches every element of the result, so that a view outside its storage is found out here."""
    if isinstance(result, torch.Tensor):
        if result.layout == torch.strided and result.device.type == "cpu" and result.numel() < 10**6:
            result.detach().clone()
    elif isinstance(result, (list, tuple)):
        for part in result:
            read(part)


def describe(args, kwargs):
    parts = [text(a) for a in args] + [f"{k}={text(v)}" for k, v in kwargs.items()]
    return "(" + ", ".join(parts) + ")"


def text(value):
    if isinstance(value, torch.Tensor):
        kind = str(value.dtype).removeprefix("torch.") + str(list(value.shape)).replace(" ", "")
        small = value.layout == torch.strided and not value.is_quantized and value.dtype == torch.int64 and 0 < value.numel() <= 4
        return kind + (str(value.tolist()).replace(" ", "") if small else "" if value.layout == torch.strided else str(value.layout)[6:])
    if isinstance(value, (list, tuple)):
        return "[" + ", ".join(text(v) for v in value) + "]"
    return repr(value) if not isinstance(value, str) else repr(value[:20])
