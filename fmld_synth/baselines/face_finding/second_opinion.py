"""A finder that is asked where another is not sure of any face."""

from __future__ import annotations

from collections.abc import Sequence

from fmld_synth.baselines.face_finding.interface import SURE, FaceFinder, FoundFace
from fmld_synth.geometry import ByteArray


class SecondOpinion:
    """A face finder of two.

    Args:
        first: whose faces are given where it is sure of one.
        second: is asked elsewhere; what it is not sure of counts only where the first found nothing at all.
    """

    def __init__(self, first: FaceFinder, second: FaceFinder) -> None:
        self._first, self._second = first, second

    def find(self, image: ByteArray) -> Sequence[FoundFace]:
        """The faces of a picture, uint8 (height, width, 3), RGB."""
        found = self._first.find(image)
        if _sure(found):
            return found
        others = self._second.find(image)
        return others if _sure(others) else found or others


def _sure(faces: Sequence[FoundFace]) -> bool:
    return any(face.score >= SURE for face in faces)
