"""A short way to read mattes: the PNG files that ``generate`` writes, in less than half the time of a decoder.

An export of masks is mostly the decoding of PNG files that are nearly empty. In those of OpenCV every row holds
the differences between neighbouring pixels (filter type "Sub" of the PNG specification, section 9.2), so rows
without a mask are zero and can be dropped as soon as they are unpacked.
"""

from __future__ import annotations

import struct
import zlib
from collections.abc import Iterator

import cv2
import numpy as np

from fmld_synth.dataset.formats.matte import Matte

BEGINNING = b"\x89PNG\r\n\x1a\n" + struct.pack(">I4s", 13, b"IHDR")
EIGHT_BIT_GREY = bytes([8, 0, 0, 0, 0])
"""Depth, colour type, compression, filter method and interlacing, as they stand in the header."""
SUB = 1
STRIP = 1 << 15
"""Bytes unpacked at a time: they stay in the processor's cache, and asking the system for more costs dearly."""


def decode_grey_png(content: bytes, width: int, height: int) -> Matte | None:
    """Decode an 8-bit grey PNG whose rows all have the filter ``Sub``.

    Args:
        content: of the file.
        width, height: the size it should have, in pixels.

    Returns:
        The matte; None when it is another kind of file, of another size, or damaged.
    """
    if content[:29] != BEGINNING + struct.pack(">II", width, height) + EIGHT_BIT_GREY:
        return None
    empty_row = bytes([SUB]) + bytes(width)
    rows_a_strip = max(STRIP // len(empty_row), 1)
    empty_strip = rows_a_strip * empty_row
    strips: list[bytes] = []
    first = needed = 0
    try:
        for strip in _unpacked(_image_data(content), height * len(empty_row), len(empty_strip)):
            if strip != empty_strip[: len(strip)]:
                needed = len(strips) + 1
            elif not strips:
                first += rows_a_strip
                continue
            strips.append(strip)
    except (zlib.error, struct.error, EOFError):
        return None
    if not needed:
        return Matte.empty(width, height)
    rows = np.frombuffer(b"".join(strips[:needed]), np.uint8).reshape(-1, len(empty_row))
    if (rows[:, 0] != SUB).any():
        return None
    differences = rows[:, 1:]
    left, top, across, down = cv2.boundingRect(differences)
    pixels = np.cumsum(differences[top : top + down, left:], axis=1, dtype=np.uint8)
    if not pixels[:, -1].any():  # else the mask goes on to the right border, without a difference there
        pixels = pixels[:, :across]
    return Matte(pixels, left, first + top, width, height)


def _unpacked(data: bytes, size: int, most: int) -> Iterator[bytes]:
    """What was compressed, ``size`` bytes, ``most`` at a time.

    Raises:
        EOFError: it is of another size.
    """
    stream = zlib.decompressobj()
    for begin in range(0, size, most):
        wanted = min(most, size - begin)
        part = stream.decompress(data, wanted)
        if len(part) != wanted:
            raise EOFError
        yield part
        data = stream.unconsumed_tail
    if stream.decompress(data, 1) or not stream.eof:
        raise EOFError


def _image_data(content: bytes) -> bytes:
    """The contents of all IDAT chunks, joined."""
    parts = []
    place = len(BEGINNING) + 13 + 4
    while place < len(content):
        length, kind = struct.unpack_from(">I4s", content, place)
        if kind == b"IDAT":
            parts.append(content[place + 8 : place + 8 + length])
        place += 12 + length
    return b"".join(parts)
