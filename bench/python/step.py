"""Training steps in PyTorch: forward, loss, backward, SGD. Weights and views are those of dev.balboa.bench.StepInputs, the
networks those of dev.balboa.nn; what is compared are the losses of the first steps."""

import torch
from torch import nn
from torch.nn.functional import cosine_similarity, cross_entropy

import noise
from loss import nt_xent

GATE_STEPS = 3


def head(width, hidden, out, last):
    layers = [nn.Linear(width, hidden, bias=False), nn.BatchNorm1d(hidden), nn.ReLU(), nn.Linear(hidden, out, bias=False)]
    return nn.Sequential(*layers, last)


class SimSiam(nn.Module):
    """ResNet-18 with the stem for small images, and SimSiam's heads by the convention on CIFAR."""

    def __init__(self):
        super().__init__()
        from torchvision.models import resnet18

        self.backbone = resnet18()
        self.backbone.conv1 = nn.Conv2d(3, 64, 3, padding=1, bias=False)
        self.backbone.maxpool = nn.Identity()
        self.backbone.fc = nn.Identity()
        self.projector = head(512, 2048, 2048, nn.BatchNorm1d(2048, affine=False))
        bottleneck = [nn.Linear(2048, 512, bias=False), nn.BatchNorm1d(512), nn.ReLU(), nn.Linear(512, 2048)]
        self.predictor = nn.Sequential(*bottleneck)

    def forward(self, view1, view2):
        z1, z2 = self.projector(self.backbone(view1)), self.projector(self.backbone(view2))
        p1, p2 = self.predictor(z1), self.predictor(z2)
        return -(cosine_similarity(p1, z2.detach()).mean() + cosine_similarity(p2, z1.detach()).mean()) / 2


class ConvNet(nn.Module):
    """Four blocks of a 3×3 convolution, batch norm and ReLU, the first of width 32; then the spatial mean."""

    def __init__(self):
        super().__init__()
        widths = [3, 32, 64, 128, 256]
        blocks = [
            nn.Sequential(nn.Conv2d(a, b, 3, stride=1 if a == 3 else 2, padding=1, bias=False), nn.BatchNorm2d(b), nn.ReLU())
            for a, b in zip(widths, widths[1:])
        ]
        self.blocks = nn.Sequential(*blocks)

    def forward(self, x):
        return self.blocks(x).mean((2, 3))


class SimClr(nn.Module):
    def __init__(self):
        super().__init__()
        self.backbone = ConvNet()
        self.projector = head(256, 256, 128, nn.BatchNorm1d(128))

    def forward(self, view1, view2):
        return nt_xent(self.projector(self.backbone(view1)), self.projector(self.backbone(view2)), None)


class TinyMlp(nn.Module):
    def __init__(self):
        super().__init__()
        self.layers = nn.Sequential(nn.Linear(32, 64), nn.ReLU(), nn.Linear(64, 10))

    def forward(self, x, labels):
        return cross_entropy(self.layers(x), labels)


def initialise(model):
    """Matrices and filters from noise of variance 2 / fan-in, offsets 0."""
    weights = 0
    with torch.no_grad():
        for parameter in model.parameters():
            if parameter.dim() >= 2:
                weights += 1
                scale = (24 * len(parameter) / parameter.numel()) ** 0.5
                parameter.copy_(noise.tensor(4_096 * weights, *parameter.shape) * scale)
        for module in model.modules():
            if isinstance(module, nn.Linear) and module.bias is not None:
                module.bias.zero_()


def views(batch):
    first = noise.tensor(0, batch, 3, 32, 32)
    return [first, first + noise.tensor(24 * batch, batch, 3, 32, 32) / 2]


class Step:
    def __init__(self, model, inputs, peer):
        initialise(model)
        self.inputs = inputs
        if peer != "eager" and inputs[0].dim() == 4:
            model = model.to(memory_format=torch.channels_last)
            self.inputs = [view.contiguous(memory_format=torch.channels_last) for view in inputs]
        self.model = torch.compile(model) if peer == "compile" else model
        self.optimizer = torch.optim.SGD(model.parameters(), lr=0.03, momentum=0.9, weight_decay=5e-4)

    def step(self):
        self.optimizer.zero_grad()
        loss = self.model(*self.inputs)
        loss.backward()
        self.optimizer.step()
        return loss.item()

    def result(self):
        return [self.step() for _ in range(GATE_STEPS)]

    def run(self, rounds):
        for _ in range(rounds):
            self.step()


class ResNetStep(Step):
    threads, chunk = 2, 1

    def __init__(self, peer):
        super().__init__(SimSiam(), views(64), peer)


class ConvNetStep(Step):
    threads, chunk = 2, 1

    def __init__(self, peer):
        super().__init__(SimClr(), views(16), peer)


class MlpStep(Step):
    threads, chunk = 1, 10

    def __init__(self, peer):
        super().__init__(TinyMlp(), [noise.tensor(0, 16, 32), torch.arange(16) * 7 % 10], peer)


def work(kind, peer):
    maker = lambda: kind(peer)
    maker.threads = kind.threads
    return maker


CONVOLUTIONAL = {"resnet18 simsiam step": ResNetStep, "convnet simclr step": ConvNetStep}
WORKS = {
    (name, peer): work(kind, peer)
    for name, kind in CONVOLUTIONAL.items()
    for peer in ("eager", "channels last", "tuned", "compile")
}
WORKS |= {("tiny MLP step", peer): work(MlpStep, peer) for peer in ("eager", "tuned", "compile")}
