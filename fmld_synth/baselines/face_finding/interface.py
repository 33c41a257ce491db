"""What a face finder is."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple, Protocol

from fmld_synth.geometry import Box, ByteArray


class FoundFace(NamedTuple):
    """A face: its box in pixels, from the forehead to the chin as in our sets, and how sure the finder is, 0 to 1."""

    box: Box
    score: float


class FaceFinder(Protocol):
    """Finds faces, whatever they wear."""

    def find(self, image: ByteArray) -> Sequence[FoundFace]:
        """The faces of a picture, uint8 (height, width, 3), RGB."""
        ...
