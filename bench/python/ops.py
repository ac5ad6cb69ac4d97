"""Single operations in PyTorch, eager, as it comes. The inputs are those of dev.balboa.bench.Inputs."""

from itertools import repeat

import torch

SIDE = 1024
LARGE = 1 << 23
PRODUCT_PROBES = [0, 1, 1023, 1024, 525_312, 700_001, 1_047_552, 1_048_575]
LARGE_PROBES = [0, 1, 16, 17, 4_194_304, 8_388_607]


class Mul:
    threads, chunk = 1, 1_000

    def __init__(self):
        self.a, self.b = small()

    def result(self):
        return torch.mul(self.a, self.b).flatten().tolist()

    def run(self, rounds):
        a, b, mul = self.a, self.b, torch.mul
        for _ in repeat(None, rounds):
            mul(a, b)


class Backward:
    threads, chunk = 1, 100

    def __init__(self):
        self.a, self.b = small()
        self.a.requires_grad_(True)

    def result(self):
        torch.mul(self.a, self.b).sum().backward()
        gradient = self.a.grad.flatten().tolist()
        self.a.grad = None
        return gradient

    def run(self, rounds):
        a, b, mul = self.a, self.b, torch.mul
        for _ in repeat(None, rounds):
            mul(a, b).sum().backward()
            a.grad = None


class Dim:
    threads, chunk = 1, 10_000

    def __init__(self):
        self.a, _ = small()

    def result(self):
        return [self.a.dim()]

    def run(self, rounds):
        a = self.a
        for _ in repeat(None, rounds):
            a.dim()


class Product:
    threads, chunk = 2, 1

    def __init__(self):
        i = torch.arange(SIDE).unsqueeze(1)
        j = torch.arange(SIDE).unsqueeze(0)
        self.a = ((7 * i + 13 * j) % 11 - 5) / 8
        self.b = ((3 * i + 5 * j) % 7 - 3) / 8

    def step(self):
        return torch.relu(torch.matmul(self.a, self.b) + self.a)

    def result(self):
        return self.step().flatten()[PRODUCT_PROBES].tolist()

    def run(self, rounds):
        for _ in repeat(None, rounds):
            self.step()


class Temporaries:
    threads, chunk = 1, 1

    def __init__(self):
        self.x = (torch.arange(LARGE) % 17 - 8) / 4

    def step(self):
        return self.x * self.x + self.x

    def result(self):
        return self.step()[LARGE_PROBES].tolist()

    def run(self, rounds):
        for _ in repeat(None, rounds):
            self.step()


WORKS = {
    ("mul 2x2", "eager"): Mul,
    ("mul-sum-backward 2x2", "eager"): Backward,
    ("dim", "eager"): Dim,
    ("product and pointwise, 2 threads", "eager"): Product,
    ("33 MB temporaries", "eager"): Temporaries,
}


def small():
    return torch.tensor([[1.5, -2.0], [3.0, 0.25]]), torch.tensor([[2.0, 3.0], [-1.0, 8.0]])
