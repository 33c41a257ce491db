"""From what a detector gives to a face in pixels."""

from __future__ import annotations

from fmld_synth.baselines.face_finding.interface import FoundFace
from fmld_synth.geometry import Box


def face_at(
    corners: tuple[float, float, float, float], score: float, width: int, height: int
) -> FoundFace | None:
    """A face from left, top, right and bottom as fractions of the picture, cut at its border.

    None if less than a pixel of it lies inside.
    """
    left, right = (min(max(value, 0.0), 1.0) * width for value in (corners[0], corners[2]))
    top, bottom = (min(max(value, 0.0), 1.0) * height for value in (corners[1], corners[3]))
    if right - left < 1 or bottom - top < 1:
        return None
    return FoundFace(Box(left, top, right - left, bottom - top), score)
