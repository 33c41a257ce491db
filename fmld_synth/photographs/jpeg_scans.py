"""How often a JPEG file passes over its picture: each scan costs a decoder the time of a whole picture."""

from __future__ import annotations

import re

MOST_SCANS = 100
"""Encoders write one to about twenty; the libraries that read JPEG inside TIFF draw the line here, too."""

_MARKER = re.compile(rb"\xff+([\x01-\xcf\xd8-\xfe])", re.DOTALL)
"""Within the compressed data of a scan, which holds no other bytes after 0xFF than 0 and restart markers."""
_START_OF_SCAN, _END_OF_IMAGE = 0xDA, 0xD9
_WITHOUT_LENGTH = frozenset({0x01, 0xD8, *range(0xD0, 0xD8)})


def has_too_many_scans(data: bytes) -> bool:
    """Whether the first picture of a JPEG file has more than ``MOST_SCANS`` scans.

    Args:
        data: of the file; another kind of file has none. What follows the picture (further pictures, the film of a
            moving one) does not count, nor does what its metadata hold.
    """
    if not data.startswith(b"\xff\xd8"):
        return False
    place, scans = 2, 0
    while scans <= MOST_SCANS:
        found = _MARKER.search(data, place)
        if found is None or found[1][0] == _END_OF_IMAGE:
            return False
        place = found.end()
        if found[1][0] in _WITHOUT_LENGTH:
            continue
        scans += found[1][0] == _START_OF_SCAN
        place += max(int.from_bytes(data[place : place + 2], "big"), 2)
    return True
