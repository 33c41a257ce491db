"""What is pulled over mouth and nose instead of a mask: a scarf in folds, a snood of coarse knit."""

from __future__ import annotations

import numpy as np
from canvas import SECONDARY, Canvas
from curves import edge, mirrored, moved, smooth
from design import Design, colorways, design, finished

MARGIN = 0.11
SOFT: dict[str, float] = {"stiffness": 0.05, "bulge": 0.06, "below_chin": 0.9}


def wrap(canvas: Canvas, name: str, title: str, weave: str, bottom: float, colors: tuple[str, ...]) -> Design:
    return finished(
        canvas,
        name=name,
        title=title,
        family="bandana",
        weight=1,
        corners=((1.97, 0.2), (1.99, 0.98)),
        center=(0.15, bottom),
        shape=SOFT,
        straps={"kind": "none"},
        fabric={"weave": weave, "sheen": 0.02},
        colors=colorways(*colors),
    )


@design
def scarf_wrapped() -> Design:
    """A woolen scarf, wound round twice: an uneven edge, deep slanting folds, one layer over the other."""
    canvas = Canvas(2 * (1.98 + MARGIN), 3.0, 1280)
    upper = [
        (-1.98, 0.17),
        (-1.98, 0.17),
        (-1.3, 0.12),
        (-0.6, 0.19),
        (0.0, 0.15),
        (0.7, 0.11),
        (1.98, 0.17),
        (1.98, 0.17),
    ]
    lower = [
        (2.0, 1.4),
        (1.97, 2.7),
        (1.97, 2.7),
        (1.2, 2.86),
        (0.4, 2.8),
        (0.0, 2.85),
        (-0.7, 2.87),
        (-1.97, 2.7),
        (-1.97, 2.7),
        (-2.0, 1.4),
    ]
    outline = smooth([*upper, *lower], closed=True)
    canvas.cut_out(outline)
    x, y = canvas.x, canvas.y
    fold = np.random.default_rng(5)
    for height, lean, depth, width in (
        (0.42, 0.1, 0.05, 0.1), (0.72, -0.14, 0.06, 0.12), (1.02, 0.2, 0.055, 0.1), (1.4, -0.1, 0.07, 0.16),
        (1.85, 0.16, 0.06, 0.14), (2.2, -0.18, 0.06, 0.13), (2.55, 0.08, 0.05, 0.12),
    ):  # fmt: skip
        wave = 0.07 * np.sin(fold.uniform(1.2, 2.6) * x + fold.uniform(0, 6))
        below = y - (height + lean * x + wave)
        swell = 0.6 + 0.4 * np.sin(fold.uniform(0.8, 1.8) * x + fold.uniform(0, 6))
        ridge = np.exp(-((below / width) ** 2)) - 0.7 * np.exp(
            -(((below - 1.3 * width) / (0.6 * width)) ** 2)
        )
        canvas.relief += depth * swell * ridge
    layer = 1 / (1 + np.exp(-np.clip((1.16 + 0.34 * x + 0.06 * np.sin(2 * x) - y) / 0.012, -40, 40)))
    canvas.relief += 0.05 * layer
    for at in (0.28, 0.36, 2.4):  # woven bands along the edge
        band = canvas.between(np.abs(y - at - 0.04 * np.sin(1.3 * x)), -1, 0.022)
        canvas.paint(band, SECONDARY, 0.8)
    colors = (
        "gray      8b8d90 5c5e62 707275 8b8d90 3",
        "black     27272a 4a4a4f 1c1c1f 27272a 3",
        "burgundy  6f2531 a98a8d 5a1d27 6f2531 2",
        "navy      2c3859 8089a0 232d48 2c3859 2",
        "camel     b98f5f 7a5a38 9d774c b98f5f 2",
        "red       a6323a d8c9b8 87262d a6323a 1.5",
        "green     4a6650 9cac98 3b5240 4a6650 1",
        "mustard   c2963f 7c5a2c a37c33 c2963f 1",
        "cream     dccfb8 a8977c c2b49c dccfb8 1",
        "pink      d6a0ab f0e2e0 bb8591 d6a0ab 1",
    )
    return wrap(canvas, "scarf_wrapped", "Scarf, wound over mouth and nose", "woven", 2.85, colors)


@design
def snood_knit() -> Design:
    """A thick tube knitted in ribs, gathered in folds at the neck."""
    canvas = Canvas(2 * (1.98 + MARGIN), 3.0, 1280)
    right_half = [
        (0.0, 0.15), (1.0, 0.14), (1.97, 0.19), (1.97, 0.19), (2.0, 1.4), (1.96, 2.78), (1.96, 2.78),
        (1.0, 2.86), (0.0, 2.88),
    ]  # fmt: skip
    outline = smooth(mirrored(right_half), closed=True)
    canvas.cut_out(outline)
    x, y = canvas.x, canvas.y
    # Ribs run down the tube; the stitches of each lie like a plait.
    sway = 0.02 * np.sin(2.2 * y)
    rib = np.abs(((x + sway) / 0.17) % 1 - 0.5) * 2
    row = (y / 0.085 + 0.7 * rib) % 1
    canvas.relief += 0.03 * np.sqrt(np.clip(1 - rib**2, 0, 1)) + 0.014 * np.sin(np.pi * row)
    canvas.relief -= 0.02
    for height, depth, phase in ((1.75, 0.06, 0.3), (2.15, 0.07, 2.0), (2.5, 0.06, 4.1)):
        ring = y - height + 0.09 * np.sin(1.7 * x + phase)
        canvas.relief += depth * np.exp(-((ring / 0.13) ** 2)) * (0.7 + 0.3 * np.sin(2.1 * x + phase))
    top = np.stack([np.linspace(-1.95, 1.95, 200)] * 2, axis=1)
    top[:, 1] = [edge(outline, at, True) for at in top[:, 0]]
    canvas.raise_by(canvas.stroke(moved(top, 0, 0.06), 0.12), 0.03, 0.025)
    colors = (
        "gray      94969a 94969a 7d7f83 94969a 4",
        "black     29292c 29292c 1e1e21 29292c 4",
        "cream     ddd2bf ddd2bf c5b9a5 ddd2bf 2",
        "navy      2d3a5c 2d3a5c 25304c 2d3a5c 2",
        "burgundy  702936 702936 5c202b 702936 1.5",
        "mustard   c39843 c39843 a67f36 c39843 1",
        "pink      d79fae d79fae bd8694 d79fae 1",
        "green     55705a 55705a 455c4a 55705a 1",
    )
    return wrap(canvas, "snood_knit", "Knitted snood", "knit", 2.88, colors)
