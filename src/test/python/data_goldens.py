"""Records what torchvision makes of two small images, for dev.balboa.data.

    python src/test/python/data_goldens.py        # torch 2.10, torchvision 0.25, pillow

Writes src/test/resources/goldens/data/: the images as HWC bytes, each result as little-endian float32 in CHW order (or
bytes for Pillow), `cases.tsv` with one line per result, and `crop-statistics.tsv` with moments of drawn crops.
"""

import pathlib

import numpy as np
import torch
from PIL import Image
from torchvision.transforms import InterpolationMode
from torchvision.transforms import v2
from torchvision.transforms.v2 import functional as F

OUT = pathlib.Path(__file__).resolve().parents[1] / "resources" / "goldens" / "data"
BILINEAR = InterpolationMode.BILINEAR
SIZES = {"wide": (13, 17), "square": (16, 16)}  # height, width


def picture(height, width, seed):
    """Smooth ramps with noise, and corners of pure, gray, black and white pixels where HSV has its special cases."""
    rng = np.random.default_rng(seed)
    y, x = np.mgrid[0:height, 0:width]
    ramps = np.stack([x * 255 / (width - 1), y * 255 / (height - 1), (x + y) * 255 / (height + width - 2)], 2)
    image = np.clip(ramps + rng.normal(0, 40, ramps.shape), 0, 255).astype(np.uint8)
    image[0, :8] = [[255, 0, 0], [0, 255, 0], [0, 0, 255], [255, 255, 0],
                    [0, 255, 255], [255, 0, 255], [128, 128, 128], [255, 255, 255]]
    image[1, 0] = 0
    return image


def resized_crop(x, top, left, height, width, size):
    return F.resized_crop(x, top, left, height, width, [size, size], BILINEAR, antialias=True)


def normalize(x):
    return F.normalize(x, [0.485, 0.456, 0.406], [0.229, 0.224, 0.225])


# Names of operations and the order of their numbers are those of the Java records Draw.*.
OPERATIONS = {
    "crop": resized_crop,
    "flip": lambda x: F.horizontal_flip(x),
    "brightness": lambda x, f: F.adjust_brightness(x, f),
    "contrast": lambda x, f: F.adjust_contrast(x, f),
    "saturation": lambda x, f: F.adjust_saturation(x, f),
    "hue": lambda x, t: F.adjust_hue(x, t),
    "gray": lambda x: F.rgb_to_grayscale(x, num_output_channels=3),
    "normalize": normalize,
}

CASES = {
    "crop-whole-up": ("wide", "crop 0 0 13 17 32"),
    "crop-whole-down": ("wide", "crop 0 0 13 17 5"),
    "crop-part-up": ("square", "crop 3 2 7 9 16"),
    "crop-part-mixed": ("wide", "crop 1 0 4 16 8"),
    "crop-one-pixel": ("square", "crop 5 6 1 1 4"),
    "flip": ("wide", "flip"),
    "brightness-down": ("square", "brightness 0.6"),
    "brightness-up": ("square", "brightness 1.4"),
    "contrast-down": ("square", "contrast 0.6"),
    "contrast-up": ("wide", "contrast 1.4"),
    "saturation-down": ("square", "saturation 0.3"),
    "saturation-up": ("square", "saturation 1.8"),
    "hue-small": ("square", "hue 0.1"),
    "hue-back": ("square", "hue -0.07"),
    "hue-half": ("wide", "hue 0.5"),
    "gray": ("square", "gray"),
    "normalize": ("square", "normalize"),
    "chain": ("wide", "crop 2 3 9 11 12;flip;hue -0.3;contrast 1.2;brightness 0.8;saturation 1.3;gray;normalize"),
    "chain-color": ("square", "saturation 1.4;hue 0.45;brightness 1.3;contrast 0.7;normalize"),
}

PILLOW = {
    "pillow-crop-up": ("square", "crop 3 2 7 9 16"),
    "pillow-crop-down": ("wide", "crop 0 0 13 17 6"),
    "pillow-center": ("wide", "center 8"),
    "pillow-center-up": ("wide", "center 20"),
}


def run(x, steps):
    for step in steps.split(";"):
        name, *numbers = step.split(" ")
        x = OPERATIONS[name](x, *(float(n) if "." in n else int(n) for n in numbers))
    return x


def pillow(image, step):
    name, *numbers = step.split(" ")
    numbers = [int(n) for n in numbers]
    if name == "center":
        return F.center_crop(F.resize(image, [numbers[0]], BILINEAR), [numbers[0], numbers[0]])
    return resized_crop(image, *numbers)


def crop_statistics():
    """Mean and variance of (top, left, height, width) over many draws; the last line has no ratio that fits."""
    settings = [(32, 32, 0.2, 1.0, 3 / 4, 4 / 3), (40, 24, 0.08, 0.5, 3 / 4, 4 / 3), (60, 10, 0.9, 1.0, 3 / 4, 4 / 3)]
    for height, width, low, high, ratio_low, ratio_high in settings:
        crop = v2.RandomResizedCrop(8, scale=(low, high), ratio=(ratio_low, ratio_high))
        image = torch.zeros(3, height, width)
        drawn = [crop.make_params([image]) for _ in range(20000)]
        rows = np.array([[d["top"], d["left"], d["height"], d["width"]] for d in drawn], dtype=np.float64)
        numbers = [height, width, low, high, ratio_low, ratio_high, len(rows), *rows.mean(0), *rows.var(0)]
        yield "\t".join(repr(float(n)) for n in numbers)


def main():
    torch.manual_seed(0)
    OUT.mkdir(parents=True, exist_ok=True)
    images = {name: picture(*size, seed) for seed, (name, size) in enumerate(SIZES.items())}
    for name, image in images.items():
        (OUT / f"{name}.rgb").write_bytes(image.tobytes())
    lines = []
    for name, (source, steps) in CASES.items():
        x = torch.from_numpy(images[source]).permute(2, 0, 1).float() / 255
        result = run(x, steps).contiguous().numpy()
        (OUT / f"{name}.f32").write_bytes(result.astype("<f4").tobytes())
        lines.append([name, source, *images[source].shape[:2], steps, *result.shape[1:]])
    for name, (source, step) in PILLOW.items():
        result = np.asarray(pillow(Image.fromarray(images[source]), step))
        (OUT / f"{name}.rgb").write_bytes(result.tobytes())
        lines.append([name, source, *images[source].shape[:2], step, *result.shape[:2]])
    text = "".join("\t".join(map(str, line)) + "\n" for line in lines)
    (OUT / "cases.tsv").write_text(text)
    (OUT / "crop-statistics.tsv").write_text("".join(line + "\n" for line in crop_statistics()))


if __name__ == "__main__":
    main()
