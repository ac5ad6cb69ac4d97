"""A whole process that trains the small convolutional network for one epoch by SimCLR on a folder of JPEG files, and prints the
steps and their mean loss; dev.balboa.bench.compare.EpochFromFiles does the same.

    python epoch_from_files.py FOLDER [--channels-last]
"""

import sys

import torch
from lightly.loss import NTXentLoss

import step
import train


def main(folder, channels_last):
    layout = torch.channels_last if channels_last else torch.contiguous_format
    model = step.SimClr().to(memory_format=layout)
    criterion = NTXentLoss(temperature=0.5)
    loader = train.loader(folder)
    optimizer = torch.optim.SGD(model.parameters(), lr=0.06, momentum=0.9, weight_decay=5e-4)
    schedule = torch.optim.lr_scheduler.CosineAnnealingLR(optimizer, len(loader))
    losses = []
    for (view1, view2), _ in loader:
        optimizer.zero_grad()
        z1, z2 = (model.projector(model.backbone(view.contiguous(memory_format=layout))) for view in (view1, view2))
        loss = criterion(z1, z2)
        loss.backward()
        optimizer.step()
        schedule.step()
        losses.append(loss.item())
    print(f"{len(losses)} steps, mean loss {sum(losses) / len(losses):.4f}")


if __name__ == "__main__":
    main(sys.argv[1], "--channels-last" in sys.argv)
