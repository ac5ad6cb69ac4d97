"""Records outputs and gradients of torch.nn's layers, for LayerGoldenTest.

    python src/test/python/more_layer_goldens.py        (PyTorch 2.10.0; writes goldens/more_layers.json)

Nothing random but what dropout draws, from seed 7. Element i (C order) of input number t is sin(0.37 * (i + 1) + t), that of trained parameter number t of
the state dict is sin(0.37 * (i + 1) + t + 10) / 2; both are computed in float64 and then converted. Buffers keep the
layer's initial values. Integer inputs hold (5 * i + 3) mod n. The gradients are those of
sum(output * cos(0.23 * (i + 1))) with respect to every floating-point input and every parameter.

A case is a name, a layer, the shapes of its inputs and, where the call needs more than the inputs, the call.
"""

import json
import math
import pathlib

import torch
from torch import nn

OUT = pathlib.Path(__file__).resolve().parents[1] / "resources" / "goldens" / "more_layers.json"
DIGITS = {torch.float64: 14, torch.float32: 7}

CASES = {}


def case(name, layer, *shapes, call=None, train=True, integers=None):
    CASES[name] = dict(layer=layer.train(train), shapes=shapes, call=call, integers=integers)


def tables_and_other_norms():
    case("group norm", nn.GroupNorm(2, 4), (2, 4, 3))
    case("group norm image", nn.GroupNorm(1, 2, eps=1e-2), (2, 2, 2, 2))
    case("group norm plain", nn.GroupNorm(4, 4, affine=False), (2, 4, 3))
    case("rms norm", nn.RMSNorm(4), (2, 3, 4))
    case("rms norm eps", nn.RMSNorm(4, eps=1e-2), (3, 4))
    case("embedding", nn.Embedding(7, 3), (2, 4), integers=7)
    case("embedding padding", nn.Embedding(7, 3, padding_idx=3), (2, 4), integers=7)


def pools():
    x, small = (2, 1, 6, 5), (1, 2, 3, 4)
    case("max pool 2", nn.MaxPool2d(2), x)
    case("max pool 3 2 1", nn.MaxPool2d(3, 2, 1), x)
    case("max pool ceil", nn.MaxPool2d(2, ceil_mode=True), x)
    case("avg pool 2", nn.AvgPool2d(2), x)
    case("avg pool 3 2 1", nn.AvgPool2d(3, 2, 1), x)
    case("avg pool no zeros", nn.AvgPool2d(3, 2, 1, count_include_pad=False), x)
    case("adaptive pool 1", nn.AdaptiveAvgPool2d(1), x)
    case("adaptive pool 4 3", nn.AdaptiveAvgPool2d((4, 3)), x)
    case("upsample 2", nn.Upsample(scale_factor=2), small)
    case("upsample 1.7", nn.Upsample(scale_factor=1.7), small)
    case("upsample pixels", nn.Upsample(size=(5, 3)), small)
    case("upsample bilinear 1.7", nn.Upsample(scale_factor=1.7, mode="bilinear"), small)
    case("upsample bilinear pixels", nn.Upsample(size=(5, 3), mode="bilinear"), small)
    case("upsample aligned 1.7", nn.Upsample(scale_factor=1.7, mode="bilinear", align_corners=True), small)
    case("upsample aligned pixels", nn.Upsample(size=(5, 3), mode="bilinear", align_corners=True), small)


def convolutions():
    case("conv1d", nn.Conv1d(2, 3, 2), (2, 2, 5))
    case("conv1d options", nn.Conv1d(2, 4, 2, stride=2, padding=2, dilation=3, groups=2), (1, 2, 7))
    case("conv1d no bias", nn.Conv1d(1, 2, 3, bias=False), (1, 1, 4))
    case("conv transpose 1", nn.ConvTranspose1d(2, 3, 2), (2, 2, 3))
    options = dict(stride=3, padding=1, output_padding=2, dilation=2, groups=2)
    case("conv transpose 1 options", nn.ConvTranspose1d(2, 4, 2, **options), (1, 2, 4))
    case("conv transpose 2", nn.ConvTranspose2d(2, 1, 2), (1, 2, 2, 3))
    case("conv transpose 2 options", nn.ConvTranspose2d(2, 2, 2, **options), (1, 2, 2, 3))
    case("conv transpose 2 no bias", nn.ConvTranspose2d(1, 2, 2, stride=2, bias=False), (1, 1, 2, 2))


def batch_norms():
    x = (3, 2, 4)
    case("batch norm 1", nn.BatchNorm1d(2), x)
    case("batch norm 1 eps", nn.BatchNorm1d(2, eps=0.1, momentum=0.3), x)
    case("batch norm 1 plain", nn.BatchNorm1d(2, affine=False), x)
    case("batch norm 1 average", nn.BatchNorm1d(2, momentum=None), x)
    case("batch norm 1 untracked", nn.BatchNorm1d(2, track_running_stats=False), x)
    case("batch norm 1 untracked eval", nn.BatchNorm1d(2, track_running_stats=False), x, train=False)
    case("batch norm 2 eps eval", nn.BatchNorm2d(2, eps=0.1), (2, 2, 2, 2), train=False)


def values(shape, t, scale, dtype):
    i = torch.arange(math.prod(shape), dtype=torch.float64)
    return (scale * torch.sin(0.37 * (i + 1) + t)).reshape(shape).to(dtype)


def indices(shape, n):
    i = torch.arange(math.prod(shape))
    return ((5 * i + 3) % n).reshape(shape)


def rounded(tensor, dtype):
    return [float(f"%.{DIGITS[dtype]}e" % v) for v in tensor.detach().double().flatten().tolist()]


def record(spec, dtype):
    layer = spec["layer"].to(dtype)
    parameters = dict(layer.named_parameters())
    with torch.no_grad():
        for t, p in enumerate(parameters.values()):
            p.copy_(values(p.shape, t + 10, 0.5, dtype))
    if spec["integers"]:
        inputs = [indices(shape, spec["integers"]) for shape in spec["shapes"]]
    else:
        inputs = [values(shape, t, 1.0, dtype).requires_grad_() for t, shape in enumerate(spec["shapes"])]
    torch.manual_seed(7)
    output = spec["call"](layer, *inputs) if spec["call"] else layer(*inputs)
    i = torch.arange(output.numel(), dtype=torch.float64)
    loss = (output * torch.cos(0.23 * (i + 1)).reshape(output.shape).to(dtype)).sum()
    leaves = [x for x in inputs if x.requires_grad] + list(parameters.values())
    gradients = torch.autograd.grad(loss, leaves)
    count = len(leaves) - len(parameters)
    return dict(
        output=rounded(output, dtype),
        inputs=[rounded(g, dtype) for g in gradients[:count]],
        parameters={k: rounded(g, dtype) for k, g in zip(parameters, gradients[count:])},
    ), list(output.shape)


def main():
    tables_and_other_norms()
    pools()
    convolutions()
    batch_norms()
    found = {}
    for name, spec in CASES.items():
        wide, shape = record(spec, torch.float64)
        narrow, _ = record(spec, torch.float32)
        found[name] = dict(
            shapes=spec["shapes"], keys=list(spec["layer"].state_dict()), outputShape=shape, float64=wide, float32=narrow
        )
        if spec["integers"]:
            found[name]["integers"] = spec["integers"]
    OUT.write_text("{\n" + ",\n".join(f"{json.dumps(k)}: {json.dumps(v)}" for k, v in found.items()) + "\n}\n")
    print(len(found), "cases,", OUT.stat().st_size, "bytes")


if __name__ == "__main__":
    main()
