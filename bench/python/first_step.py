"""From the start of the process to the first training step of the small convolutional network, in PyTorch;
dev.balboa.bench.compare.FirstStep does the same."""

import torch

import step

BATCH = 16

torch.manual_seed(0)
model = step.SimClr().to(memory_format=torch.channels_last)
optimizer = torch.optim.SGD(model.parameters(), lr=0.06, momentum=0.9, weight_decay=5e-4)
views = [torch.randn(BATCH, 3, 32, 32).contiguous(memory_format=torch.channels_last) for _ in range(2)]
loss = model(*views)
loss.backward()
optimizer.step()
print(f"1 steps, mean loss {loss.item():.4f}")
