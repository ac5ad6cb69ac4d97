"""Records lightly's self-supervised losses and their gradients for SslLossGoldensTest, in float32 and float64.

    pip install --no-deps lightly==1.6.0 lightly-utils==0.0.2
    python src/test/python/ssl_loss_goldens.py        (PyTorch 2.10.0; writes ssl_losses.jsonl.gz)

A line has the fields of loss_goldens.py; `reduction` is always "mean". InfoNCE is lightly's NT-Xent with a memory bank,
which here hands out the queue and does not store the keys. Its rows have length 1 already, and no gradient. lightly's
MACL adds 1e-8 to 1 - P, which moves the value from 1 to 0 as P goes to 1; here it adds nothing, and P stays away from 1.
"""

import sys

import torch
from golden_format import write_lines
from golden_inputs import F32, F64, T
from lightly.loss import (
    BarlowTwinsLoss,
    DCLLoss,
    DCLWLoss,
    MACLLoss,
    NTXentLoss,
    VICRegLoss,
)
from loss_goldens import OUT, record
from torch.nn import functional


def info_nce(settings):
    def loss(query, key, queue):
        module = NTXentLoss(temperature=settings["temperature"], memory_bank_size=tuple(queue.shape))
        module.memory_bank.forward = lambda output, update: (output, queue.detach().t())
        return module(query, key)

    return loss


def macl(settings):
    module = MACLLoss(temperature=settings["temperature"], alpha=settings["alpha"], A_0=settings["threshold"])
    module.eps = 0.0
    return module


MAKE = {
    "NtXent": lambda s: NTXentLoss(temperature=s["temperature"]),
    "InfoNce": info_nce,
    "Dcl": lambda s: DCLLoss(temperature=s["temperature"]),
    "DclW": lambda s: DCLWLoss(temperature=s["temperature"], sigma=s["sigma"]),
    "Macl": macl,
    "BarlowTwins": lambda s: BarlowTwinsLoss(lambda_param=s["lambda"]),
    "VicReg": lambda s: VICRegLoss(lambda_param=s["invariance"], mu_param=s["variance"], nu_param=s["covariance"]),
}


def cases(dtype):
    """(loss, settings, inputs)"""
    for n in (2, 6):
        pair = [T([n, 4], dtype, seed=1), T([n, 4], dtype, seed=8)]
        near = [pair[0], pair[0] + 0.5 * pair[1]]
        queue = functional.normalize(T([7, 4], dtype, seed=5), dim=1)
        for temperature in (0.5, 0.1):
            yield "NtXent", {"temperature": temperature}, pair
            yield "InfoNce", {"temperature": temperature}, [*pair, queue]
            yield "Dcl", {"temperature": temperature}, pair
            yield "DclW", {"temperature": temperature, "sigma": 0.5}, near
        for temperature in (1.0, 0.5):
            yield "Macl", {"temperature": temperature, "alpha": 0.5, "threshold": 0.25}, pair
        yield "DclW", {"temperature": 0.1, "sigma": 0.1}, near
        yield "BarlowTwins", {"lambda": 0.005}, near
        yield "BarlowTwins", {"lambda": 0.5}, near
        yield "VicReg", {"invariance": 25.0, "variance": 25.0, "covariance": 1.0}, near
        yield "VicReg", {"invariance": 1.0, "variance": 2.0, "covariance": 3.0}, pair


def main():
    torch.set_num_threads(1)
    lines = [
        record(name, settings, "mean", inputs, MAKE[name](settings))
        for dtype in (F32, F64)
        for name, settings, inputs in cases(dtype)
    ]
    write_lines(OUT / "ssl_losses.jsonl.gz", lines)
    print(f"{len(lines)} losses")


if __name__ == "__main__":
    sys.exit(main())
