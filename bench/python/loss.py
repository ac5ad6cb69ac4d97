"""Contrastive losses in PyTorch, forward and backward, eager and under torch.compile. The inputs are those of
dev.balboa.bench.LossInputs, what is compared that of dev.balboa.bench.LossOracle."""

import math

import torch
from torch.nn.functional import cross_entropy, normalize

import noise
from noise import DIMS

PROBES = [0, 3 * DIMS + 17, 100 * DIMS + 127]
METRIC_PROBES = [0, 17, 127]


def rows(z0, z1):
    return normalize(torch.cat([z0, z1]), dim=1)


def partners(z):
    return torch.arange(len(z), device=z.device).roll(len(z) // 2)


def nt_xent(z0, z1, metric):
    z = rows(z0, z1)
    similarities = z @ z.T / 0.5
    similarities.fill_diagonal_(-math.inf)
    return cross_entropy(similarities, partners(z))


def dystress(z0, z1, metric):
    z = rows(z0, z1)
    cosines = z @ z.T
    with torch.no_grad():
        temperatures = 0.1 + 0.05 * (1 + torch.cos(math.pi * (1 + cosines)))
    similarities = cosines / temperatures
    similarities.fill_diagonal_(-math.inf)
    return cross_entropy(similarities, partners(z))


def aninfonce(z0, z1, metric):
    z = rows(z0, z1)
    scaled = z * metric
    similarities = torch.addmm(-0.5 * (scaled * z).sum(1), scaled, z.T)
    similarities.fill_diagonal_(-math.inf)
    return cross_entropy(similarities, partners(z))


def lightly_nt_xent():
    """lightly's own class."""
    from lightly.loss import NTXentLoss

    loss = NTXentLoss(temperature=0.5)
    return lambda z0, z1, metric: loss(z0, z1)


class Loss:
    threads, chunk, counts_memory = 2, 1, True

    def __init__(self, function, pairs, peer):
        eager = lambda: function
        makers = {"eager": eager, "tuned": eager, "compile": lambda: torch.compile(function), "lightly": lightly_nt_xent}
        self.function = makers[peer]()
        first = noise.rows(0, pairs)
        self.z0 = first.clone().requires_grad_(True)
        self.z1 = (first + noise.rows(pairs, pairs) / 2).requires_grad_(True)
        self.metric = (2 + torch.arange(DIMS) / 64).requires_grad_(True)
        self.to_metric = function is aninfonce

    def step(self):
        self.z0.grad = self.z1.grad = self.metric.grad = None
        loss = self.function(self.z0, self.z1, self.metric)
        loss.backward()
        return loss.item()

    def result(self):
        loss = self.step()
        gradient = self.metric.grad if self.to_metric else self.z0.grad
        probes = METRIC_PROBES if self.to_metric else PROBES
        return [loss] + (2 * len(self.z0) * gradient.flatten()[probes]).tolist()

    def run(self, rounds):
        for _ in range(rounds):
            self.step()


def work(function, pairs, peer):
    maker = lambda: Loss(function, pairs, peer)
    maker.threads = Loss.threads
    return maker


LOSSES = {
    "nt-xent B=512": (nt_xent, 512),
    "nt-xent B=2048": (nt_xent, 2_048),
    "nt-xent B=4096": (nt_xent, 4_096),
    "dystress B=2048": (dystress, 2_048),
    "aninfonce B=2048": (aninfonce, 2_048),
}
WORKS = {
    (name, peer): work(function, pairs, peer)
    for name, (function, pairs) in LOSSES.items()
    for peer in ("eager", "tuned", "compile", "lightly")
    if peer != "lightly" or function is nt_xent
}
