"""Records narrow ResNets of torchvision in float64, forward and backward, and the keys and shapes of the full ones.

    python src/test/python/resnet50_goldens.py        (PyTorch 2.10.0, torchvision 0.25.0; writes goldens/resnets.json)

The networks are torchvision's with a first stage of 4 channels, ImageNet stem, 10 classes; their state and the images
([2, 3, 32, 32]) are the formulas of resnet_goldens.py, labels 3 and 7. Kept: the output in train and in eval mode (the
latter with the running statistics of the former), and of each parameter's gradient the sum and the sum of squares.
"""

import json
import pathlib

import torch
import torchvision
from resnet_goldens import formula_state
from torch import nn
from torchvision.models.resnet import BasicBlock, Bottleneck, ResNet

OUT = pathlib.Path(__file__).resolve().parents[1] / "resources" / "goldens" / "resnets.json"
WIDTH, CLASSES = 4, 10
NETWORKS = {
    "resnet18": (BasicBlock, [2, 2, 2, 2]),
    "resnet34": (BasicBlock, [3, 4, 6, 3]),
    "resnet50": (Bottleneck, [3, 4, 6, 3]),
}


def narrow(block, counts):
    model = ResNet(block, counts, num_classes=CLASSES)
    model.conv1 = nn.Conv2d(3, WIDTH, 7, 2, 3, bias=False)
    model.bn1 = nn.BatchNorm2d(WIDTH)
    model.inplanes = WIDTH
    for i, count in enumerate(counts):
        layer = model._make_layer(block, WIDTH << i, count, stride=1 if i == 0 else 2)
        setattr(model, f"layer{i + 1}", layer)
    model.fc = nn.Linear(8 * WIDTH * block.expansion, CLASSES)
    return model.double()


def main():
    torch.set_num_threads(1)
    found = {}
    i = torch.arange(2 * 3 * 32 * 32, dtype=torch.float64)
    images = torch.cos(0.11 * (i + 1)).reshape(2, 3, 32, 32)
    for name, (block, counts) in NETWORKS.items():
        model = narrow(block, counts)
        model.load_state_dict(formula_state(model))
        output = model.train()(images)
        nn.functional.cross_entropy(output, torch.tensor([3, 7])).backward()
        gradients = {n: [p.grad.sum().item(), p.grad.square().sum().item()] for n, p in model.named_parameters()}
        with torch.no_grad():
            evaluated = model.eval()(images)
        full = getattr(torchvision.models, name)()
        found[name] = {
            "names": list(model.state_dict()),
            "output": output.flatten().tolist(),
            "eval_output": evaluated.flatten().tolist(),
            "gradients": gradients,
            "full": {n: list(t.shape) for n, t in full.state_dict().items()},
        }
    OUT.write_text(json.dumps(found) + "\n")
    print(OUT, OUT.stat().st_size, "bytes")


if __name__ == "__main__":
    main()
