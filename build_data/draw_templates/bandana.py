"""Scarves that hang over the chin: a bandana folded to a triangle, and tubes pulled up from the neck."""

from __future__ import annotations

import numpy as np
from canvas import PRIMARY, SECONDARY, Canvas
from curves import edge, flipped, mirrored, moved, smooth
from design import Design, colorways, design, finished
from patterns import Pattern, brush_marks, camouflage, paisley
from sewing import stitches

MARGIN = 0.11


def triangle() -> tuple[Canvas, np.ndarray]:
    """A square folded corner to corner: straight rolled edge above, a point below the chin."""
    right_half = [
        (0.0, 0.11), (1.0, 0.13), (1.95, 0.16), (1.95, 0.16), (1.98, 0.5), (1.95, 0.95), (1.95, 0.95),
        (1.5, 1.4), (0.9, 2.08), (0.3, 2.78), (0.08, 3.0), (0.0, 3.03),
    ]  # fmt: skip
    canvas = Canvas(2 * (1.98 + MARGIN), 3.14, 1280)
    outline = smooth(mirrored(right_half), closed=True)
    canvas.cut_out(outline)
    # Cloth drawn to the knot behind the head: soft folds fan out from both upper corners.
    for side in (-1, 1):
        turn = np.arctan2(canvas.y - 0.45, (1.98 - side * canvas.x) + 0.35)
        away = np.hypot(canvas.y - 0.45, 1.98 - side * canvas.x)
        canvas.relief += (
            0.02 * np.sin(16 * turn + 0.6 * side) * np.exp(-away / 1.1) * np.clip(away / 0.2, 0, 1)
        )
    canvas.raise_by(canvas.between(canvas.y - 0.12, -1, 0.06), 0.014, 0.012)
    return canvas, outline


def triangle_design(
    name: str, title: str, weight: float, pattern: Pattern, colors: tuple[str, ...]
) -> Design:
    canvas, outline = triangle()
    canvas.inks = pattern(canvas.x * 0.999 + 3, canvas.y + 0.04)
    inset = canvas.inset(outline)
    border = canvas.between(inset, 0.1, 0.125) + canvas.between(inset, 0.15, 0.16)
    lower = (canvas.y > 0.3).astype(np.float32)
    canvas.paint(canvas.between(inset, -1, 0.19) * lower, PRIMARY)
    canvas.paint(border * lower, SECONDARY)
    line = np.stack([np.linspace(0.06, 1.8, 140)] * 2, axis=1)
    line[:, 1] = [edge(outline, at, False) - 0.04 for at in line[:, 0]]
    stitches(canvas, (line, flipped(line)), ink=PRIMARY)
    return finished(
        canvas,
        name=name,
        title=title,
        family="bandana",
        weight=weight,
        corners=((1.955, 0.17), (1.952, 0.93)),
        center=(0.11, 3.03),
        shape={"stiffness": 0.05, "bulge": 0.02, "below_chin": 1.0},
        straps={"kind": "none"},
        fabric={"weave": "woven", "sheen": 0.03},
        colors=colorways(*colors),
    )


def gaiter_design(
    name: str, title: str, weight: float, pattern: Pattern | None, colors: tuple[str, ...]
) -> Design:
    """A knitted tube: wide, long, with a soft roll at the top and slack rings round the neck."""
    canvas = Canvas(2 * (1.98 + MARGIN), 3.12, 1280)
    right_half = [
        (0.0, 0.11), (1.0, 0.13), (1.98, 0.17), (1.98, 0.17), (2.0, 1.4), (1.97, 2.9), (1.97, 2.9),
        (1.0, 2.98), (0.0, 3.0),
    ]  # fmt: skip
    outline = smooth(mirrored(right_half), closed=True)
    canvas.cut_out(outline)
    if pattern:
        canvas.inks = pattern(canvas.x, canvas.y)
    for height, depth, sway, phase in (
        (2.05, 0.03, 0.07, 0.0),
        (2.32, 0.036, 0.1, 1.7),
        (2.62, 0.03, 0.08, 3.1),
    ):
        ring = canvas.y - height + sway * np.sin(1.8 * canvas.x + phase)
        canvas.relief += depth * np.exp(-((ring / 0.08) ** 2)) * (0.7 + 0.3 * np.sin(2.3 * canvas.x + phase))
    top = np.stack([np.linspace(-1.95, 1.95, 200)] * 2, axis=1)
    bottom = top.copy()
    top[:, 1] = [edge(outline, at, True) for at in top[:, 0]]
    bottom[:, 1] = [edge(outline, at, False) for at in bottom[:, 0]]
    canvas.raise_by(canvas.stroke(moved(top, 0, 0.03), 0.05), 0.016, 0.014)
    stitches(canvas, (moved(top, 0, 0.075), moved(bottom, 0, -0.075)), 0.03)
    return finished(
        canvas,
        name=name,
        title=title,
        family="bandana",
        weight=weight,
        # The tube runs on below the jaw: what comes to lie at the jaw is a point half way down its side.
        corners=((1.98, 0.18), (1.99, 0.98)),
        center=(0.11, 3.0),
        shape={"stiffness": 0.05, "bulge": 0.0, "below_chin": 1.1},
        straps={"kind": "none"},
        fabric={"weave": "knit", "sheen": 0.05},
        colors=colorways(*colors),
    )


@design
def bandana_paisley() -> Design:
    colors = (
        "red    a12c31 ece7e1 1f1f22 a12c31 5",
        "black  232327 e4e2de 77777b 232327 4",
        "navy   28365e e6e6e4 9aa6c4 28365e 4",
        "green  2f5b43 e6e6de 1f2a22 2f5b43 1",
        "lilac  7a6a9c ece8ee 3b3450 7a6a9c 1",
        "white  e8e5df 2f3650 9a3a3e e8e5df 1",
    )
    return triangle_design("bandana_paisley", "Bandana, paisley", 2, paisley, colors)


@design
def neck_gaiter() -> Design:
    colors = (
        "black      232428 232428 17181a 232428 8",
        "gray       6f7276 6f7276 5a5d61 6f7276 3",
        "navy       28334f 28334f 1e2740 28334f 3",
        "light_gray b5b7ba b5b7ba 9d9fa3 b5b7ba 2",
        "olive      5b6046 5b6046 4a4e39 5b6046 1.5",
        "beige      cbb69c cbb69c b39e85 cbb69c 1.5",
        "burgundy   6c2430 6c2430 591d27 6c2430 1",
        "teal       2f6a72 2f6a72 25555c 2f6a72 1",
    )
    return gaiter_design("neck_gaiter", "Neck gaiter", 3, None, colors)


@design
def neck_gaiter_camouflage() -> Design:
    colors = (
        "green  6d7050 414b38 2b2d28 6d7050 3",
        "khaki  b3a380 80704f 5a543f b3a380 2",
        "gray   94979a 62656a 3a3c41 94979a 3",
        "navy   4a5a7e 2d3756 20263a 4a5a7e 1",
        "white  dcdedf aeb2b6 7c8085 dcdedf 1",
    )
    return gaiter_design("neck_gaiter_camouflage", "Neck gaiter, camouflage", 1, camouflage, colors)


@design
def neck_gaiter_print() -> Design:
    colors = (
        "black  242529 5d6066 a9343a 242529 3",
        "blue   2f5f96 a9c3da 1f2f4d 2f5f96 2",
        "coral  d2705f efcfae 3c4963 d2705f 1",
        "teal   2e6f74 8fbdb8 e2c069 2e6f74 1",
        "lilac  8677a6 d9c3d9 453d63 8677a6 1",
    )
    return gaiter_design("neck_gaiter_print", "Neck gaiter, brushed print", 1, brush_marks, colors)
