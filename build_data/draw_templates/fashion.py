"""Tight polyurethane masks whose ear loops are cut out of the sheet itself."""

from __future__ import annotations

import numpy as np
from canvas import TRIM, Canvas
from curves import Curve, edge, flipped, mirrored, smooth
from design import Design, colorways, design, finished
from patterns import brush_marks
from sewing import seam

MARGIN = 0.1
COLORS = (
    "dark_gray   3b3d42 3b3d42 2d2f33 3b3d42 30",
    "black       202124 202124 17181a 202124 20",
    "gray        74777c 74777c 606368 74777c 8",
    "white       eceae8 eceae8 d6d4d2 eceae8 6",
    "beige       d6c3b0 d6c3b0 c0ac98 d6c3b0 5",
    "light_gray  b9bbbf b9bbbf a4a6aa b9bbbf 4",
    "pink        e3bcc2 e3bcc2 cda4ab e3bcc2 5",
    "navy        283350 283350 1e2740 283350 3",
    "khaki       8a8062 8a8062 756c51 8a8062 1.5",
    "lilac       b4a8cb b4a8cb 9d90b6 b4a8cb 1.5",
    "green       3f5a4b 3f5a4b 32493c 3f5a4b 1.5",
    "brown       6a5144 6a5144 564136 6a5144 1.5",
    "burgundy    6d2531 6d2531 591d27 6d2531 1",
    "yellow      e2c45c e2c45c c9ab48 e2c45c 0.7",
)


class Sheet:
    """A body that peaks at the nose and tapers into loops; the holes are for the ears."""

    def __init__(
        self, right_half: list[tuple[float, float]], hole: list[tuple[float, float]], height: float
    ) -> None:
        widest = max(x for x, _ in right_half)
        self.canvas = Canvas(2 * (widest + MARGIN), height, 1536)
        self.outline = smooth(mirrored(right_half), closed=True)
        self.hole = smooth(hole, closed=True)
        self.canvas.cut_out(self.outline, self.hole, flipped(self.hole))
        self.top, self.bottom = edge(self.outline, 1e-6, True), edge(self.outline, 1e-6, False)

    def rounded_edges(self) -> None:
        """Foam cut by a knife: the rim turns down a little."""
        inside = (self.canvas.coverage > 0.5).astype(np.float32)
        self.canvas.relief += 0.02 * (self.canvas.soften(inside, 0.018) - 1) * inside
        self.canvas.paint(self.canvas.soften(1 - inside, 0.01), TRIM, 0.7)

    def middle_line(self) -> Curve:
        y = np.linspace(self.top - 0.05, self.bottom + 0.05, 120)
        return np.stack([np.zeros_like(y), y], axis=1)

    def finish(
        self, name: str, title: str, weight: float, body: float, beak: float, colors: tuple[str, ...]
    ) -> Design:
        corners = tuple((body, edge(self.outline, body, top)) for top in (True, False))
        return finished(
            self.canvas,
            name=name,
            title=title,
            family="fashion",
            weight=weight,
            corners=(corners[0], corners[1]),
            center=(self.top, self.bottom),
            shape={"stiffness": 0.35, "bulge": 0.03, "beak": beak, "reaches_ears": True, "below_chin": 0.1},
            straps={"kind": "none"},
            fabric={"weave": "foam", "sheen": 0.06},
            colors=colorways(*colors),
        )


def loops() -> Sheet:
    """The common cut: a pronounced nose, round ear holes, a bottom that turns under the chin."""
    right_half = [
        (0.0, 0.1), (0.0, 0.1), (0.16, 0.17), (0.42, 0.36), (0.78, 0.53), (1.15, 0.58), (1.55, 0.5),
        (1.86, 0.44), (2.02, 0.56), (2.04, 0.84), (1.94, 1.14), (1.74, 1.32), (1.42, 1.47), (1.02, 1.67),
        (0.62, 1.89), (0.28, 2.03), (0.0, 2.07), (0.0, 2.07),
    ]  # fmt: skip
    hole = [
        (1.22, 0.86), (1.36, 0.72), (1.6, 0.64), (1.82, 0.6), (1.9, 0.68), (1.9, 0.86), (1.8, 1.06),
        (1.62, 1.2), (1.4, 1.22), (1.25, 1.08),
    ]  # fmt: skip
    return Sheet(right_half, hole, 2.16)


@design
def polyurethane_loops() -> Design:
    """Gray or black polyurethane with a welded center seam: the one seen most below noses."""
    sheet = loops()
    sheet.rounded_edges()
    seam(sheet.canvas, sheet.middle_line(), 0.03, 0.012)
    sheet.canvas.paint(sheet.canvas.stroke(sheet.middle_line(), 0.012), TRIM, 0.9)
    return sheet.finish("polyurethane_loops", "Polyurethane mask, cut-out ear loops", 8, 1.18, 0.14, COLORS)


@design
def polyurethane_slim() -> Design:
    """Molded in one piece, without a seam: a flatter nose, longer ear holes."""
    right_half = [
        (0.0, 0.1), (0.1, 0.11), (0.24, 0.18), (0.5, 0.36), (0.85, 0.5), (1.25, 0.53), (1.62, 0.44),
        (1.88, 0.4), (2.02, 0.5), (2.05, 0.8), (1.97, 1.08), (1.8, 1.22), (1.5, 1.34), (1.12, 1.55),
        (0.72, 1.8), (0.36, 1.95), (0.12, 2.0), (0.0, 2.01),
    ]  # fmt: skip
    hole = [
        (1.12, 0.8), (1.3, 0.68), (1.6, 0.59), (1.84, 0.54), (1.92, 0.62), (1.92, 0.84), (1.84, 1.0),
        (1.66, 1.1), (1.4, 1.14), (1.18, 1.04),
    ]  # fmt: skip
    sheet = Sheet(right_half, hole, 2.11)
    sheet.rounded_edges()
    sheet.canvas.relief += 0.012 * np.exp(-((sheet.canvas.x / 0.09) ** 2))
    return sheet.finish("polyurethane_slim", "Polyurethane mask, seamless", 4, 1.08, 0.1, COLORS)


@design
def polyurethane_print() -> Design:
    """The same cut with a print of loose brush strokes."""
    sheet = loops()
    sheet.canvas.inks = brush_marks(sheet.canvas.x, sheet.canvas.y)
    sheet.rounded_edges()
    seam(sheet.canvas, sheet.middle_line(), 0.03, 0.012)
    colors = (
        "black      222327 55585e 8d2c31 222327 3",
        "gray       6f7277 a5a8ac 33353a 6f7277 3",
        "white      e6e5e2 8f9297 3a3c42 e6e5e2 2",
        "navy       273250 5d7aa3 c9ccd2 273250 2",
        "pink       e0b4bb b0687a f3e9ea e0b4bb 1",
        "green      4a5a47 8d9a76 2a3129 4a5a47 1",
    )
    return sheet.finish("polyurethane_print", "Polyurethane mask, brush print", 0.8, 1.18, 0.14, colors)
