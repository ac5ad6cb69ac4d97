"""JPEG files with four components, and what Pillow makes of them.

    python cmyk_goldens.py OUTPUT_FOLDER

writes cmyk.jpg, ycck.jpg (the same samples, declared as YCCK by the Adobe segment) and, as Pillow's
convert("RGB") gives them, cmyk.png and ycck.png.
"""

import sys
from pathlib import Path

import numpy
from PIL import Image


def main(folder: Path) -> None:
    folder.mkdir(parents=True, exist_ok=True)
    y, x = numpy.mgrid[0:24, 0:32]
    inks = numpy.stack([8 * x, 10 * y, 4 * x + 5 * y, (x * y) % 200], axis=2).clip(0, 255)
    picture = Image.fromarray(inks.astype(numpy.uint8), mode="CMYK")
    picture.save(folder / "cmyk.jpg", quality=90, subsampling=0)
    data = bytearray((folder / "cmyk.jpg").read_bytes())
    adobe = data.index(b"Adobe")
    assert data[adobe + 11] == 0
    data[adobe + 11] = 2
    (folder / "ycck.jpg").write_bytes(data)
    for name in ("cmyk", "ycck"):
        Image.open(folder / f"{name}.jpg").convert("RGB").save(folder / f"{name}.png")


if __name__ == "__main__":
    main(Path(sys.argv[1]))
