"""Pictures and picture files that are drawn for a test."""

import struct
import zlib

import numpy as np
import skimage.data
from PIL import Image

ORIENTATION = 0x0112


def portrait():
    """Uint8 (120, 150, 3), RGB: a photographed face."""
    return np.ascontiguousarray(skimage.data.astronaut()[:120, 150:300])


def png(pixels, *chunks, bits=None, after=()):
    """A PNG file.

    Args:
        pixels: uint8 or uint16 (height, width) or (height, width, 2, 3 or 4).
        chunks: name and content of further ones, before the pixels.
        bits: of a channel; None for those of ``pixels``.
        after: chunks behind the pixels.
    """
    pixels = pixels[..., None] if pixels.ndim == 2 else pixels
    height, width, channels = pixels.shape
    kind = {1: 0, 2: 4, 3: 2, 4: 6}[channels]
    bits = bits or pixels.dtype.itemsize * 8
    rows = pixels.astype(pixels.dtype.newbyteorder(">")).reshape(height, -1)
    packed = zlib.compress(b"".join(b"\0" + row.tobytes() for row in rows))
    header = struct.pack(">IIBBBBB", width, height, bits, kind, 0, 0, 0)
    return b"\x89PNG\r\n\x1a\n" + b"".join(
        chunk(name, content)
        for name, content in ((b"IHDR", header), *chunks, (b"IDAT", packed), *after, (b"IEND", b""))
    )


def chunk(name, content):
    return struct.pack(">I", len(content)) + name + content + struct.pack(">I", zlib.crc32(name + content))


def text_chunk(size, keyword=b"XML:com.adobe.xmp", text=None):
    """A compressed iTXt chunk of ``size`` characters."""
    text = text if text is not None else b"<history/>"
    return b"iTXt", keyword + b"\0\1\0\0\0" + zlib.compress(text + b" " * (size - len(text)))


def turned_to(picture, orientation):
    """A picture as a camera with that orientation stores it."""
    steps = {
        2: Image.Transpose.FLIP_LEFT_RIGHT, 3: Image.Transpose.ROTATE_180, 4: Image.Transpose.FLIP_TOP_BOTTOM,
        5: Image.Transpose.TRANSPOSE, 6: Image.Transpose.ROTATE_90, 7: Image.Transpose.TRANSVERSE,
        8: Image.Transpose.ROTATE_270,
    }  # fmt: skip
    image = Image.fromarray(picture)
    return image.transpose(steps[orientation]) if orientation in steps else image


def linear(picture, levels=255):
    """The light of an sRGB picture, as whole numbers up to ``levels``."""
    signal = picture / 255
    light = np.where(signal <= 0.04045, signal / 12.92, ((signal + 0.055) / 1.055) ** 2.4)
    return (light * levels).round()


def tiff(pixels, *, bits=None, content=None, orientation=1, photometric=None):
    """A TIFF file without compression.

    Args:
        pixels: uint8 or uint16 (height, width) or (height, width, 3).
        bits: of a channel; None for those of ``pixels``.
        content: packed pixels; None for those of ``pixels``.
        orientation: 1 to 8, or nonsense.
        photometric: 0 where white is 0; None for 1 (black is 0) or 2 (color).
    """
    channels = 1 if pixels.ndim == 2 else pixels.shape[2]
    content = pixels.astype(pixels.dtype.newbyteorder("<")).tobytes() if content is None else content
    content += b"\0" * (len(content) % 2)
    depth = struct.pack(f"<{channels}H", *[bits or pixels.dtype.itemsize * 8] * channels)
    place = 8 + len(content)
    tags = [
        (256, 4, 1, pixels.shape[1]), (257, 4, 1, pixels.shape[0]),
        (258, 3, channels, place if channels > 2 else int.from_bytes(depth, "little")), (259, 3, 1, 1),
        (262, 3, 1, (1 if channels == 1 else 2) if photometric is None else photometric), (273, 4, 1, 8),
        (ORIENTATION, 3, 1, orientation), (277, 3, 1, channels), (278, 4, 1, pixels.shape[0]),
        (279, 4, 1, len(content)),
    ]  # fmt: skip
    directory = struct.pack("<H", len(tags)) + b"".join(struct.pack("<HHII", *tag) for tag in tags) + bytes(4)
    return b"II*\0" + struct.pack("<I", place + len(depth)) + content + depth + directory
