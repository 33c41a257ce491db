"""The chunks of a PNG file that matter to a picture: without texts however long, and with its color described."""

from __future__ import annotations

import struct
import zlib
from collections.abc import Iterator
from typing import NamedTuple

SIGNATURE = b"\x89PNG\r\n\x1a\n"
KEPT = frozenset({b"tRNS", b"gAMA", b"cHRM", b"sRGB", b"eXIf", b"acTL", b"fcTL", b"fdAT"})
"""Chunks that say something of pixels, color, orientation or animation, beside those no reader may skip."""
ORIENTATION_TEXTS = (b"XML:com.adobe.xmp", b"Raw profile type exif")
"""Keywords of the texts in which programs note the orientation."""
MOST_INFLATED = 16 << 20
"""Bytes of a compressed text or color profile. Photoshop's history reaches some MB, profiles of printers 3 MB."""
MOST_CHUNKS = 1_000_000
"""A file of 8 GB in the usual pieces of 8 KiB."""


class PngContent(NamedTuple):
    """A PNG file, reduced to what matters.

    data: the file without texts, profile and damaged chunks that may be left out; what follows its end is cut off.
    profile: ICC profile; None without one, or when it is damaged.
    coding: code points of color primaries and transfer function of the cICP chunk (ITU-T H.273), or None.
    """

    data: bytes
    profile: bytes | None
    coding: tuple[int, int] | None


class _Chunk(NamedTuple):
    kind: bytes
    content: bytes
    begin: int
    end: int
    whole: bool


def essential_chunks(data: bytes) -> PngContent:
    """Reduce a PNG file to what matters.

    Args:
        data: of the file, which begins with ``SIGNATURE``.

    Raises:
        ValueError: it has senselessly many chunks.
    """
    kept = [data[: len(SIGNATURE)]]
    profile, coding, texts = None, None, set(ORIENTATION_TEXTS)
    for chunk in _chunks(data):
        must_be_read = not chunk.kind[:1].islower()
        if must_be_read or (chunk.whole and chunk.kind in KEPT):
            kept.append(data[chunk.begin : chunk.end])
        elif chunk.whole and chunk.kind == b"iCCP" and profile is None:
            _, _, compressed = chunk.content.partition(b"\0")
            profile = _inflated(compressed[1:]) or None
        elif chunk.whole and chunk.kind == b"cICP" and len(chunk.content) == 4:
            coding = chunk.content[0], chunk.content[1]
        elif chunk.whole and chunk.kind in (b"tEXt", b"zTXt", b"iTXt"):
            keyword = chunk.content.partition(b"\0")[0]
            if keyword in texts and (text := _plain_text(chunk)) is not None:
                texts.remove(keyword)
                kept.append(_packed(b"iTXt" if chunk.kind == b"iTXt" else b"tEXt", text))
    return PngContent(b"".join(kept), profile, coding)


def _chunks(data: bytes) -> Iterator[_Chunk]:
    begin, number = len(SIGNATURE), 0
    while begin + 8 <= len(data):
        number += 1
        if number > MOST_CHUNKS:
            raise ValueError(f"more than {MOST_CHUNKS:,} chunks")
        length, kind = struct.unpack_from(">I4s", data, begin)
        end = begin + 12 + length
        content, whole = b"", False
        if kind[:1].islower() and end <= len(data):
            content = data[begin + 8 : end - 4]
            whole = struct.pack(">I", zlib.crc32(kind + content)) == data[end - 4 : end]
        yield _Chunk(kind, content, begin, end, whole)
        if kind == b"IEND":
            return
        begin = end


def _plain_text(chunk: _Chunk) -> bytes | None:
    """The content of a text chunk with its text not compressed; None when it is damaged or too long."""
    keyword, _, rest = chunk.content.partition(b"\0")
    if chunk.kind == b"tEXt":
        return chunk.content
    if chunk.kind == b"zTXt":
        text = _inflated(rest[1:])
        return None if text is None else keyword + b"\0" + text
    if rest[:1] != b"\1":
        return chunk.content
    language, _, rest = rest[2:].partition(b"\0")
    translated, _, compressed = rest.partition(b"\0")
    text = _inflated(compressed)
    return None if text is None else b"\0".join((keyword, b"\0\0" + language, translated, text))


def _inflated(compressed: bytes) -> bytes | None:
    """None when it is damaged, or longer than ``MOST_INFLATED``."""
    stream = zlib.decompressobj()
    try:
        content = stream.decompress(compressed, MOST_INFLATED)
    except zlib.error:
        return None
    return content if stream.eof else None


def _packed(kind: bytes, content: bytes) -> bytes:
    return struct.pack(">I", len(content)) + kind + content + struct.pack(">I", zlib.crc32(kind + content))
