"""Fingers and hands, as rods and cushions of skin."""

from __future__ import annotations

from collections.abc import Sequence

import cv2
import numpy as np

from fmld_synth.geometry import FloatArray
from fmld_synth.synthesis.things.canvas import Canvas

DEFAULT_SKIN = (0.42, 0.25, 0.17)
"""Linear color of skin where the face's own is not known."""
FINGER = 0.135
"""Half width of a finger, in inter-ocular distances: 8 mm."""
_NAIL = (1.12, 1.0, 1.0)
"""Color of a nail, as factors on the skin's."""
_CREASE = 0.55
"""Least light between two fingers."""


class Skin:
    """Parts of one hand, joined before they are painted: its surface is one.

    Args:
        canvas: what it is drawn on.
        color: linear R, G, B of the skin.
        generator: of its small irregularities.
    """

    def __init__(self, canvas: Canvas, color: Sequence[float], generator: np.random.Generator) -> None:
        self._canvas, self._color, self._generator = canvas, np.asarray(color, np.float32), generator
        self._share = np.zeros(canvas.shape, np.float32)
        self._height = np.zeros(canvas.shape, np.float32)
        self._crease = np.ones(canvas.shape, np.float32)
        self._nails: list[FloatArray] = []

    def limb(self, start: Sequence[float], end: Sequence[float], radius: float, end_radius: float) -> None:
        """Palm, wrist or arm: a broad, flat rod."""
        share, height = self._canvas.stroke(start, end, radius, end_radius)
        self._join(share, height * np.float32(0.45), radius * 0.1)

    def finger(
        self, joints: Sequence[Sequence[float]], radius: float = FINGER, nail: bool = True, lift: float = 0.0
    ) -> None:
        """A finger along its joints, from its root to its tip.

        Args:
            joints: points (x, y).
            radius: at the root.
            nail: whether its back is seen.
            lift: how much higher than the hand it lies.
        """
        share, height = np.zeros(self._canvas.shape, np.float32), np.zeros(self._canvas.shape, np.float32)
        radii = np.linspace(radius, radius * 0.8, len(joints))
        for first, last, thick, thin in zip(joints, joints[1:], radii, radii[1:], strict=False):
            part, rise = self._canvas.stroke(first, last, float(thick), float(thin))
            share, height = np.maximum(share, part), np.maximum(height, rise)
        self._join(share, height + np.float32(lift) * share, radius * 0.35)
        if nail:
            tip, before = np.array(joints[-1], np.float32), np.array(joints[-2], np.float32)
            step = (tip - before) / max(float(np.sqrt(((tip - before) ** 2).sum())), 1e-6)
            start, end = tip - step * radius * 0.1, tip + step * radius * 0.35
            self._nails.append(self._canvas.stroke(start.tolist(), end.tolist(), radius * 0.5)[0])

    def _join(self, share: FloatArray, height: FloatArray, shade: float) -> None:
        """Add a part over the others; what it lies on darkens beside it."""
        left, top, width, rows = cv2.boundingRect((share > 0).view(np.uint8))
        pixels = max(shade * self._canvas.resolution, 0.3)
        wide = int(3 * pixels) + 1
        here = (
            slice(max(top - wide, 0), top + rows + wide),
            slice(max(left - wide, 0), left + width + wide),
        )
        part, inside = share[here], share[here] > 0.5
        around = np.asarray(cv2.GaussianBlur(part, (0, 0), pixels), np.float32)
        dark = 1 - (1 - np.float32(_CREASE)) * np.clip(2 * around, 0, 1) * (self._share[here] > 0)
        crease, before = self._crease[here], self._height[here]
        self._crease[here] = np.where(inside, np.float32(1), np.minimum(crease, dark))
        self._height[here] = np.where(inside, np.maximum(height[here], before * np.float32(0.3)), before)
        self._share[here] = np.maximum(self._share[here], part)

    def paint(self) -> None:
        """Paint all parts on the canvas."""
        canvas = self._canvas
        tone = 1 + np.float32(0.05) * canvas.mottle(self._generator, 0.12)
        color = self._color * (tone * self._crease)[..., None]
        red = np.clip(canvas.mottle(self._generator, 0.3), -2, 2)[..., None]
        color = color * (1 + red * np.array([0.03, -0.02, -0.02], np.float32))
        canvas.paint(self._share, color, canvas.blurred(self._height, 0.012))
        for nail in self._nails:
            canvas.paint(nail, self._color * np.array(_NAIL, np.float32), opacity=0.5)
            canvas.lighten(nail, 0.04)


def grip(
    canvas: Canvas,
    generator: np.random.Generator,
    color: Sequence[float] | None,
    *,
    half_width: float,
    y: float,
    side: int,
    tight: float = 0.55,
) -> None:
    """A hand that holds a body with an upright axis at x = 0: four fingers before it, from one side.

    Args:
        canvas: what it is drawn on.
        generator: of its irregularities.
        color: of the skin; None takes a usual one.
        half_width: of the body where it is held.
        y: of the topmost finger.
        side: 1 where the hand comes from the right, -1 from the left.
        tight: how far the fingers reach across the body, as a share of its width.
    """
    hand = Skin(canvas, color or DEFAULT_SKIN, generator)
    outer = side * (half_width + 0.18)
    low = y + 3 * 2.05 * FINGER
    hand.limb((outer + side * 0.12, y + 0.1), (outer + side * 0.2, low), 0.3, 0.34)
    hand.limb((outer + side * 0.22, low - 0.1), (outer + side * 0.75, low + 1.6), 0.34, 0.42)
    for number in range(4):
        row = y + number * 2.0 * FINGER + generator.normal(0, 0.012)
        reach = half_width * (1 - 2 * tight * (0.95, 1.05, 1.0, 0.8)[number]) + generator.normal(0, 0.03)
        radius = FINGER * (0.98, 1.02, 0.98, 0.85)[number]
        bend = (0.04, 0.0, -0.01, -0.04)[number]
        hand.finger(
            [
                (outer, row + 0.02),
                (side * (half_width * 0.75), row - 0.02 + bend),
                (side * reach, row + bend),
            ],
            radius,
            nail=True,
        )
    hand.paint()
