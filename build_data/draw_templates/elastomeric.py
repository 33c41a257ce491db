"""Reusable half-face respirators: a rubber body, filters at both sides, an exhalation valve in the middle."""

from __future__ import annotations

import numpy as np
from canvas import SECONDARY, TRIM, Canvas
from curves import circle, closed_up, flipped, mirrored, moved, rounded_box, scaled, smooth
from design import Design, colorways, design, finished
from sewing import seam

RIGHT_HALF = [
    (0.0, 0.12), (0.13, 0.14), (0.24, 0.3), (0.36, 0.56), (0.6, 0.76), (0.86, 0.9), (0.98, 1.06),
    (0.98, 1.3), (0.86, 1.56), (0.68, 1.86), (0.46, 2.1), (0.22, 2.22), (0.0, 2.24),
]  # fmt: skip
FILTER, RADIUS = (0.84, 1.3), 0.37


class Body:
    """The face piece with its sealing lip and the strap's yoke."""

    def __init__(self, filters: np.ndarray) -> None:
        self.canvas = canvas = Canvas(2.6, 2.36, 1152)
        body = smooth(mirrored(RIGHT_HALF), closed=True)
        canvas.cut_out(body)
        for side in (filters, flipped(filters)):
            canvas.coverage = np.maximum(canvas.coverage, canvas.area(side))
        inset = canvas.inset(body)
        canvas.raise_by(canvas.between(inset, -1, 0.07), -0.02, 0.02)
        canvas.raise_by(canvas.between(inset, 0.07, 0.1), 0.014, 0.008)
        for height, width in ((0.62, 0.2), (1.98, 0.34)):
            rib = smooth([(-width, height + 0.05), (0.0, height), (width, height + 0.05)])
            canvas.raise_by(canvas.stroke(rib, 0.05), 0.016, 0.012)
        y = np.linspace(0.2, 0.8, 60)
        canvas.raise_by(canvas.stroke(np.stack([np.zeros_like(y), y], axis=1), 0.16), 0.03, 0.05)
        for hand in (-1, 1):  # the arms that carry the filters
            arm = smooth([(hand * 0.36, 1.2), (hand * 0.6, 1.18), (hand * 0.95, 1.24)])
            canvas.raise_by(canvas.stroke(arm, 0.34), 0.045, 0.03)
        self.filters = filters
        self.outline = np.concatenate([filters, flipped(filters), body])

    def valve(self) -> None:
        """The exhalation valve: a round or square cover with slots, and a screw above."""
        canvas = self.canvas
        cover = rounded_box(-0.26, 1.3, 0.26, 1.82, 0.16)
        part = canvas.area(cover)
        canvas.paint(part, TRIM)
        canvas.raise_by(part, 0.06, 0.012)
        canvas.raise_by(canvas.stroke(closed_up(scaled(cover, 0, 1.56, 0.82)), 0.018), -0.014, 0.005)
        for slot in (-0.12, -0.04, 0.04, 0.12):
            canvas.raise_by(
                canvas.stroke(np.array([[-0.14, 1.56 + slot], [0.14, 1.56 + slot]]), 0.03), -0.03, 0.005
            )

    def finish(self, name: str, title: str, colors: tuple[str, ...]) -> Design:
        self.canvas.outline = self.outline
        return finished(
            self.canvas,
            name=name,
            title=title,
            family="cup",
            weight=1,
            corners=((1.2, 1.24), (1.19, 1.4)),
            center=(RIGHT_HALF[0][1], RIGHT_HALF[-1][1]),
            shape={"stiffness": 1.0, "bulge": 0.3, "beak": 0.12, "below_chin": 0.08},
            straps={"kind": "head_bands", "width": 0.075},
            fabric={"weave": "smooth", "sheen": 0.35},
            colors=colorways(*colors),
        )


@design
def half_face_discs() -> Design:
    """With round pleated pads, as painters and welders wear it."""
    disc = circle(*FILTER, RADIUS)
    body = Body(disc)
    canvas = body.canvas
    body.valve()
    for side in (disc, flipped(disc)):
        x = float(side[:, 0].mean())
        part = canvas.area(side)
        canvas.paint(part, SECONDARY)
        canvas.relief *= 1 - part
        canvas.raise_by(part, 0.07, 0.014)
        for share in (0.9, 0.62, 0.34):
            ring = closed_up(scaled(side, x, FILTER[1], share))
            canvas.raise_by(canvas.stroke(ring, 0.03), -0.016 if share < 0.8 else 0.016, 0.008)
        hub = canvas.area(circle(x, FILTER[1], 0.1))
        canvas.paint(hub, TRIM, 0.6)
        canvas.raise_by(hub, 0.02, 0.01)
    colors = (
        "gray_magenta  6f747a c2467f 3f4348 4a4d52 5",
        "blue_white    33588c e6e6e4 24364f 2f3338 3",
        "gray_white    83888d e4e4e1 4a4e53 3c3f44 3",
        "black_magenta 2c2e31 b83f74 1f2023 2b2c2f 2",
        "teal_white    3f8087 e8e7e4 2f4a4e 33383b 1",
        "black_gray    2b2d30 6f7377 1f2023 2b2c2f 1",
    )
    return body.finish("half_face_discs", "Half-face respirator with round filters", colors)


@design
def half_face_cartridges() -> Design:
    """With square cartridges, as against gases."""
    box = rounded_box(FILTER[0] - 0.3, FILTER[1] - 0.34, FILTER[0] + 0.34, FILTER[1] + 0.34, 0.1)
    body = Body(box)
    canvas = body.canvas
    body.valve()
    middle = FILTER[0] + 0.02
    for side, x in ((box, middle), (flipped(box), -middle)):
        part = canvas.area(side)
        canvas.paint(part, SECONDARY)
        canvas.relief *= 1 - part
        canvas.raise_by(part, 0.085, 0.014)
        label = canvas.area(scaled(moved(side, 0, 0), x, FILTER[1], 0.72))
        canvas.paint(label, TRIM, 0.35)
        canvas.raise_by(canvas.stroke(closed_up(scaled(side, x, FILTER[1], 0.86)), 0.02), -0.016, 0.005)
        for line in np.linspace(-0.2, 0.2, 5):
            groove = np.array([[x - 0.2, FILTER[1] + line], [x + 0.2, FILTER[1] + line]])
            canvas.raise_by(canvas.stroke(groove, 0.022), -0.012, 0.005)
    seam(canvas, np.array([[0.0, 0.9], [0.0, 1.24]]), 0.01, 0.006)
    colors = (
        "gray_black   6a6f75 2d2f33 3f4348 4a4d52 4",
        "gray_yellow  7a7f84 d9b93c 4b4f54 3c3f44 2",
        "blue_gray    35598b 8d9196 26374f 2f3338 2",
        "black        2b2d30 3a3d41 1f2023 2b2c2f 2",
        "gray_olive   777c80 6d7a3f 45494d 3b3e42 1",
        "orange_black c8602f 2d2f33 5a3424 2b2c2f 1",
    )
    return body.finish("half_face_cartridges", "Half-face respirator with cartridges", colors)
