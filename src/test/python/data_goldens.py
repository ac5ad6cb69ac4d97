"""Records what torchvision makes of four small images, for dev.balboa.data.

    python src/test/python/data_goldens.py        # torch 2.10, torchvision 0.25, pillow

Writes src/test/resources/goldens/data/: the images as HWC bytes, each result as little-endian float32 in CHW order (or
bytes for Pillow), `cases.tsv` with one line per result, and `crop-statistics.tsv` with moments of drawn crops.
"""

import pathlib

import numpy as np
import torch
from PIL import Image, ImageFilter, ImageOps
from torchvision.transforms import InterpolationMode
from torchvision.transforms import v2
from torchvision.transforms.v2 import functional as F

OUT = pathlib.Path(__file__).resolve().parents[1] / "resources" / "goldens" / "data"
BILINEAR = InterpolationMode.BILINEAR
MODES = {"nearest": InterpolationMode.NEAREST, "bilinear": BILINEAR, "bicubic": InterpolationMode.BICUBIC}
SIZES = {"wide": (13, 17), "square": (16, 16), "large": (24, 36)}  # height, width; equalising needs more than 255 pixels


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


def resized(x, top, left, height, width, out_height, out_width, mode):
    # Cut to [0, 1] as on bytes: on float tensors torchvision lets the cubic overshoot.
    out = F.resized_crop(x, top, left, height, width, [out_height, out_width], MODES[mode], antialias=True)
    return out.clamp(0, 1)


def shorter(x, size, max_size, mode):
    return F.resize(x, [size], MODES[mode], max_size or None, antialias=True).clamp(0, 1)


def pad(x, top, left, bottom, right, mode):
    return F.pad(x, [left, top, right, bottom], fill=0, padding_mode=mode)


def rotate(x, degrees, mode, fill):
    return F.rotate(x, degrees, MODES[mode], fill=[fill])


def normalize(x):
    return F.normalize(x, [0.485, 0.456, 0.406], [0.229, 0.224, 0.225])


# Names of operations and the order of their numbers are those of the Java records Draw.*; shorter and centercrop are
# transforms that draw nothing.
OPERATIONS = {
    "crop": resized_crop,
    "flip": lambda x: F.horizontal_flip(x),
    "brightness": lambda x, f: F.adjust_brightness(x, f),
    "contrast": lambda x, f: F.adjust_contrast(x, f),
    "saturation": lambda x, f: F.adjust_saturation(x, f),
    "hue": lambda x, t: F.adjust_hue(x, t),
    "resized": resized,
    "shorter": shorter,
    "centercrop": lambda x, size: F.center_crop(x, [size, size]),
    "pad": pad,
    "vflip": lambda x: F.vertical_flip(x),
    "rotate": rotate,
    "blur": lambda x, kernel_size, sigma: F.gaussian_blur(x, [kernel_size, kernel_size], [sigma, sigma]),
    "solarize": lambda x, threshold: F.solarize(x, threshold),
    "equalize": lambda x: F.equalize(x),
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
    "bicubic-up": ("wide", "resized 0 0 13 17 32 29 bicubic"),
    "bicubic-down": ("large", "resized 0 0 24 36 7 10 bicubic"),
    "bicubic-part-mixed": ("wide", "resized 1 0 4 16 8 8 bicubic"),
    "bicubic-one-pixel": ("square", "resized 5 6 1 1 3 3 bicubic"),
    "resized-apart": ("wide", "resized 2 1 9 14 5 20 bilinear"),
    "shorter-down": ("wide", "shorter 8 0 bilinear"),
    "shorter-up": ("large", "shorter 30 0 bicubic"),
    "shorter-limited": ("wide", "shorter 10 12 bilinear"),
    "shorter-square": ("square", "shorter 9 10 bilinear"),
    "centercrop-inside": ("wide", "centercrop 10"),
    "centercrop-odd": ("large", "centercrop 15"),
    "centercrop-outside": ("wide", "centercrop 20"),
    "centercrop-half-outside": ("wide", "centercrop 16"),
    "pad-constant": ("wide", "pad 2 3 1 4 constant"),
    "pad-edge": ("wide", "pad 2 3 1 4 edge"),
    "pad-reflect": ("wide", "pad 12 3 1 16 reflect"),
    "pad-symmetric": ("wide", "pad 13 3 1 17 symmetric"),
    "vflip": ("wide", "vflip"),
    "rotate-nearest": ("wide", "rotate 17.0 nearest 0.0"),
    "rotate-nearest-fill": ("square", "rotate -128.5 nearest 0.4"),
    "rotate-bilinear": ("wide", "rotate -33.3 bilinear 0.0"),
    "rotate-bilinear-fill": ("square", "rotate 211.7 bilinear 0.7"),
    "rotate-quarter": ("square", "rotate 90.0 nearest 0.0"),
    "rotate-quarter-back": ("square", "rotate -90.0 bilinear 0.5"),
    "rotate-quarter-wide": ("wide", "rotate 90.0 nearest 0.5"),
    "rotate-half": ("wide", "rotate 180.0 bilinear 0.5"),
    "rotate-more-than-whole": ("wide", "rotate 397.0 bilinear 0.2"),
    "blur-small": ("wide", "blur 3 0.1"),
    "blur-middle": ("square", "blur 9 1.3"),
    "blur-whole": ("large", "blur 23 2.0"),
    "blur-largest": ("wide", "blur 25 1.9"),
    "blur-flat": ("square", "blur 5 50.0"),
    "solarize": ("square", "solarize 0.5"),
    "solarize-all": ("wide", "solarize 0.0"),
    "solarize-white": ("square", "solarize 1.0"),
    "equalize": ("large", "equalize"),
    "equalize-few-pixels": ("wide", "brightness 0.9;equalize"),
    "equalize-floats": ("large", "brightness 0.83;contrast 0.6;equalize"),
    "chain-byol": ("large", "resized 3 5 19 22 20 20 bicubic;flip;contrast 1.3;hue 0.08;blur 23 0.9;solarize 0.5;normalize"),
    "chain-solo": ("large", "equalize;resized 0 0 24 24 32 32 bicubic;saturation 1.2;blur 3 1.1;solarize 0.5;vflip;normalize"),
    "chain": ("wide", "crop 2 3 9 11 12;flip;hue -0.3;contrast 1.2;brightness 0.8;saturation 1.3;gray;normalize"),
    "chain-color": ("square", "saturation 1.4;hue 0.45;brightness 1.3;contrast 0.7;normalize"),
}

PILLOW = {
    "pillow-crop-up": ("square", "crop 3 2 7 9 16"),
    "pillow-crop-down": ("wide", "crop 0 0 13 17 6"),
    "pillow-bicubic-up": ("soft", "resized 3 2 7 9 16 16 bicubic"),
    "pillow-bicubic-down": ("soft", "resized 0 0 16 16 6 9 bicubic"),
    "pillow-solarize": ("square", "solarize"),
    "pillow-equalize": ("large", "equalize"),
    "pillow-blur": ("large", "blur 2.0"),
    "pillow-blur-narrow": ("large", "blur 0.6"),
    "pillow-center": ("wide", "center 8"),
    "pillow-center-up": ("wide", "center 20"),
}


def number(text):
    return text if text in MODES or text.isalpha() else float(text) if "." in text else int(text)


def run(x, steps):
    for step in steps.split(";"):
        name, *numbers = step.split(" ")
        x = OPERATIONS[name](x, *map(number, numbers))
    return x


def pillow(image, step):
    name, *numbers = step.split(" ")
    numbers = [number(n) for n in numbers]
    match name:
        case "center":
            return F.center_crop(F.resize(image, [numbers[0]], BILINEAR), [numbers[0], numbers[0]])
        case "solarize":
            return ImageOps.solarize(image, 128)
        case "equalize":
            return ImageOps.equalize(image)
        case "blur":
            return image.filter(ImageFilter.GaussianBlur(radius=numbers[0]))
        case "resized":
            *box, mode = numbers
            return F.resized_crop(image, *box[:4], box[4:], MODES[mode])
        case _:
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
    # Half the contrast: the cubic stays within bytes, which Pillow would cut between its two passes as well.
    images["soft"] = images["square"] // 2 + 64
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
