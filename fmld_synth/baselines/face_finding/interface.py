"""What a face finder is."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple, Protocol

from fmld_synth.geometry import Box, ByteArray

Point = tuple[float, float]
"""x and y in pixels."""


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


class FaceFinder(Protocol):
    """Finds faces, whatever they wear."""

    def find(self, image: ByteArray) -> Sequence[FoundFace]:
        """The faces of a picture, uint8 (height, width, 3), RGB."""
        ...
