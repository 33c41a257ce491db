"""A matte without the emptiness around its mask, which is most of it."""

from __future__ import annotations

from typing import NamedTuple

import cv2
import numpy as np

from fmld_synth.geometry import ByteArray


class Matte(NamedTuple):
    """The part of a matte outside which it is empty.

    Attributes:
        pixels: uint8 (down, across), 255 opaque; no pixels without a mask.
        left, top: where the part lies in the image.
        width, height: of the image.
    """

    pixels: ByteArray
    left: int
    top: int
    width: int
    height: int

    @classmethod
    def of(cls, pixels: ByteArray) -> Matte:
        """A whole matte, uint8 (height, width)."""
        left, top, across, down = cv2.boundingRect(pixels)
        part = pixels[top : top + down, left : left + across]
        return cls(part, left, top, pixels.shape[1], pixels.shape[0])

    @classmethod
    def empty(cls, width: int, height: int) -> Matte:
        """The matte of an image without masks."""
        return cls(np.zeros((0, 0), np.uint8), 0, 0, width, height)

    def whole(self) -> ByteArray:
        """All of it, uint8 (height, width)."""
        pixels = np.zeros((self.height, self.width), np.uint8)
        down, across = self.pixels.shape
        pixels[self.top : self.top + down, self.left : self.left + across] = self.pixels
        return pixels

    def at(self, x: float, y: float) -> int:
        """The matte's value at a point inside the image, 0 to 255."""
        row, column = int(y) - self.top, int(x) - self.left
        down, across = self.pixels.shape
        return int(self.pixels[row, column]) if 0 <= row < down and 0 <= column < across else 0
