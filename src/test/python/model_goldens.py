"""Records networks of torchvision for ModelConformanceTest: keys and shapes at the published sizes, values at small ones.

    python src/test/python/model_goldens.py     (PyTorch 2.10.0, torchvision 0.25.0; writes the two files named below)

model_keys.jsonl.gz: one line for each published size, {"model", "entries": [[key, shape], ...]} in the order of the
state dict.

models.jsonl.gz: one line for each small network, in float64:

    {"model", "size", "classes", "eval_output", "output", "names",
     "gradients": {name: marks}, "buffers": {name: marks}}

Nothing random and nothing big is stored. Tensor number t of the state dict (order of `names`) is, element i in C order,

    v(t, i) = sqrt(2) * sin(0.6180339887 * (i + 1)^2 + 1.3 * t)
    two or more dimensions  v * sqrt(2 / (numel / shape[0]))
    one-dimensional weight  1 + 0.1 * v                     bias          0.1 * v
    running_mean            0                               running_var   1            num_batches_tracked 0

(a linear phase would make every matrix one of rank 2, and a ResNet-50 of those too ill-conditioned to compare). Image
element i of [4, 3, size, size] is sqrt(2) * sin(0.6180339887 * (i + 1)^2), labels are 3 * n mod classes. `eval_output`
is in evaluation mode with the initial state; then one pass in training mode gives `output`, the gradients of the mean
cross entropy, and the buffers as the pass left them.
The marks of a tensor are [sum x, sum x^2, sum x_i cos(0.7 i)] over its elements in C order: the last tells orders apart.
"""

import gzip
import json
import math
import pathlib
import sys

import torch
from torch import nn
from torchvision import models
from torchvision.models.resnet import BasicBlock, Bottleneck, ResNet
from torchvision.models.vision_transformer import VisionTransformer

OUT = pathlib.Path(__file__).resolve().parents[1] / "resources" / "goldens"
BATCH, CLASSES = 4, 5


def vit(size, patch, layers, heads, hidden, mlp, classes=1000):
    return VisionTransformer(size, patch, layers, heads, hidden, mlp, num_classes=classes)


def published():
    with torch.device("meta"):
        return {
            "resnet18": models.resnet18(),
            "resnet34": models.resnet34(),
            "resnet50": models.resnet50(),
            "vit_tiny_32_4": vit(32, 4, 12, 3, 192, 768),
            "vit_small_224_16": vit(224, 16, 12, 6, 384, 1536),
            "vit_b_16": models.vit_b_16(),
        }


def resnet(block, depths, width, cifar):
    """Torchvision's ResNet with the layers of a narrower one put in place, hence with its forward and its keys."""
    model = ResNet(block, depths, num_classes=CLASSES)
    if cifar:
        model.conv1 = nn.Conv2d(3, width, 3, 1, 1, bias=False)
        model.maxpool = nn.Identity()
    else:
        model.conv1 = nn.Conv2d(3, width, 7, 2, 3, bias=False)
    model.bn1 = nn.BatchNorm2d(width)
    model.inplanes = width
    for i, depth in enumerate(depths):
        setattr(model, f"layer{i + 1}", model._make_layer(block, width << i, depth, stride=1 if i == 0 else 2))
    model.fc = nn.Linear((width << 3) * block.expansion, CLASSES)
    return model


def small():
    """Name, network, image size."""
    yield "resnet18 imagenet width 4", resnet(BasicBlock, [2, 2, 2, 2], 4, False), 64
    yield "resnet34 cifar width 2", resnet(BasicBlock, [3, 4, 6, 3], 2, True), 16
    yield "resnet50 imagenet width 4", resnet(Bottleneck, [3, 4, 6, 3], 4, False), 64
    yield "resnet50 cifar width 4", resnet(Bottleneck, [3, 4, 6, 3], 4, True), 16
    yield "vit 16 4 3 2 12 20", vit(16, 4, 3, 2, 12, 20, CLASSES), 16


def waves(count, t):
    i = torch.arange(count, dtype=torch.float64)
    return math.sqrt(2) * torch.sin(0.6180339887 * (i + 1) * (i + 1) + 1.3 * t)


def formula_state(model):
    state = {}
    for t, (name, value) in enumerate(model.state_dict().items()):
        v = waves(value.numel(), t).reshape(value.shape)
        if value.dim() > 1:
            state[name] = v * math.sqrt(2 / (value.numel() // value.shape[0]))
        elif name.endswith(("running_mean", "num_batches_tracked")):
            state[name] = torch.zeros_like(value)
        elif name.endswith("running_var"):
            state[name] = torch.ones_like(value)
        elif name.endswith("weight"):
            state[name] = 1 + 0.1 * v
        else:
            state[name] = 0.1 * v
    return state


def marks(tensor):
    x = tensor.double().flatten()
    wave = torch.cos(0.7 * torch.arange(x.numel(), dtype=torch.float64))
    return [x.sum().item(), x.square().sum().item(), (x * wave).sum().item()]


def record(name, model, size):
    model.double().load_state_dict(formula_state(model))
    images = waves(BATCH * 3 * size * size, 0).reshape(BATCH, 3, size, size)
    labels = 3 * torch.arange(BATCH) % CLASSES
    with torch.no_grad():
        eval_output = model.eval()(images)
    output = model.train()(images)
    nn.functional.cross_entropy(output, labels).backward()
    return {
        "model": name, "size": size, "classes": CLASSES, "names": list(model.state_dict()),
        "eval_output": eval_output.flatten().tolist(), "output": output.flatten().tolist(),
        "gradients": {n: marks(p.grad) for n, p in model.named_parameters()},
        "buffers": {n: marks(b) for n, b in model.named_buffers()},
    }


def write(name, lines):
    text = "".join(json.dumps(line) + "\n" for line in lines)
    (OUT / name).write_bytes(gzip.compress(text.encode(), mtime=0))
    print(name, (OUT / name).stat().st_size, "bytes")


def main():
    torch.set_num_threads(1)
    write("model_keys.jsonl.gz", [
        {"model": name, "entries": [[key, list(value.shape)] for key, value in model.state_dict().items()]}
        for name, model in published().items()])
    write("models.jsonl.gz", [record(*case) for case in small()])


if __name__ == "__main__":
    sys.exit(main())
