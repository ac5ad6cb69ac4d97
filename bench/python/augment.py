"""SimCLR's views by torchvision (its first transforms on PIL images, its second on uint8 tensors), by lightly's own class, by
kornia on the batch and by AlbumentationsX; two views of each image of a batch, as float tensors. The images are those of
dev.balboa.bench.ViewInputs, the pipelines lightly's `SimCLRTransform` for CIFAR-10 and for ImageNet, what is compared that of
dev.balboa.bench.ViewOracle. And the decoding of JPEG files, by torchvision.io and PIL."""

import io
import os
from pathlib import Path

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


class Lightly(TorchVision):
    """Both views in one call, as its datasets make them."""

    def compose(self, size, blur):
        from lightly.transforms import SimCLRTransform

        return SimCLRTransform(input_size=size, cj_strength=self.jitter[0] / 0.8, gaussian_blur=blur)

    def gate(self, size, kernel):
        from lightly.transforms import SimCLRTransform

        certain = dict(cj_prob=0, min_scale=1, random_gray_scale=1, gaussian_blur=1, sigmas=(1, 1), hf_prob=1)
        return SimCLRTransform(input_size=size, **certain)(self.inputs[0])[0]

    def run(self, rounds):
        for _ in range(rounds):
            views = zip(*(self.pipeline(image) for image in self.inputs))
            for view in views:
                torch.stack(view)


class AlbumentationsX(Views):
    def prepare(self, pixels):
        import warnings

        import cv2

        # an argument that it does not know is only warned of
        warnings.simplefilter("error", UserWarning)
        cv2.setNumThreads(0)
        return [image.numpy() for image in pixels]

    def compose(self, size, blur):
        import albumentations as a

        brightness, contrast, saturation, hue = self.jitter
        factors = [(1 - amount, 1 + amount) for amount in (brightness, contrast, saturation)]
        steps = [
            a.RandomResizedCrop((size, size), scale=(0.08, 1)),
            a.HorizontalFlip(p=0.5),
            a.ColorJitter(*factors, (-hue, hue), p=0.8),
            a.ToGray(p=0.2),
        ]
        if blur:
            steps.append(a.GaussianBlur(blur_range=(taps(size), taps(size)), sigma_range=(0.1, 2), p=blur))
        return self.chain(steps)

    def chain(self, steps):
        import albumentations as a

        compose = a.Compose([*steps, a.Normalize(MEAN, DEVIATION), a.ToTensorV2()])
        return lambda image: compose(image=image)["image"]

    def gate(self, size, kernel):
        import albumentations as a

        steps = [a.Resize(size, size), a.HorizontalFlip(p=1), a.ToGray(p=1)]
        return self.chain([*steps, a.GaussianBlur(blur_range=(kernel, kernel), sigma_range=(1, 1), p=1)])(self.inputs[0])


class Decode:
    """One photo after the other, from memory; channels first by torchvision, last by PIL."""

    threads, chunk = 1, 16

    def __init__(self):
        files = sorted(Path(os.environ["BALBOA_BENCH_PHOTOS"]).glob("*.jpg"))
        self.photos = [self.prepare(file.read_bytes()) for file in files]

    def run(self, rounds):
        for i in range(rounds):
            self.decode(self.photos[i % len(self.photos)])


class TorchVisionDecode(Decode):
    def prepare(self, photo):
        return torch.frombuffer(bytearray(photo), dtype=torch.uint8)

    def decode(self, photo):
        from torchvision.io import decode_jpeg

        return decode_jpeg(photo)

    def result(self):
        levels = self.decode(self.photos[0]) / 255
        _, height, width = levels.shape
        return [level.item() for y, x in PROBES for level in levels[:, int(y * height), int(x * width)]]


class PilDecode(Decode):
    def prepare(self, photo):
        return photo

    def decode(self, photo):
        from PIL import Image

        image = Image.open(io.BytesIO(photo))
        image.load()
        return image

    def result(self):
        image = self.decode(self.photos[0])
        at = lambda y, x: image.getpixel((int(x * image.width), int(y * image.height)))
        return [level / 255 for y, x in PROBES for level in at(y, x)]


def work(kind, *arguments):
    maker = lambda: kind(*arguments)
    maker.threads = kind.threads
    return maker


PEERS = {
    "torchvision": TorchVision,
    "torchvision v2": TorchVisionV2,
    "lightly": Lightly,
    "kornia": Kornia,
    "AlbumentationsX": AlbumentationsX,
}
WORKS = {
    (name, peer): work(kind, *arguments)
    for name, arguments in {
        "augment cifar, 128 views": (32, 32, 64, 0.5, 0),
        "augment imagenet, 16 views": (256, 224, 8, 1, 0.5),
    }.items()
    for peer, kind in PEERS.items()
}
WORKS["jpeg decode 256x256", "torchvision.io"] = work(TorchVisionDecode)
WORKS["jpeg decode 256x256", "PIL"] = work(PilDecode)
