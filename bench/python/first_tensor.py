"""From the start of the process to the first tensor, in PyTorch; dev.balboa.bench.compare.FirstTensor does the same."""

import torch

print(torch.tensor([1.0, 2.0, 3.0]) * 2)
