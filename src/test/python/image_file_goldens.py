"""Writes small image files and what Pillow decodes them to, for dev.balboa.data.ImageDecoder.

    python src/test/python/image_file_goldens.py        # pillow

Writes src/test/resources/goldens/pillow/: each file, its upright RGB levels as HWC bytes beside it (`NAME.rgb`), and
`cases.tsv` with name, width, height of the result.
"""

import io
import pathlib
import struct
import zlib

import numpy as np
from PIL import Image, ImageOps

OUT = pathlib.Path(__file__).resolve().parents[1] / "resources" / "goldens" / "pillow"
HEIGHT, WIDTH = 24, 40
ORIENTATION = 0x0112


def picture():
    """Smooth, so that JPEG keeps it, and different in every corner, so that no turn looks like another."""
    y, x = np.mgrid[0:HEIGHT, 0:WIDTH]
    levels = np.stack([x * 255 / (WIDTH - 1), y * 255 / (HEIGHT - 1), 128 + 100 * np.sin(x / 7 + y / 5)], 2)
    return np.clip(levels, 0, 255).astype(np.uint8)


def saved(image, kind, **options):
    buffer = io.BytesIO()
    image.save(buffer, kind, **options)
    return buffer.getvalue()


def exif(orientation, big_endian=False):
    """A TIFF block with two tags, of which the second is the orientation."""
    order = ">" if big_endian else "<"
    make = struct.pack(order + "HHI", 0x010F, 2, 4) + b"cam\0"
    turn = struct.pack(order + "HHIHH", ORIENTATION, 3, 1, orientation, 0)
    header = (b"MM" if big_endian else b"II") + struct.pack(order + "HI", 42, 8)
    return b"Exif\0\0" + header + struct.pack(order + "H", 2) + make + turn + struct.pack(order + "I", 0)


def png(kind, depth, rows):
    """A PNG of a kind that Pillow does not write."""
    height, width = rows.shape[:2]

    def chunk(name, data):
        return struct.pack(">I", len(data)) + name + data + struct.pack(">I", zlib.crc32(name + data))

    raw = b"".join(b"\0" + row.astype(">u2").tobytes() for row in rows)
    return (b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", struct.pack(">IIBBBBB", width, height, depth, kind, 0, 0, 0))
            + chunk(b"IDAT", zlib.compress(raw)) + chunk(b"IEND", b""))


def ycck(cmyk_jpeg):
    """The same levels declared as YCCK: the last byte of Adobe's segment."""
    at = cmyk_jpeg.index(b"Adobe") + 11
    assert cmyk_jpeg[at] == 0
    return cmyk_jpeg[:at] + b"\2" + cmyk_jpeg[at + 1:]


def without_jfif(jpeg):
    """As cameras write it: the EXIF segment first, no JFIF."""
    assert jpeg[2:4] == b"\xff\xe0"
    return jpeg[:2] + jpeg[4 + struct.unpack(">H", jpeg[4:6])[0]:]


def files():
    levels = picture()
    rgb = Image.fromarray(levels)
    for turn in range(1, 9):
        yield f"turn{turn}.jpg", saved(rgb, "JPEG", quality=95, exif=exif(turn, turn % 2 == 0))
    yield "turn9.jpg", saved(rgb, "JPEG", quality=95, exif=exif(9))
    yield "camera.jpg", without_jfif(saved(rgb, "JPEG", quality=95, exif=exif(6)))
    yield "turn6.png", saved(rgb, "PNG", exif=exif(6))
    yield "halved.jpg", saved(rgb, "JPEG", quality=90, subsampling=2)
    yield "full.jpg", saved(rgb, "JPEG", quality=90, subsampling=0)
    yield "progressive.jpg", saved(rgb, "JPEG", quality=90, progressive=True)
    yield "gray.jpg", saved(rgb.convert("L"), "JPEG", quality=90)
    ink = Image.merge("CMYK", [*rgb.split(), rgb.convert("L").transpose(Image.Transpose.ROTATE_180)])
    cmyk = saved(ink, "JPEG", quality=95)
    yield "cmyk.jpg", cmyk
    yield "ycck.jpg", ycck(cmyk)
    alpha = rgb.copy()
    alpha.putalpha(rgb.convert("L"))
    yield "alpha.png", saved(alpha, "PNG")
    yield "gray-alpha.png", saved(alpha.convert("LA"), "PNG")
    yield "palette.png", saved(rgb.quantize(16), "PNG", transparency=3)
    yield "black-white.png", saved(rgb.convert("1"), "PNG")
    deep = levels.astype(np.uint16) * 256 + 200 - levels // 2
    yield "deep.png", png(2, 16, deep)
    yield "deep-alpha.png", png(6, 16, np.concatenate([deep, deep[:, :, :1]], 2))
    yield "color.bmp", saved(rgb, "BMP")
    yield "palette.bmp", saved(rgb.quantize(16), "BMP")
    yield "gray.bmp", saved(rgb.convert("L"), "BMP")
    yield "one.png", saved(rgb.crop((5, 5, 6, 6)), "PNG")
    yield "one.jpg", saved(rgb.crop((5, 5, 6, 6)), "JPEG")
    yield "really-a-png.jpg", saved(rgb, "PNG")
    yield "really-a-jpeg.bmp", saved(rgb, "JPEG")


def main():
    OUT.mkdir(parents=True, exist_ok=True)
    lines = []
    for name, data in files():
        (OUT / name).write_bytes(data)
        image = ImageOps.exif_transpose(Image.open(io.BytesIO(data))).convert("RGB")
        (OUT / f"{name}.rgb").write_bytes(np.asarray(image).tobytes())
        lines.append(f"{name}\t{image.width}\t{image.height}\n")
    (OUT / "cases.tsv").write_text("".join(lines))


if __name__ == "__main__":
    main()
