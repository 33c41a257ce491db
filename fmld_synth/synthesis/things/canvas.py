"""Where the artwork of things is drawn: color, opacity and relief, from plain shapes with soft edges."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import cv2
import numpy as np
import numpy.typing as npt

from fmld_synth.geometry import FloatArray

Values = npt.NDArray[np.floating[Any]]
Color = Sequence[float] | Values
_RESOLUTION = 110
"""Pixels of a canvas to one inter-ocular distance: more than most faces in a training set have."""
_FRACTION_BITS = 4
"""Fractional bits of the fixed-point coordinates that OpenCV draws with."""


class Canvas:
    """Artwork of one piece.

    Args:
        left, top, right, bottom: what it spans, in inter-ocular distances; y runs down.
        resolution: pixels to an inter-ocular distance.

    Attributes:
        x, y: float32 (1, w) and (h, 1), where its pixels lie.
        albedo: float32 (h, w, 3), linear.
        alpha: float32 (h, w), 0 to 1.
        relief: float32 (h, w), how far it rises toward the camera, in inter-ocular distances.
        shine: float32 (h, w), light that it mirrors, 1 as much as white paper shows.
    """

    def __init__(
        self, left: float, top: float, right: float, bottom: float, resolution: int = _RESOLUTION
    ) -> None:
        self.extent = (left, top, right, bottom)
        self.resolution = resolution
        width, height = round((right - left) * resolution), round((bottom - top) * resolution)
        self.x = ((np.arange(width, dtype=np.float32) + np.float32(0.5)) / np.float32(resolution))[None, :]
        self.x = self.x + np.float32(left)
        self.y = ((np.arange(height, dtype=np.float32) + np.float32(0.5)) / np.float32(resolution))[:, None]
        self.y = self.y + np.float32(top)
        self.albedo = np.zeros((height, width, 3), np.float32)
        self.alpha = np.zeros((height, width), np.float32)
        self.relief = np.zeros((height, width), np.float32)
        self.shine = np.zeros((height, width), np.float32)

    @property
    def shape(self) -> tuple[int, int]:
        """Rows and columns."""
        return self.alpha.shape[0], self.alpha.shape[1]

    def inside(self, distance: Values) -> FloatArray:
        """Share of each pixel inside a shape, of its signed distance in inter-ocular distances (negative inside)."""
        share = np.float32(0.5) - distance * np.float32(self.resolution)
        return np.asarray(np.broadcast_to(np.clip(share, 0, 1), self.shape), np.float32)

    def ellipse(self, x: float, y: float, half_width: float, half_height: float) -> FloatArray:
        """Share of each pixel inside an upright ellipse."""
        return self.inside(self.round_distance(x, y, half_width, half_height))

    def round_distance(self, x: float, y: float, half_width: float, half_height: float) -> FloatArray:
        """About the signed distance from an upright ellipse."""
        across = (self.x - np.float32(x)) / np.float32(half_width)
        down = (self.y - np.float32(y)) / np.float32(half_height)
        reach = np.sqrt(across * across + down * down)
        return np.asarray((reach - 1) * np.float32(min(half_width, half_height)), np.float32)

    def box(self, left: float, top: float, right: float, bottom: float, corner: float = 0.0) -> FloatArray:
        """Share of each pixel inside a box with round corners."""
        half_width, half_height = (right - left) / 2 - corner, (bottom - top) / 2 - corner
        across = np.abs(self.x - np.float32((left + right) / 2)) - np.float32(half_width)
        down = np.abs(self.y - np.float32((top + bottom) / 2)) - np.float32(half_height)
        outside = np.sqrt(np.maximum(across, 0) ** 2 + np.maximum(down, 0) ** 2)
        return self.inside(outside + np.minimum(np.maximum(across, down), 0) - np.float32(corner))

    def stroke(
        self, start: Sequence[float], end: Sequence[float], radius: float, end_radius: float | None = None
    ) -> tuple[FloatArray, FloatArray]:
        """A rod with round ends: share of each pixel inside, and the rod's round height."""
        last = radius if end_radius is None else end_radius
        here = self.part(start, end, max(radius, last))
        share, height = np.zeros(self.shape, np.float32), np.zeros(self.shape, np.float32)
        step = np.array(end, np.float32) - np.array(start, np.float32)
        x, y = self.x[:, here[1]] - np.float32(start[0]), self.y[here[0]] - np.float32(start[1])
        square = max(float(step[0] * step[0] + step[1] * step[1]), 1e-9)
        along = np.clip((x * step[0] + y * step[1]) / np.float32(square), 0, 1)
        apart = np.sqrt((x - along * step[0]) ** 2 + (y - along * step[1]) ** 2)
        thick = np.float32(radius) + along * np.float32(last - radius)
        share[here] = np.clip(np.float32(0.5) - (apart - thick) * np.float32(self.resolution), 0, 1)
        height[here] = np.sqrt(np.maximum(thick * thick - apart * apart, 0))
        return share, height

    def part(self, start: Sequence[float], end: Sequence[float], margin: float) -> tuple[slice, slice]:
        """Rows and columns around two points (x, y), ``margin`` inter-ocular distances and a pixel more."""
        slices = []
        for axis, size in ((1, self.shape[0]), (0, self.shape[1])):
            low = (min(start[axis], end[axis]) - margin - self.extent[axis]) * self.resolution - 1
            high = (max(start[axis], end[axis]) + margin - self.extent[axis]) * self.resolution + 2
            slices.append(slice(min(max(int(low), 0), size), min(max(int(high), 0), size)))
        return slices[0], slices[1]

    def turned(
        self, heights: Sequence[float], radii: Sequence[float], x: float = 0.0
    ) -> tuple[FloatArray, FloatArray]:
        """A turned body about an upright axis: share of each pixel inside its outline, and its round height.

        Args:
            heights: y of points of its profile, growing.
            radii: of those points.
            x: of the axis.
        """
        thick = np.interp(self.y[:, 0], heights, radii, left=0.0, right=0.0).astype(np.float32)[:, None]
        apart = np.abs(self.x - np.float32(x))
        ends = np.maximum(np.float32(heights[0]) - self.y, self.y - np.float32(heights[-1]))
        height = np.sqrt(np.maximum(thick * thick - apart * apart, 0))
        return self.inside(np.maximum(apart - thick, ends)), np.asarray(height, np.float32)

    def polygon(self, points: Sequence[Sequence[float]] | FloatArray) -> FloatArray:
        """Share of each pixel inside a polygon (n, 2)."""
        corners = (np.asarray(points, np.float64) - self.extent[:2]) * self.resolution - 0.5
        fixed = np.round(corners * (1 << _FRACTION_BITS)).astype(np.int32).reshape(-1, 1, 2)
        drawn = np.zeros(self.shape, np.uint8)
        cv2.fillPoly(drawn, [fixed], (255,), cv2.LINE_AA, _FRACTION_BITS)
        return drawn.astype(np.float32) / np.float32(255)

    def puffed(self, share: Values, reach: float, height: float) -> FloatArray:
        """Relief of a cushion over a shape: round over ``reach`` from its edge, then flat at ``height``."""
        inner = cv2.distanceTransform((share > 0.5).view(np.uint8), cv2.DIST_L2, 5)
        missing = 1 - np.minimum(np.asarray(inner, np.float32) / np.float32(reach * self.resolution), 1)
        return np.asarray(np.float32(height) * np.sqrt(np.maximum(1 - missing * missing, 0)), np.float32)

    def blurred(self, values: Values, deviation: float) -> FloatArray:
        """A plane (h, w) blurred by a Gaussian; its standard deviation in inter-ocular distances."""
        return np.asarray(
            cv2.GaussianBlur(np.asarray(values, np.float32), (0, 0), max(deviation * self.resolution, 0.3)),
            np.float32,
        )

    def mottle(self, generator: np.random.Generator, size: float, stretch: float = 1.0) -> FloatArray:
        """Smooth noise (h, w), of mean 0 and about deviation 1, its spots ``size`` inter-ocular distances across, and
        ``stretch`` times as long down."""
        rows = max(round(self.shape[0] / (size * stretch * self.resolution)), 2)
        columns = max(round(self.shape[1] / (size * self.resolution)), 2)
        coarse = generator.standard_normal((rows, columns)).astype(np.float32)
        wide = cv2.resize(coarse, (self.shape[1], self.shape[0]), interpolation=cv2.INTER_CUBIC)
        return np.asarray(wide, np.float32)

    def paint(
        self,
        share: Values,
        color: Color,
        relief: Values | float | None = None,
        opacity: float = 1.0,
    ) -> None:
        """Paint a shape over what is there.

        Args:
            share: (h, w), how much of each pixel it fills.
            color: linear R, G, B, or one for each pixel (h, w, 3).
            relief: what the surface rises to there; None leaves it.
            opacity: of the paint.
        """
        whole = np.asarray(share, np.float32)
        left, top, width, height = cv2.boundingRect((whole > 0).view(np.uint8))
        here = slice(top, top + height), slice(left, left + width)
        cover = whole[here] * np.float32(opacity)
        beneath = self.alpha[here] * (1 - cover)
        alpha = beneath + cover
        tint = np.asarray(color, np.float32)
        paint = (tint[here] if tint.ndim == 3 else tint) * cover[..., None]
        mixed = self.albedo[here] * beneath[..., None] + paint
        self.albedo[here] = mixed / np.maximum(alpha, np.float32(1e-6))[..., None]
        self.alpha[here] = alpha
        if relief is not None:
            rise = np.broadcast_to(np.asarray(relief, np.float32), self.shape)[here]
            self.relief[here] = self.relief[here] * (1 - whole[here]) + rise * whole[here]

    def lighten(self, share: Values, strength: float) -> None:
        """Add a highlight of a given shape."""
        self.shine += np.asarray(share, np.float32) * np.float32(strength)
