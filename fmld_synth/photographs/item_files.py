"""AVIF and HEIC files without their items of metadata: ISO/IEC 14496-12, where offsets count from the file's begin.

Nothing may move in such a file, so an item is made one of no kind that a reader knows, and its bytes zero.
"""

from __future__ import annotations

import struct
from collections.abc import Iterator
from typing import NamedTuple

KINDS = frozenset({b"Exif", b"mime", b"uri "})
"""Of items that hold EXIF; XMP and other texts; and what an address says of itself."""
NO_KIND = b"free"
BOXES = frozenset({b"uuid", b"udta", b"jumb", b"free", b"skip"})
"""In which writers put what readers need not know; on the outermost level."""


class _Box(NamedTuple):
    kind: bytes
    begin: int
    content: int
    end: int


def without_items_of_metadata(data: bytes) -> bytes:
    """The file without EXIF, XMP and the like; equally long.

    Raises:
        ValueError, struct.error: it is damaged.
    """
    changed = bytearray(data)
    for box in _boxes(data, 0, len(data)):
        if box.kind in BOXES:
            changed[box.begin + 4 : box.begin + 8] = NO_KIND
            _blank(changed, box.content, box.end)
        elif box.kind == b"meta":
            _blank_items(data, changed, {one.kind: one for one in _boxes(data, box.content + 4, box.end)})
    return bytes(changed)


def _blank_items(data: bytes, changed: bytearray, boxes: dict[bytes, _Box]) -> None:
    if b"iinf" not in boxes:
        return
    numbers = set()
    for number, kind, end in _items(data, boxes[b"iinf"]):
        if data[kind : kind + 4] in KINDS:
            numbers.add(number)
            changed[kind : kind + 4] = NO_KIND
            _blank(changed, kind + 4, end)
    if numbers and b"iloc" in boxes:
        inside = boxes[b"idat"].content if b"idat" in boxes else 0
        for number, begin, end in _places(data, boxes[b"iloc"], inside):
            if number in numbers:
                _blank(changed, begin, end)


def _boxes(data: bytes, at: int, end: int) -> Iterator[_Box]:
    while at + 8 <= end:
        length, kind = struct.unpack_from(">I4s", data, at)
        content = at + 8
        if length == 1:
            length, content = struct.unpack_from(">Q", data, content)[0], at + 16
        after = end if length == 0 else min(at + length, end)
        if after < content:
            raise ValueError("a box of no length")
        yield _Box(kind, at, content, after)
        at = after


def _items(data: bytes, box: _Box) -> Iterator[tuple[int, int, int]]:
    """Number, place of the kind, and end of the entry of every item (8.11.6)."""
    at = box.content + (6 if data[box.content] == 0 else 8)
    for entry in _boxes(data, at, box.end):
        version = data[entry.content]
        if entry.kind != b"infe" or version < 2:
            raise ValueError("entries of a kind that these files do not have")
        form, wide = (">H", 2) if version == 2 else (">I", 4)
        yield (
            struct.unpack_from(form, data, entry.content + 4)[0],
            entry.content + 4 + wide + 2,
            entry.end,
        )


def _places(data: bytes, box: _Box, inside: int) -> Iterator[tuple[int, int, int]]:
    """Number, begin and end of every piece of every item (8.11.3)."""
    version, at = data[box.content], box.content + 4
    offset_size, length_size = data[at] >> 4, data[at] & 15
    base_size, index_size = data[at + 1] >> 4, data[at + 1] & 15 if version else 0
    wide = 4 if version == 2 else 2
    count, at = _number(data, at + 2, wide)
    for _ in range(count):
        number, at = _number(data, at, wide)
        method, at = _number(data, at, 2 if version else 0)
        base, at = _number(data, at + 2, base_size)
        pieces, at = _number(data, at, 2)
        for _ in range(pieces):
            offset, at = _number(data, at + index_size, offset_size)
            length, at = _number(data, at, length_size)
            begin = base + offset + (inside if method & 15 == 1 else 0)
            yield number, begin, begin + length if length_size else len(data)


def _number(data: bytes, at: int, size: int) -> tuple[int, int]:
    """A number of so many bytes, and where it ends."""
    if at + size > len(data):
        raise ValueError("cut off")
    return int.from_bytes(data[at : at + size]), at + size


def _blank(data: bytearray, begin: int, end: int) -> None:
    end = min(end, len(data))
    data[begin:end] = bytes(max(end - begin, 0))
