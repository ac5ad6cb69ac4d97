"""Weighted kNN in PyTorch, in chunks of queries as lightly's `knn_predict` is called. The features are those of
dev.balboa.bench.KnnInputs."""

import torch
from torch.nn.functional import normalize

import noise

DIMS, CLASSES = 512, 10
BANK, QUERIES = 50_000, 10_000
K, TEMPERATURE = 200, 0.1
CHUNK = 512
PROBES = range(0, QUERIES, 501)


def features(first, count):
    """Row i is noise and an eighth of its class's, which is i mod CLASSES."""
    per_row = DIMS // noise.DIMS
    centres = noise.tensor((BANK + QUERIES) * per_row, CLASSES, DIMS)
    return noise.tensor(first * per_row, count, DIMS) + centres[torch.arange(first, first + count) % CLASSES] / 8


class Knn:
    threads, chunk = 2, 1

    def __init__(self):
        self.bank = features(0, BANK)
        self.queries = features(BANK, QUERIES)
        self.labels = torch.arange(BANK) % CLASSES

    def predict(self):
        bank = normalize(self.bank, dim=1).t().contiguous()
        return torch.cat([self.vote(normalize(chunk, dim=1), bank) for chunk in self.queries.split(CHUNK)])

    def vote(self, queries, bank):
        similarities, rows = torch.mm(queries, bank).topk(K, dim=1)
        weights = (similarities / TEMPERATURE).exp()
        votes = torch.zeros(len(queries), CLASSES)
        return votes.scatter_add_(1, self.labels[rows], weights).argmax(1)

    def result(self):
        return self.predict()[list(PROBES)].tolist()

    @torch.no_grad()
    def run(self, rounds):
        for _ in range(rounds):
            self.predict()


WORKS = {("knn 10000 x 50000", peer): Knn for peer in ("eager", "tuned")}
