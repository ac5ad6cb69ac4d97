"""Pseudo-random numbers that are the same here and in dev.balboa.bench.Noise: multiples of 2^-16 between -1/2 and 1/2."""

import torch

DIMS = 128
PRIME = 65_521


def rows(first, count):
    """[count, DIMS], from row `first` on."""
    i = torch.arange(first, first + count).unsqueeze(1)
    d = torch.arange(DIMS).unsqueeze(0)
    h = (i * 7_919 + d * 104_729 + 97) % PRIME
    h = h * h % PRIME
    h = (h * 31 + i + d) % PRIME
    return (h * h % PRIME - PRIME // 2).float() / 65_536


def tensor(first, *shape):
    """As many numbers of these rows as the shape needs."""
    count = torch.Size(shape).numel()
    return rows(first, -(-count // DIMS)).flatten()[:count].reshape(shape)
