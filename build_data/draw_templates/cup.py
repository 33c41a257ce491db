"""Molded respirators: a stiff shell with a rim, ribs, a metal nose clip and two head bands."""

from __future__ import annotations

import numpy as np
from canvas import PRIMARY, SECONDARY, TRIM, Canvas
from curves import Curve, circle, edge, flipped, mirrored, moved, rounded_box, scaled, smooth
from design import Design, colorways, design, finished

RIGHT_HALF = [
    (0.0, 0.12), (0.24, 0.15), (0.48, 0.25), (0.74, 0.45), (0.95, 0.74), (1.05, 1.1), (1.01, 1.45),
    (0.84, 1.77), (0.56, 1.98), (0.26, 2.07), (0.0, 2.09),
]  # fmt: skip
RIM = 0.1


class Shell:
    """The bare shell."""

    def __init__(self) -> None:
        self.canvas = canvas = Canvas(2.3, 2.2, 1152)
        self.outline = smooth(mirrored(RIGHT_HALF), closed=True)
        canvas.cut_out(self.outline)
        self.inset = canvas.inset(self.outline)
        step = 1 / (1 + np.exp(-np.clip((self.inset - RIM) / 0.014, -40, 40)))
        canvas.relief += 0.03 * step - 0.015
        self._press_rim()
        self._press_ribs()
        self._staple()

    def _press_rim(self) -> None:
        """The welded rim: a fine diagonal hatch."""
        canvas = self.canvas
        rim = canvas.soften(canvas.between(self.inset, 0.018, RIM - 0.02), 0.004)
        hatch = np.sin((canvas.x + canvas.y) * 2 * np.pi / 0.045) * np.sin(
            (canvas.x - canvas.y) * 2 * np.pi / 0.045
        )
        canvas.relief += 0.005 * rim * hatch

    def _press_ribs(self) -> None:
        """Two cross ribs and a panel in the middle that stiffen the shell."""
        canvas = self.canvas
        upper = smooth([(-0.86, 0.98), (-0.45, 0.74), (0.0, 0.66), (0.45, 0.74), (0.86, 0.98)])
        lower = smooth([(-0.82, 1.36), (-0.45, 1.6), (0.0, 1.7), (0.45, 1.6), (0.82, 1.36)])
        for rib in (upper, lower):
            canvas.raise_by(canvas.stroke(rib, 0.045), 0.022, 0.014)
            canvas.raise_by(canvas.stroke(moved(rib, 0, 0.04), 0.02), -0.008, 0.01)
        panel = smooth(
            mirrored(
                [(0.0, 0.82), (0.3, 0.85), (0.58, 1.0), (0.66, 1.18), (0.55, 1.38), (0.28, 1.52), (0.0, 1.55)]
            ),
            closed=True,
        )
        canvas.raise_by(canvas.area(panel), 0.014, 0.02)

    def _staple(self) -> None:
        """Four staples hold the bands to the rim."""
        canvas = self.canvas
        for x, y in ((0.93, 0.86), (0.96, 1.4)):
            staple = np.array([[x, y - 0.045], [x + 0.008, y + 0.045]])
            coverage = canvas.stroke([staple, flipped(staple)], 0.016)
            canvas.paint(coverage, TRIM)
            canvas.raise_by(coverage, 0.012, 0.003)

    def clip_on(self) -> None:
        """The aluminum strip that is bent over the nose."""
        canvas = self.canvas
        x = np.linspace(-0.46, 0.46, 80)
        y = np.array([edge(self.outline, at, True) for at in x]) + 0.145
        coverage = canvas.stroke(np.stack([x, y], axis=1), 0.075)
        canvas.paint(coverage, TRIM)
        canvas.raise_by(coverage, 0.014, 0.005)
        canvas.raise_by(canvas.stroke(np.stack([x, y], axis=1)[6:-6], 0.012), -0.006, 0.005)

    def finish(self, name: str, title: str, weight: float, colors: tuple[str, ...]) -> Design:
        return finished(
            self.canvas,
            name=name,
            title=title,
            family="cup",
            weight=weight,
            corners=((0.985, 0.82), (1.02, 1.42)),
            center=(RIGHT_HALF[0][1], RIGHT_HALF[-1][1]),
            shape={"stiffness": 0.95, "bulge": 0.32, "beak": 0.05, "below_chin": 0.05},
            straps={"kind": "head_bands", "width": 0.045},
            fabric={"weave": "nonwoven", "sheen": 0.08},
            colors=colorways(*colors),
        )


def valve(canvas: Canvas, frame: Curve, x: float, y: float, width: float, slots: int, height: float) -> None:
    """A plastic exhalation valve with slots, whose frame is a closed curve about (x, y)."""
    body = canvas.area(frame)
    canvas.paint(body, SECONDARY)
    canvas.raise_by(body, height, 0.007)
    inner = canvas.area(scaled(frame, x, y, 0.8))
    canvas.raise_by(inner, height * 0.25, 0.005)
    pitch = width * 1.15 / slots
    for number in range(slots):
        at = y + (number - (slots - 1) / 2) * pitch
        reach = 0.5 * np.sqrt(max(width**2 - (2 * (at - y)) ** 2, 0.02)) * 0.72
        slot = canvas.stroke(np.array([[x - reach, at], [x + reach, at]]), pitch * 0.36)
        canvas.raise_by(slot, -height * 0.7, 0.003)
        canvas.paint(slot, TRIM, 0.55)


@design
def n95_cup() -> Design:
    """The builder's and hospital's molded N95."""
    shell = Shell()
    shell.clip_on()
    colors = (
        "white        e9e8e4 e9e8e4 a9acb0 e6c64c 10",
        "white_gray   e6e6e4 e6e6e4 9fa3a8 c9ccd0 4",
        "mint         a9cdbf a9cdbf a3a7ab eceeee 3",
        "light_blue   a6c6d8 a6c6d8 a3a7ab eceeee 2",
        "gray         a8abae a8abae 7f8388 3a3b3e 1.5",
        "black        2b2c2f 2b2c2f 6d7075 2b2c2f 1.5",
        "yellow       e5cf73 e5cf73 a3a7ab eceeee 0.6",
        "orange       dd8f4f dd8f4f a3a7ab e9e9e6 0.4",
    )
    return shell.finish("n95_cup", "N95 cup respirator", 3, colors)


@design
def n95_cup_valve() -> Design:
    """The same with an exhalation valve in the middle."""
    shell = Shell()
    shell.clip_on()
    canvas = shell.canvas
    frame = rounded_box(-0.25, 0.98, 0.25, 1.46, 0.13)
    canvas.raise_by(canvas.area(circle(0.0, 1.22, 0.34)), 0.012, 0.01)
    valve(canvas, frame, 0.0, 1.22, 0.44, 5, 0.04)
    canvas.paint(canvas.between(shell.inset, -1, 0.02), PRIMARY)
    colors = (
        "white        e9e8e4 eceded b9bcc0 e6c64c 8",
        "white_yellow e8e7e2 e3c64b 9da1a6 e3c64b 2",
        "white_blue   e8e8e5 5a86b8 9398a0 eceeee 2",
        "gray         a6a9ac 4a4d52 303236 3a3b3e 2",
        "black        2c2d30 3c3e42 1f2022 2b2c2f 2",
        "white_red    e8e7e4 b0433f 9599a0 eceeee 1",
    )
    return shell.finish("n95_cup_valve", "N95 cup respirator with valve", 2, colors)
