"""Plain geometry shared by every package: boxes in pixels."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
import numpy.typing as npt

FloatArray = npt.NDArray[np.float32]
ByteArray = npt.NDArray[np.uint8]
LabelArray = npt.NDArray[np.int64]


class Box(NamedTuple):
    """An axis-aligned box in pixels: left, top, width and height; the origin is the image's top left corner."""

    x: float
    y: float
    width: float
    height: float

    @property
    def area(self) -> float:
        """Area in square pixels."""
        return self.width * self.height

    @property
    def centre(self) -> tuple[float, float]:
        """Centre (x, y) in pixels."""
        return self.x + self.width / 2, self.y + self.height / 2

    def clipped(self, width: int, height: int) -> Box:
        """The part inside an image of ``width`` x ``height`` pixels; its area is 0 when nothing is inside."""
        left, top = min(max(self.x, 0.0), width), min(max(self.y, 0.0), height)
        right = min(max(self.x + self.width, 0.0), width)
        bottom = min(max(self.y + self.height, 0.0), height)
        return Box(left, top, right - left, bottom - top)

    def expanded(self, fraction: float) -> Box:
        """The box grown on every side by ``fraction`` of its own width and height."""
        return Box(
            self.x - self.width * fraction,
            self.y - self.height * fraction,
            self.width * (1 + 2 * fraction),
            self.height * (1 + 2 * fraction),
        )

    def intersection_over_union(self, other: Box) -> float:
        """IoU of two boxes, 0 to 1."""
        across = min(self.x + self.width, other.x + other.width) - max(self.x, other.x)
        down = min(self.y + self.height, other.y + other.height) - max(self.y, other.y)
        shared = max(across, 0.0) * max(down, 0.0)
        union = self.area + other.area - shared
        return shared / union if union > 0 else 0.0

    @classmethod
    def around(cls, points: FloatArray) -> Box:
        """The smallest box that holds ``points``, shape (n, 2 or more), in pixels."""
        left, top = points[:, :2].min(axis=0)
        right, bottom = points[:, :2].max(axis=0)
        return cls(float(left), float(top), float(right - left), float(bottom - top))
