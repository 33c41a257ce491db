"""The sheet that surgical and pleated cloth masks are folded from."""

from __future__ import annotations

import numpy as np
from canvas import Canvas, Layer
from curves import Curve
from design import Design, colorways, finished
from sewing import between_edges, level, level_curve, pleat

MARGIN = 0.08
NONWOVEN: dict[str, object] = {"weave": "nonwoven", "sheen": 0.12}


class PleatedSheet:
    """The outline of a worn pleated mask: opened in the middle, held together at the sides."""

    def __init__(self, half_width: float, middle: float, side: float, top_bow: float) -> None:
        self.half_width, self.middle, self.side, self.top_bow = half_width, middle, side, top_bow
        self.canvas = Canvas(2 * (half_width + MARGIN), middle + 2 * MARGIN, 1152)
        self.outline = between_edges(self.top, self.bottom, half_width)
        self.canvas.cut_out(self.outline)
        self.inset = self.canvas.inset(self.outline)
        self.level = level(self.canvas, self.top, self.bottom)

    def top(self, x: Layer) -> Layer:
        return MARGIN + self.top_bow * np.abs(x / self.half_width) ** 2.2

    def bottom(self, x: Layer) -> Layer:
        bow = self.middle - self.side - self.top_bow
        return MARGIN + self.middle - bow * np.abs(x / self.half_width) ** 2

    def along(self, share: float, reach: float) -> Curve:
        return level_curve(self.top, self.bottom, share, -reach, reach)

    def below_top(self, distance: float, reach: float) -> Curve:
        x = np.linspace(-reach, reach, 200)
        return np.stack([x, self.top(x) + distance], axis=1)

    def above_bottom(self, distance: float, reach: float) -> Curve:
        x = np.linspace(-reach, reach, 200)
        return np.stack([x, self.bottom(x) - distance], axis=1)

    def upright(self, x: float, inset: float) -> list[Curve]:
        """Vertical lines on both sides."""
        at_x = np.array(x)
        y = np.linspace(float(self.top(at_x)) + inset, float(self.bottom(at_x)) - inset, 100)
        return [np.stack([np.full_like(y, at), y], axis=1) for at in (-x, x)]

    def fold(self, shares: tuple[float, ...], depth: float, run: float) -> None:
        """Pleats at these levels; they lie open in the middle and close toward the sides."""
        canvas = self.canvas
        height = self.bottom(canvas.x) - self.top(canvas.x)
        closed = 0.65 + 0.55 * np.abs(canvas.x / self.half_width) ** 1.5
        flat_at_weld = np.clip((self.half_width - np.abs(canvas.x)) / 0.16, 0.25, 1)
        for number, share in enumerate(shares):
            # No two pleats are pressed alike: each opens a little somewhere else.
            pressed = 1 + 0.22 * np.sin(2.1 * canvas.x + 1.9 * number + 0.6)
            course = 0.012 * np.sin(1.7 * canvas.x + 2.3 * number)
            below = (self.level - share) * height + course
            canvas.relief += pleat(below, depth * closed * pressed * flat_at_weld, run)

    def finish(
        self,
        name: str,
        title: str,
        weight: float,
        straps: str,
        colors: tuple[str, ...],
        family: str = "surgical",
        fabric: dict[str, object] = NONWOVEN,
    ) -> Design:
        top, bottom = (float(edge(np.array(self.half_width))) for edge in (self.top, self.bottom))
        return finished(
            self.canvas,
            name=name,
            title=title,
            family=family,
            weight=weight,
            corners=((self.half_width, top + 0.02), (self.half_width, bottom - 0.02)),
            center=(MARGIN, MARGIN + self.middle),
            shape={"stiffness": 0.25, "bulge": 0.06, "beak": 0.02, "below_chin": 0.14},
            straps={"kind": straps, "width": 0.04},
            fabric=fabric,
            colors=colorways(*colors),
        )
