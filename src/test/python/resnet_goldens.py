"""Records a ResNet-18 (CIFAR stem) of width 4 in float64, forward, backward and five SGD steps, for ResNetConformanceTest.

    python src/test/python/resnet_goldens.py        (PyTorch 2.10.0, safetensors; writes resnet18.safetensors and .json)

Nothing random and nothing big is stored. Tensor number t of the state dict (order of `names`, torchvision's keys) is,
element i in C order,

    v(t, i) = sin(0.37 * (i + 1) + 1.3 * t)
    convolution and linear weights  v * sqrt(2 / fan_in)        biases        0.1 * v
    batch norm weight               1 + 0.1 * v                 running_mean  0
    running_var 1, num_batches_tracked 0

and image element i of input k is cos(0.11 * (i + 1) + k) for the five batches k = 0..4 of [4, 3, 16, 16];
labels are (3 * n + k) mod 10. The loss is the mean cross entropy of the ten outputs.

In the .safetensors: `output` and `grad.<name>` of batch 0 in train mode, `eval_output` of batch 0 with the initial
state, `final.<name>` (parameters and buffers) after five steps of SGD (lr 0.05, momentum 0.9, weight decay 5e-4, no
dampening, no Nesterov; step k on batch k) for the names in `kept`. In the .json: the losses, and for every name
[sum, sum of squares] of the gradient, of the final value.
"""

import json
import math
import pathlib
import sys

import torch
from safetensors.torch import save_file
from torch import nn
from torchvision.models.resnet import BasicBlock, ResNet

OUT = pathlib.Path(__file__).resolve().parents[1] / "resources" / "goldens"
WIDTH, CLASSES, BATCH, SIZE, STEPS = 4, 10, 4, 16, 5
LR, MOMENTUM, WEIGHT_DECAY = 0.05, 0.9, 5e-4
KEPT_MAX = 700  # elements; larger tensors are kept as sums only


def resnet18():
    """Torchvision's ResNet-18 with the layers of a narrower one put in place, hence with its key names."""
    model = ResNet(BasicBlock, [2, 2, 2, 2], num_classes=CLASSES)
    model.conv1 = nn.Conv2d(3, WIDTH, 3, 1, 1, bias=False)
    model.bn1 = nn.BatchNorm2d(WIDTH)
    model.maxpool = nn.Identity()
    model.inplanes = WIDTH
    for i in range(4):
        planes = WIDTH << i
        setattr(model, f"layer{i + 1}", model._make_layer(BasicBlock, planes, 2, stride=1 if i == 0 else 2))
    model.fc = nn.Linear(8 * WIDTH, CLASSES)
    return model.double()


def formula_state(model):
    state = {}
    for t, (name, value) in enumerate(model.state_dict().items()):
        i = torch.arange(value.numel(), dtype=torch.float64)
        v = torch.sin(0.37 * (i + 1) + 1.3 * t).reshape(value.shape)
        if value.dim() > 1:
            state[name] = v * math.sqrt(2 / (value.numel() // value.shape[0]))
        elif name.endswith("num_batches_tracked") or name.endswith("running_mean"):
            state[name] = torch.zeros_like(value)
        elif name.endswith("running_var"):
            state[name] = torch.ones_like(value)
        elif name.endswith("weight"):
            state[name] = 1 + 0.1 * v
        else:
            state[name] = 0.1 * v
    return state


def batch(k):
    i = torch.arange(BATCH * 3 * SIZE * SIZE, dtype=torch.float64)
    images = torch.cos(0.11 * (i + 1) + k).reshape(BATCH, 3, SIZE, SIZE)
    return images, (3 * torch.arange(BATCH) + k) % CLASSES


def sums(tensors):
    return {n: [t.double().sum().item(), t.double().square().sum().item()] for n, t in tensors.items()}


def main():
    torch.set_num_threads(1)
    model = resnet18()
    names = list(model.state_dict())
    model.load_state_dict(formula_state(model))
    images, labels = batch(0)
    kept = {}
    with torch.no_grad():
        kept["eval_output"] = model.eval()(images)
    model.train()

    output = model(images)
    nn.functional.cross_entropy(output, labels).backward()
    kept["output"] = output.detach()
    gradients = {n: p.grad.clone() for n, p in model.named_parameters()}

    model.load_state_dict(formula_state(model))
    model.zero_grad()
    optimiser = torch.optim.SGD(model.parameters(), lr=LR, momentum=MOMENTUM, weight_decay=WEIGHT_DECAY)
    losses = []
    for k in range(STEPS):
        images, labels = batch(k)
        loss = nn.functional.cross_entropy(model(images), labels)
        optimiser.zero_grad()
        loss.backward()
        optimiser.step()
        losses.append(loss.item())
    final = {n: t.clone() for n, t in model.state_dict().items()}

    kept |= {f"grad.{n}": t for n, t in gradients.items() if t.numel() <= KEPT_MAX}
    kept |= {f"final.{n}": t for n, t in final.items() if t.numel() <= KEPT_MAX}
    save_file({n: t.contiguous() for n, t in kept.items()}, OUT / "resnet18.safetensors")
    facts = {"width": WIDTH, "classes": CLASSES, "batch": BATCH, "size": SIZE, "lr": LR, "momentum": MOMENTUM,
             "weight_decay": WEIGHT_DECAY, "names": names, "losses": losses, "gradients": sums(gradients),
             "final": sums(final)}
    (OUT / "resnet18.json").write_text(json.dumps(facts, indent=1) + "\n")
    print(f"{len(names)} tensors, losses {losses}")


if __name__ == "__main__":
    sys.exit(main())
