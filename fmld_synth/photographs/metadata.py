"""Picture files without what they tell beside the picture: camera, place, time, owner, texts, thumbnails."""

from __future__ import annotations

import re
import struct
import zlib

from fmld_synth.photographs.png_chunks import SIGNATURE

JPEG_KEPT = {0xE0: b"JFIF\0", 0xE2: b"ICC_PROFILE\0", 0xEE: b"Adobe"}
"""Application segments that say something of the pixels, by marker, and how they begin (ITU-T T.81, B.2.4.6)."""
JPEG_COMMENT, START_OF_SCAN, END_OF_IMAGE = 0xFE, 0xDA, 0xD9
NEXT_MARKER = re.compile(rb"\xff[^\x00\xd0-\xd7\xff]")
"""In the coded data behind the start of a scan."""
PNG_DROPPED = frozenset({b"eXIf", b"tEXt", b"zTXt", b"iTXt", b"tIME"})
WEBP_DROPPED = frozenset({b"EXIF", b"XMP "})
WEBP_FLAGS = 0b1100
"""Of the chunk VP8X, that EXIF and XMP follow."""


def without_metadata(data: bytes) -> bytes:
    """A JPEG, PNG or WebP file with the same pixels and color profile, and nothing else that may be left out.

    Args:
        data: of a file that is upright as it is stored.

    Returns:
        ``data`` itself where there is nothing to take out, the file is damaged, or of another format.
    """
    try:
        if data.startswith(b"\xff\xd8"):
            slim = _jpeg(data)
        elif data.startswith(SIGNATURE):
            slim = _png(data)
        elif data.startswith(b"RIFF") and data[8:12] == b"WEBP":
            slim = _webp(data)
        else:
            return data
    except (IndexError, ValueError, struct.error):
        return data
    return data if slim == data else slim


def _jpeg(data: bytes) -> bytes:
    """What follows the end of the first picture (others of an MPO, a phone's depth map) goes, too."""
    kept, at = [data[:2]], 2
    while data[at + 1] != END_OF_IMAGE:
        if data[at] != 0xFF:
            raise ValueError("no marker")
        kind = data[at + 1]
        if kind == 0xFF:  # fill bytes
            at += 1
            continue
        end = at + 2 + struct.unpack_from(">H", data, at + 2)[0]
        if kind == START_OF_SCAN:
            found = NEXT_MARKER.search(data, end)
            if found is None:
                raise ValueError("cut off")
            end = found.start()
        content = data[at + 4 : end]
        application = 0xE0 <= kind <= 0xEF
        wanted = (
            kind in JPEG_KEPT and content.startswith(JPEG_KEPT[kind]) if application else kind != JPEG_COMMENT
        )
        if wanted:
            kept.append(data[at:end])
        at = end
    return b"".join([*kept, data[at : at + 2]])


def _png(data: bytes) -> bytes:
    kept, at, kind = [SIGNATURE], len(SIGNATURE), b""
    while kind != b"IEND":
        length, kind = struct.unpack_from(">I4s", data, at)
        end = at + 12 + length
        if (
            end > len(data)
            or zlib.crc32(data[at + 4 : end - 4]) != struct.unpack_from(">I", data, end - 4)[0]
        ):
            raise ValueError("damaged")
        if kind not in PNG_DROPPED:
            kept.append(data[at:end])
        at = end
    return b"".join(kept)


def _webp(data: bytes) -> bytes:
    kept, at = [], 12
    while at < len(data):
        kind, length = struct.unpack_from("<4sI", data, at)
        end = at + 8 + length + length % 2
        chunk = bytearray(data[at:end])
        if kind == b"VP8X":
            chunk[8] &= ~WEBP_FLAGS
        if kind not in WEBP_DROPPED:
            kept.append(bytes(chunk))
        at = end
    body = b"WEBP" + b"".join(kept)
    return b"RIFF" + struct.pack("<I", len(body)) + body
