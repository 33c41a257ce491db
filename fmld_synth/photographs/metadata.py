"""Picture files without what they tell beside the picture: camera, place, time, owner, texts, thumbnails.

What is kept is named, and the rest goes: nobody knows all the places where programs put such things. Pixels are not
encoded again. What a damaged file lacks at its end is not missed, so that such files tell nothing either.
"""

from __future__ import annotations

import io
import re
import struct

from PIL import TiffImagePlugin

from fmld_synth.photographs.item_files import without_items_of_metadata
from fmld_synth.photographs.opening import DECODER_ERRORS, no_remarks
from fmld_synth.photographs.png_chunks import SIGNATURE

JPEG_KEPT = {0xE0: b"JFIF\0", 0xE2: b"ICC_PROFILE\0", 0xEE: b"Adobe"}
"""Application segments that say something of the pixels, by marker, and how they begin (ITU-T T.81, B.2.4.6)."""
JPEG_COMMENT, START_OF_SCAN, END_OF_IMAGE = 0xFE, 0xDA, 0xD9
WITHOUT_LENGTH = frozenset({0x01, *range(0xD0, 0xD9)})
"""Markers that stand alone, beside the end of the image."""
NEXT_MARKER = re.compile(rb"\xff[^\x00\xd0-\xd7\xff]")
"""In the coded data behind the start of a scan."""
PNG_KEPT = frozenset(
    {
        b"tRNS", b"gAMA", b"cHRM", b"sRGB", b"iCCP", b"cICP", b"mDCV", b"cLLI", b"sBIT", b"bKGD", b"pHYs",
        b"acTL", b"fcTL", b"fdAT",
    }
)  # fmt: skip
"""Chunks that readers may skip, and that say something of the pixels."""
WEBP_KEPT = frozenset({b"VP8 ", b"VP8L", b"VP8X", b"ALPH", b"ANIM", b"ANMF", b"ICCP"})
WEBP_FLAGS = 0b1100
"""Of the chunk VP8X, that EXIF and XMP follow."""
GIF_IMAGE, GIF_EXTENSION, GIF_END = 0x2C, 0x21, 0x3B
GIF_CONTROL, GIF_APPLICATION = 0xF9, 0xFF
GIF_KEPT = (b"NETSCAPE2.0", b"ANIMEXTS1.0", b"ICCRGBG1012")
"""Extensions of applications that say how often an animation runs, and what its colors are."""
TIFF_BEGINS = (b"II*\x00", b"MM\x00*")
TIFF_KEPT = frozenset(
    {
        *range(254, 260), 262, 266, *range(273, 275), *range(277, 285), 296, 301, 317, 318, 319, 320,
        *range(322, 326), 338, 339, 347, *range(529, 533), 34675,
    }
)  # fmt: skip
"""Tags of TIFF 6.0 that say how the pixels are stored and what their colors are."""


def without_metadata(data: bytes) -> bytes | None:
    """A picture's file with the same pixels and color profile, and nothing else that may be left out.

    Args:
        data: of a JPEG, PNG, WebP, GIF, AVIF or HEIC file that is upright as it is stored. A BMP file tells nothing.

    Returns:
        ``data`` itself where there is nothing to take out; None where it cannot be taken out, because the file is a
        TIFF that tells something, of another format, or so damaged that nobody knows what is what.
    """
    try:
        if data.startswith(b"\xff\xd8"):
            slim = _jpeg(data)
        elif data.startswith(SIGNATURE):
            slim = _png(data)
        elif data.startswith(b"RIFF") and data[8:12] == b"WEBP":
            slim = _webp(data)
        elif data.startswith(b"GIF8"):
            slim = _gif(data)
        elif data[4:8] == b"ftyp":
            slim = without_items_of_metadata(data)
        elif data.startswith(b"BM") or (data.startswith(TIFF_BEGINS) and _tiff_tells_nothing(data)):
            return data
        else:
            return None
    except DECODER_ERRORS:
        return None
    return data if slim == data else slim


def _jpeg(data: bytes) -> bytes:
    """What follows the end of the first picture (others of an MPO, a phone's depth map) goes, too."""
    kept, at = [data[:2]], 2
    while at + 1 < len(data):
        kind = data[at + 1]
        if data[at] != 0xFF or kind in (0x00, 0xFF):  # what decoders skip until the next marker
            at += 1
            continue
        if kind == END_OF_IMAGE or kind in WITHOUT_LENGTH:
            kept.append(data[at : at + 2])
            at += 2
            if kind == END_OF_IMAGE:
                break
            continue
        if at + 4 > len(data):
            break
        end = at + 2 + struct.unpack_from(">H", data, at + 2)[0]
        if kind == START_OF_SCAN:
            found = NEXT_MARKER.search(data, end)
            end = len(data) if found is None else found.start()
        if _tells_of_pixels(kind, data[at + 4 : end]):
            kept.append(data[at:end])
        at = end
    return b"".join(kept)


def _tells_of_pixels(kind: int, content: bytes) -> bool:
    if 0xE0 <= kind <= 0xEF:
        return kind in JPEG_KEPT and content.startswith(JPEG_KEPT[kind])
    return kind != JPEG_COMMENT


def _png(data: bytes) -> bytes:
    kept, at, kind = [SIGNATURE], len(SIGNATURE), b""
    while kind != b"IEND" and at + 8 <= len(data):
        length, kind = struct.unpack_from(">I4s", data, at)
        end = at + 12 + length
        if not kind[:1].islower() or kind in PNG_KEPT:  # capitals: no reader may skip it
            kept.append(data[at:end])
        at = end
    return b"".join(kept)


def _webp(data: bytes) -> bytes:
    kept, at = [], 12
    while at + 8 <= len(data):
        kind, length = struct.unpack_from("<4sI", data, at)
        end = at + 8 + length + length % 2
        chunk = bytearray(data[at:end])
        if kind == b"VP8X":
            chunk[8] &= ~WEBP_FLAGS
        if kind in WEBP_KEPT:
            kept.append(bytes(chunk))
        at = end
    body = b"WEBP" + b"".join(kept)
    missing = max(at - len(data), 0)  # a file that was cut off says so by its length
    return b"RIFF" + struct.pack("<I", len(body) + missing) + body


def _gif(data: bytes) -> bytes:
    """Comments, texts and what applications note go (CompuServe GIF89a)."""
    at = 13 + _color_table(data[10])
    kept = [data[:at]]
    while at < len(data) and data[at] != GIF_END:
        begin = at
        if data[at] == GIF_IMAGE:
            at = _behind_blocks(data, at + 10 + _color_table(data[at + 9]) + 1)
            wanted = True
        elif data[at] == GIF_EXTENSION:
            at = _behind_blocks(data, at + 2)
            application = data[begin + 1] == GIF_APPLICATION and data[begin + 3 : begin + 14] in GIF_KEPT
            wanted = data[begin + 1] == GIF_CONTROL or application
        else:
            raise ValueError("no block")
        if wanted:
            kept.append(data[begin:at])
    return b"".join([*kept, data[at : at + 1]])


def _color_table(flags: int) -> int:
    """Bytes of the color table that follows."""
    return 3 << ((flags & 7) + 1) if flags & 0x80 else 0


def _behind_blocks(data: bytes, at: int) -> int:
    """Where a chain of blocks, each with its length before it, ends."""
    while at < len(data) and data[at]:
        at += 1 + data[at]
    return at + 1


def _tiff_tells_nothing(data: bytes) -> bool:
    """Whether a TIFF file has one directory, of tags that say how its pixels are stored."""
    directory = TiffImagePlugin.ImageFileDirectory_v2(data[:8])
    file = io.BytesIO(data)
    file.seek(directory.next)
    with no_remarks():
        directory.load(file)
    return not directory.next and set(directory) <= TIFF_KEPT
