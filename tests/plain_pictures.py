"""Pictures of a template that no file holds."""

from __future__ import annotations

from dataclasses import dataclass

from fmld_synth.geometry import ByteArray
from fmld_synth.templates.pictures import Unpacked


@dataclass(frozen=True, eq=False)
class PlainPictures:
    """Arrays in the place of a template's packed files."""

    texture: ByteArray
    relief: ByteArray

    @property
    def size(self) -> tuple[int, int]:
        return self.relief.shape[0], self.relief.shape[1]

    def unpacked(self) -> Unpacked:
        return Unpacked(self.texture, self.relief)
