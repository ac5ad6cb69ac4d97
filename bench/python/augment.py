"""SimCLR's views by torchvision (its first transforms on PIL images, its second on uint8 tensors) and by kornia on the batch;
two views of each image of a batch, as float tensors. The images are those of dev.balboa.bench.ViewInputs, the pipelines
lightly's `SimCLRTransform` for CIFAR-10 and for ImageNet, what is compared that of dev.balboa.bench.ViewOracle."""

import torch

PROBES = [(0, 0), (0.5, 0.5), (0.1, 0.9), (0.7, 0.2), (0.99, 0.99)]
MEAN, DEVIATION = (0.485, 0.456, 0.406), (0.229, 0.224, 0.225)


def images(side, count):
    """uint8 [count, side, side, 3]"""
    i = torch.arange(count).view(-1, 1, 1, 1)
    y = torch.arange(side).view(1, -1, 1, 1)
    x = torch.arange(side).view(1, 1, -1, 1)
    c = torch.arange(3).view(1, 1, 1, -1)
    return ((3 * x + 5 * y + 40 * c + 17 * i + x * y % 13 * 4) % 256).to(torch.uint8)


def taps(size):
    """lightly's: a tenth of the side, made odd."""
    return int(size * 0.1) // 2 * 2 + 1


class Views:
    threads, chunk = 1, 1

    def __init__(self, side, size, count, strength, blur):
        self.side, self.count = side, count
        self.inputs = self.prepare(images(side, count))
        self.jitter = (0.8 * strength, 0.8 * strength, 0.8 * strength, 0.2 * strength)
        self.pipeline = self.compose(size, blur)

    def result(self):
        size = self.side * 3 // 4
        view = self.gate(size, size // 20 * 2 + 1)
        return [view[0, int(y * size), int(x * size)].item() for y, x in PROBES]

    def run(self, rounds):
        for _ in range(rounds):
            for _ in range(2):
                self.batch()

    def batch(self):
        return torch.stack([self.pipeline(image) for image in self.inputs])


class TorchVision(Views):
    def prepare(self, pixels):
        from PIL import Image

        return [Image.fromarray(image.numpy()) for image in pixels]

    def transforms(self):
        from torchvision import transforms

        return transforms, [transforms.ToTensor(), transforms.Normalize(MEAN, DEVIATION)]

    def compose(self, size, blur):
        t, end = self.transforms()
        steps = [
            t.RandomResizedCrop(size, scale=(0.08, 1)),
            t.RandomHorizontalFlip(0.5),
            t.RandomApply([t.ColorJitter(*self.jitter)], 0.8),
            t.RandomGrayscale(0.2),
        ]
        if blur:
            steps.append(t.RandomApply([t.GaussianBlur(taps(size), (0.1, 2))], blur))
        return t.Compose(steps + end)

    def gate(self, size, kernel):
        t, end = self.transforms()
        steps = [t.RandomResizedCrop(size, (1, 1), (1, 1)), t.RandomHorizontalFlip(1), t.ColorJitter(), t.RandomGrayscale(1)]
        return t.Compose(steps + [t.GaussianBlur(kernel, 1.0)] + end)(self.inputs[0])


class TorchVisionV2(TorchVision):
    def prepare(self, pixels):
        return list(pixels.permute(0, 3, 1, 2).contiguous())

    def transforms(self):
        from torchvision.transforms import v2

        return v2, [v2.ToDtype(torch.float32, scale=True), v2.Normalize(MEAN, DEVIATION)]


class Kornia(Views):
    def prepare(self, pixels):
        return pixels.permute(0, 3, 1, 2).contiguous()

    def compose(self, size, blur):
        from kornia import augmentation as k

        steps = [
            k.RandomResizedCrop((size, size), scale=(0.08, 1)),
            k.RandomHorizontalFlip(p=0.5),
            k.ColorJitter(*self.jitter, p=0.8),
            k.RandomGrayscale(p=0.2),
        ]
        if blur:
            steps.append(k.RandomGaussianBlur((taps(size), taps(size)), (0.1, 2), p=blur))
        return torch.nn.Sequential(*steps, k.Normalize(MEAN, DEVIATION))

    def batch(self):
        return self.pipeline(self.inputs.float() / 255)

    def gate(self, size, kernel):
        from kornia import augmentation as k

        pipeline = torch.nn.Sequential(
            k.Resize((size, size), antialias=True),
            k.RandomHorizontalFlip(p=1),
            k.RandomGrayscale(p=1),
            k.RandomGaussianBlur((kernel, kernel), (1.0, 1.0), p=1),
            k.Normalize(MEAN, DEVIATION),
        )
        return pipeline(self.inputs[:1].float() / 255)[0]


def work(kind, *arguments):
    maker = lambda: kind(*arguments)
    maker.threads = Views.threads
    return maker


PEERS = {"torchvision": TorchVision, "torchvision v2": TorchVisionV2, "kornia": Kornia}
WORKS = {
    (name, peer): work(kind, *arguments)
    for name, arguments in {
        "augment cifar, 128 views": (32, 32, 64, 0.5, 0),
        "augment imagenet, 16 views": (256, 224, 8, 1, 0.5),
    }.items()
    for peer, kind in PEERS.items()
}
