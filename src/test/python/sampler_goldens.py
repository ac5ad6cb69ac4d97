"""Records which indices PyTorch's DistributedSampler deals out, for dev.balboa.data.Distributed.

    python src/test/python/sampler_goldens.py        # torch 2.10

Writes src/test/resources/goldens/distributed-sampler.tsv: images, processes, drop_last, rank, indices.
"""

import pathlib

from torch.utils.data import DistributedSampler

OUT = pathlib.Path(__file__).resolve().parents[1] / "resources" / "goldens" / "distributed-sampler.tsv"


def main():
    lines = []
    for images in (1, 2, 3, 7, 8, 9, 10):
        for world in (1, 2, 3, 4, 8):
            for drop in (False, True):
                if drop and images < world:
                    continue  # Distributed refuses: PyTorch's processes would get nothing
                for rank in range(world):
                    sampler = DistributedSampler(range(images), world, rank, shuffle=False, drop_last=drop)
                    indices = " ".join(map(str, sampler))
                    lines.append(f"{images}\t{world}\t{str(drop).lower()}\t{rank}\t{indices}\n")
    OUT.write_text("".join(lines))


if __name__ == "__main__":
    main()
