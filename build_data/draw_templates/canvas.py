"""A canvas in inter-ocular distances that gathers inks, outline and relief of one template."""

from __future__ import annotations

import math
from collections.abc import Iterable
from typing import Any

import cv2
import numpy as np
import numpy.typing as npt
from curves import Curve, moved

Layer = npt.NDArray[np.floating[Any]]

PRIMARY, SECONDARY, TRIM, PAPER = 0, 1, 2, 3
SUPERSAMPLING = 4
SUBPIXEL_BITS = 4
INK_STEPS = 17


class Canvas:
    """What is being drawn. x runs from -width / 2 to width / 2, y from 0 at the top to ``height``.

    Attributes:
        x, y: float32 (rows, columns), the coordinates of every pixel's center.
        inks: float32 (rows, columns, 3), share of the primary, secondary and trim ink, 0 to 1.
        coverage: float32 (rows, columns), the outline's alpha, 0 to 1.
        outline: the closed curve that ``coverage`` is drawn from.
        relief: float32 (rows, columns), height over the plane of the cloth in inter-ocular distances.
    """

    def __init__(self, width: float, height: float, columns: int) -> None:
        self.width, self.height = width, height
        self.scale = columns / width
        self.columns, self.rows = columns, round(height * self.scale)
        self.height = self.rows / self.scale
        across = (np.arange(self.columns, dtype=np.float32) + 0.5) / self.scale - width / 2
        down = (np.arange(self.rows, dtype=np.float32) + 0.5) / self.scale
        self.x, self.y = np.meshgrid(across, down)
        self.inks = np.zeros((self.rows, self.columns, 3), np.float32)
        self.inks[..., PRIMARY] = 1
        self.coverage = np.zeros((self.rows, self.columns), np.float32)
        self.relief = np.zeros((self.rows, self.columns), np.float32)
        self.outline: Curve = np.zeros((0, 2))

    def _blank(self) -> npt.NDArray[np.uint8]:
        return np.zeros((self.rows * SUPERSAMPLING, self.columns * SUPERSAMPLING), np.uint8)

    def _fixed_point(self, curve: Curve) -> npt.NDArray[np.int32]:
        pixels = moved(curve, self.width / 2, 0) * self.scale * SUPERSAMPLING - 0.5
        return np.round(pixels * (1 << SUBPIXEL_BITS)).astype(np.int32)

    def _reduced(self, fine: npt.NDArray[np.uint8]) -> Layer:
        small = cv2.resize(fine, (self.columns, self.rows), interpolation=cv2.INTER_AREA)
        return small.astype(np.float32) / 255

    def area(self, *closed_curves: Curve) -> Layer:
        """Anti-aliased coverage of closed curves; where two overlap there is a hole."""
        fine = self._blank()
        cv2.fillPoly(fine, [self._fixed_point(curve) for curve in closed_curves], (255,), shift=SUBPIXEL_BITS)
        return self._reduced(fine)

    def stroke(self, curves: Iterable[Curve] | Curve, width: float) -> Layer:
        """Anti-aliased coverage of open curves drawn with a round pen."""
        lines = [curves] if isinstance(curves, np.ndarray) else list(curves)
        fine = self._blank()
        thickness = max(1, round(width * self.scale * SUPERSAMPLING))
        fixed = [self._fixed_point(line) for line in lines]
        cv2.polylines(fine, fixed, False, (255,), thickness, shift=SUBPIXEL_BITS)
        return self._reduced(fine)

    def spots(self, centers: Curve, radius: float) -> Layer:
        """Anti-aliased coverage of round spots."""
        fine = self._blank()
        size = round(radius * self.scale * SUPERSAMPLING * (1 << SUBPIXEL_BITS))
        for x, y in self._fixed_point(centers):
            cv2.circle(fine, (int(x), int(y)), size, (255,), -1, shift=SUBPIXEL_BITS)
        return self._reduced(fine)

    def cut_out(self, outline: Curve, *holes: Curve) -> None:
        """Set the mask's outline."""
        self.outline = outline
        self.coverage = self.area(outline, *holes)

    def nearest_on_outline(self, x: float, y: float) -> tuple[float, float]:
        """The outline's point nearest to (x, y)."""
        distances = np.linalg.norm(self.outline - (x, y), axis=1)
        near_x, near_y = self.outline[int(distances.argmin())]
        return float(near_x), float(near_y)

    def inset(self, outline: Curve) -> Layer:
        """Distance to a closed outline, positive inside, negative outside."""
        inside = (self.area(outline) > 0.5).astype(np.uint8)
        measure = (cv2.DIST_L2, cv2.DIST_MASK_PRECISE)
        distance = cv2.distanceTransform(inside, *measure) - cv2.distanceTransform(1 - inside, *measure)
        blurred: Layer = cv2.GaussianBlur(distance, (0, 0), 1.5) / self.scale  # type: ignore[assignment]
        return blurred

    def between(self, values: Layer, low: float, high: float) -> Layer:
        """Soft-edged coverage of where ``values`` (lengths) lie between two bounds."""
        pixel = 1 / self.scale
        rising: Layer = np.clip((values - low) / pixel + 0.5, 0, 1)
        falling: Layer = np.clip((high - values) / pixel + 0.5, 0, 1)
        return rising * falling

    def paint(self, coverage: Layer, ink: int, strength: float = 1.0) -> None:
        """Lay one ink (or bare paper) over what is there."""
        color = np.zeros(3, np.float32)
        if ink != PAPER:
            color[ink] = 1
        share: Layer = (coverage * strength)[..., None]
        self.inks = self.inks * (1 - share) + color * share  # type: ignore[assignment]

    def raise_by(self, coverage: Layer, height: float, softness: float = 0.008) -> None:
        """Lift (or sink, when negative) the surface, with edges rounded off over ``softness``."""
        self.relief += height * self.soften(coverage, softness)

    def soften(self, layer: Layer, softness: float) -> Layer:
        """A Gaussian blur whose standard deviation is in inter-ocular distances."""
        return np.asarray(cv2.GaussianBlur(layer, (0, 0), max(softness * self.scale, 0.3)), layer.dtype)

    def anchor(self, x: float, y: float) -> tuple[float, float]:
        """A point as (u, v) of the texture."""
        return round(x / self.width + 0.5, 4), round(y / self.height, 4)

    def texture_pixels(self) -> npt.NDArray[np.uint8]:
        """RGBA of ``texture.png``; the inks never sum to more than 255."""
        inks = np.clip(self.inks, 0, 1)
        inks /= np.maximum(inks.sum(axis=2, keepdims=True), 1)
        # Rounding the running sum keeps what is not paper free of paper; few steps keep the files small.
        steps = np.round(np.cumsum(inks, axis=2) * INK_STEPS)
        weights = np.diff(steps, axis=2, prepend=0) * (255 // INK_STEPS)
        return np.dstack([weights, np.round(self.coverage * 255)]).astype(np.uint8)

    def relief_span(self) -> float:
        """Height of white over black in ``relief.png``: the 8-bit range spans just this relief."""
        highest = float(np.abs(self.relief[self.coverage > 0]).max())  # numpy 2 would go on in float32
        return math.ceil(max(2 * highest, 0.01) * 1000) / 1000

    def relief_pixels(self) -> npt.NDArray[np.uint8]:
        """Gray values of ``relief.png``: 128 is the plane of the cloth. Outside the outline it is flat."""
        near = cv2.dilate((self.coverage > 0).astype(np.uint8), np.ones((9, 9), np.uint8))
        heights = np.where(near > 0, self.relief, 0) / self.relief_span() * 255
        return np.clip(np.round(heights + 128), 0, 255).astype(np.uint8)
