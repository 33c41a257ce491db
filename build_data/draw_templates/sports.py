"""Sports masks: neoprene or mesh, valves, contrasting panels."""

from __future__ import annotations

import numpy as np
from canvas import PRIMARY, SECONDARY, TRIM, Canvas
from curves import circle, closed_up, edge, flipped, mirrored, moved, smooth
from design import Design, colorways, design, finished
from sewing import seam, stitches

RIGHT_HALF = [
    (0.0, 0.12), (0.12, 0.14), (0.28, 0.27), (0.56, 0.43), (0.95, 0.52), (1.38, 0.49), (1.56, 0.51),
    (1.61, 0.58), (1.63, 0.8), (1.6, 1.12), (1.52, 1.2), (1.26, 1.32), (0.92, 1.64), (0.56, 1.92),
    (0.26, 2.06), (0.0, 2.09),
]  # fmt: skip


class Sheet:
    """The body with its bound edge."""

    def __init__(self) -> None:
        self.canvas = canvas = Canvas(3.44, 2.2, 1280)
        self.outline = smooth(mirrored(RIGHT_HALF), closed=True)
        canvas.cut_out(self.outline)
        self.inset = canvas.inset(self.outline)

    def bind(self) -> None:
        """A sewn tape round the whole edge."""
        canvas = self.canvas
        tape = canvas.between(self.inset, -1, 0.055)
        canvas.paint(tape, TRIM)
        canvas.relief += (
            0.014 * np.clip(1 - ((self.inset - 0.028) / 0.034) ** 2, 0, None) * (self.inset > -0.02)
        )

    def clip_on(self) -> None:
        """A nose clip under the cloth."""
        x = np.linspace(-0.4, 0.4, 80)
        line = np.stack([x, [edge(self.outline, at, True) + 0.12 for at in x]], axis=1)
        self.canvas.raise_by(self.canvas.stroke(line, 0.07), 0.018, 0.012)

    def finish(self, name: str, title: str, weight: float, weave: str, colors: tuple[str, ...]) -> Design:
        return finished(
            self.canvas,
            name=name,
            title=title,
            family="sports",
            weight=weight,
            corners=((1.6, 0.57), (1.595, 1.13)),
            center=(RIGHT_HALF[0][1], RIGHT_HALF[-1][1]),
            shape={"stiffness": 0.55, "bulge": 0.12, "beak": 0.12, "below_chin": 0.1},
            straps={"kind": "ear_loops", "width": 0.065},
            fabric={"weave": weave, "sheen": 0.1},
            colors=colorways(*colors),
        )


def mesh(canvas: Canvas, where: np.ndarray, pitch: float, ink: int) -> None:
    """A net of small round openings."""
    row = np.floor(canvas.y / (pitch * 0.866))
    shifted = canvas.x + 0.5 * pitch * (row % 2)
    right = shifted % pitch - pitch / 2
    down = canvas.y % (pitch * 0.866) - pitch * 0.433
    openings = np.clip((pitch * 0.3 - np.hypot(right, down)) * canvas.scale + 0.5, 0, 1) * where
    canvas.paint(openings, ink, 0.75)
    canvas.raise_by(openings, -0.008, 0.003)


@design
def sports_valves() -> Design:
    """Neoprene with a round valve on each cheek."""
    sheet = Sheet()
    canvas = sheet.canvas
    panel = smooth([(1.7, 0.4), (1.02, 0.5), (0.86, 0.8), (0.98, 1.2), (1.12, 1.46), (1.7, 1.6)])
    sides = canvas.area(panel, flipped(panel))
    canvas.paint(sides, SECONDARY)
    mesh(canvas, canvas.soften(sides, 0.01), 0.05, TRIM)
    border = panel[40:-40]
    seam(canvas, border, 0.012, 0.012)
    seam(canvas, flipped(border), 0.012, 0.012)
    stitches(canvas, (moved(border, -0.035, 0), moved(flipped(border), 0.035, 0)))
    y = np.linspace(0.12, 2.1, 120)
    seam(canvas, np.stack([np.zeros_like(y), y], axis=1), 0.022, 0.012)
    sheet.clip_on()
    sheet.bind()
    for side in (-1, 1):
        _round_valve(canvas, side * 0.52, 1.3)
    colors = (
        "black      242528 2f3033 101113 242528 8",
        "black_red  26272a 9b2d31 121315 26272a 2",
        "gray       74777c 3c3e42 202124 2b2c2f 3",
        "navy       2a3654 35507e 171d2e 242a3c 2",
        "green      3f4f3a 2e3a2c 1b1f1a 26272a 1",
        "black_lime 26272a 8fb13c 121315 26272a 1",
        "blue       2f5f9d 2a3344 16202e 26272a 1",
    )
    return sheet.finish("sports_valves", "Sports mask with two valves", 2, "foam", colors)


def _round_valve(canvas: Canvas, x: float, y: float) -> None:
    radius = 0.2
    body = canvas.area(circle(x, y, radius))
    canvas.paint(body, TRIM)
    canvas.raise_by(body, 0.045, 0.008)
    canvas.raise_by(canvas.stroke(closed_up(circle(x, y, radius * 0.86)), 0.02), -0.014, 0.004)
    spokes = []
    for turn in np.linspace(0, 2 * np.pi, 8, endpoint=False):
        direction = np.array([np.cos(turn), np.sin(turn)])
        spokes.append(moved(np.stack([direction * radius * 0.34, direction * radius * 0.7]), x, y))
    openings = canvas.stroke(spokes, 0.045)
    canvas.raise_by(openings, -0.03, 0.004)
    canvas.paint(openings, PRIMARY, 0.35)
    ring = canvas.area(circle(x, y, radius), circle(x, y, radius * 0.92))
    canvas.paint(ring, SECONDARY, 0.8)
    canvas.raise_by(canvas.area(circle(x, y, radius * 0.22)), 0.01, 0.006)


@design
def sports_mesh() -> Design:
    """A light running mask: knitted mesh in the middle, smooth wings, piping between."""
    sheet = Sheet()
    canvas = sheet.canvas
    wing = smooth([(1.7, 0.4), (0.62, 0.4), (0.7, 0.8), (0.86, 1.1), (0.9, 1.4), (0.74, 1.85), (1.7, 1.9)])
    wings = canvas.area(wing, flipped(wing))
    mesh(canvas, canvas.soften(1 - wings, 0.012), 0.042, SECONDARY)
    canvas.paint(wings, SECONDARY)
    piping = wing[48:-48]
    for line in (piping, flipped(piping)):
        pipe = canvas.stroke(line, 0.03)
        canvas.paint(pipe, TRIM)
        canvas.raise_by(pipe, 0.02, 0.007)
    sheet.clip_on()
    canvas.raise_by(canvas.between(sheet.inset, -1, 0.06), 0.01, 0.007)
    x = np.linspace(0.05, 1.5, 140)
    for top in (True, False):
        offset = 0.06 if top else -0.06
        line = np.stack([x, [edge(sheet.outline, at, top) + offset for at in x]], axis=1)
        stitches(canvas, (line, flipped(line)))
    colors = (
        "black      27282b 1e1f21 4b4d52 242528 5",
        "gray       9a9da2 6d7075 c7cacd 2b2c2f 3",
        "white      e4e5e6 cfd1d4 9ea1a6 e4e5e6 2",
        "blue       4b7fb8 2a3d63 d6dbe0 26272a 2",
        "black_red  2a2b2e 1f2022 b03438 242528 2",
        "pink       d98ba0 9d5468 f0e4e7 2b2c2f 1",
        "lime       a5c24d 3a3d36 e9eddc 2b2c2f 1",
    )
    return sheet.finish("sports_mesh", "Running mask, mesh", 1.2, "knit", colors)
