"""What a face finder is, and what its scores mean."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import NamedTuple, Protocol

from fmld_synth.geometry import Box, ByteArray

Point = tuple[float, float]
"""x and y in pixels."""
SURE = 0.5
"""Least score of a face beside others. Where a finder of ours is sure of none, the likeliest alone is given."""


class FoundFace(NamedTuple):
    """A face.

    box: in pixels, from the forehead to the chin as in our sets.
    score: how sure the finder is, 0 to 1.
    points: eyes, tip of the nose and corners of the mouth, whether seen or not, in the order of
        ``fmld_synth.faces.regions.key_points``; empty of a finder that does not say.
    """

    box: Box
    score: float
    points: tuple[Point, ...] = ()


def by_prominence(faces: Iterable[FoundFace]) -> list[FoundFace]:
    """Large and sure ones first: the largest alone would often be a pattern on clothes, found with little certainty."""
    return sorted(faces, key=lambda face: (-face.score * face.box.area**0.5, face.box))


class FaceFinder(Protocol):
    """Finds faces, whatever they wear."""

    def find(self, image: ByteArray) -> Sequence[FoundFace]:
        """The faces of a picture, uint8 (height, width, 3), RGB."""
        ...
