"""What the face finders of this pipeline give."""

from __future__ import annotations

from typing import NamedTuple

from fmld_synth.geometry import Box


class FoundFace(NamedTuple):
    """A face: its box in pixels of the picture, and how sure the finder is, 0 to 1."""

    box: Box
    score: float


def face_at(
    corners: tuple[float, float, float, float], score: float, width: int, height: int
) -> FoundFace | None:
    """A face from left, top, right and bottom as fractions of the picture; None if it lies outside."""
    left, right = (min(max(value, 0.0), 1.0) * width for value in (corners[0], corners[2]))
    top, bottom = (min(max(value, 0.0), 1.0) * height for value in (corners[1], corners[3]))
    if right - left < 1 or bottom - top < 1:
        return None
    return FoundFace(Box(left, top, right - left, bottom - top), score)
