"""Reading a folder of JPEG files for training: torchvision's ImageFolder, PyTorch's DataLoader, lightly's views."""

import os

import torch

BATCH, WORKERS = 64, 2


def loader(folder):
    """Batches of (two views, labels, names) without end of workers, as training code has them."""
    from lightly.transforms import SimCLRTransform
    from torchvision.datasets import ImageFolder

    transform = SimCLRTransform(input_size=32, cj_strength=0.5, gaussian_blur=0)
    return torch.utils.data.DataLoader(
        ImageFolder(folder, transform),
        batch_size=BATCH,
        shuffle=True,
        drop_last=True,
        num_workers=WORKERS,
        persistent_workers=True,
    )


class TwoViews:
    threads, chunk = 2, 1

    def __init__(self):
        self.loader = loader(os.environ["BALBOA_BENCH_PICTURES"])

    def result(self):
        """Images that are missing, then the mean label, and mean and deviation of all levels."""
        views, labels = zip(*self.loader)
        levels = torch.cat([level.flatten() for pair in views for level in pair])
        labels = torch.cat(labels)
        missing = len(self.loader.dataset) - len(labels)
        return [missing, labels.float().mean().item(), levels.mean().item(), levels.std().item()]

    def run(self, rounds):
        for _ in range(rounds):
            for _ in self.loader:
                pass


WORKS = {("cifar two views from JPEG, two workers", "lightly"): TwoViews}
