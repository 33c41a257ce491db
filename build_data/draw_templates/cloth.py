"""Sewn cloth masks, plain and patterned."""

from __future__ import annotations

import numpy as np
from canvas import Canvas
from curves import edge, flipped, mirrored, smooth
from design import Design, colorways, design, finished
from patterns import (
    Pattern,
    camouflage,
    chevrons,
    dots,
    floral,
    gingham,
    pinstripes,
    stripes,
    tartan,
    triangles,
    turned,
)
from pleated import PleatedSheet
from sewing import hem, seam, stitches

WOVEN: dict[str, object] = {"weave": "woven", "sheen": 0.04}
PLAIN = (
    "black      232327 232327 3a3a3f 232327 10",
    "white      e8e7e3 e8e7e3 cfcec9 ececea 4",
    "gray       85888c 85888c 6b6e72 dededc 4",
    "navy       28324c 28324c 3b4763 28324c 4",
    "beige      cdb89d cdb89d b49f84 e8e2d8 2",
    "denim      4d6684 4d6684 c9a467 e4e4e2 2",
    "red        9d3036 9d3036 7f252b 26262a 2",
    "olive      646849 646849 4f533a 2c2c2c 1.5",
    "pink       dfa9b2 dfa9b2 c68f98 f1ecec 1.5",
    "teal       2f6f73 2f6f73 25595c 26262a 1.5",
    "mustard    c3963f c3963f a37b31 26262a 1",
    "lilac      9e90b8 9e90b8 85779f efedf2 1",
)


class CurvedSheet:
    """Two curved panels joined in the middle, hems above and below, casings for the elastic at the sides."""

    def __init__(self, pattern: Pattern | None = None, tilt: float = 9.0) -> None:
        right_half = [
            (0.0, 0.1), (0.0, 0.1), (0.14, 0.13), (0.34, 0.27), (0.62, 0.4), (0.95, 0.47), (1.33, 0.5),
            (1.33, 0.5), (1.345, 0.95), (1.32, 1.38), (1.32, 1.38), (1.02, 1.52), (0.66, 1.78),
            (0.32, 2.02), (0.12, 2.11), (0.0, 2.12), (0.0, 2.12),
        ]  # fmt: skip
        self.canvas = canvas = Canvas(2.86, 2.22, 1152)
        self.outline = smooth(mirrored(right_half), closed=True)
        canvas.cut_out(self.outline)
        self.inset = canvas.inset(self.outline)
        if pattern:
            self._print(pattern, tilt)
        self._sew()

    def _print(self, pattern: Pattern, tilt: float) -> None:
        """Each panel is cut from the cloth at its own angle, so that the pattern breaks at the seam."""
        canvas = self.canvas
        left, right = (
            pattern(*turned(canvas.x + shift, canvas.y, angle)) for shift, angle in ((0.37, -tilt), (0, tilt))
        )
        canvas.inks = np.where((canvas.x < 0)[..., None], left, right).astype(np.float32)

    def _sew(self) -> None:
        canvas = self.canvas
        hem(canvas, self.inset, 0.075, 0.009)
        casing = canvas.between(1.32 - np.abs(canvas.x), -1, 0.17)
        canvas.raise_by(casing, 0.016, 0.009)
        y = np.linspace(0.1, 2.13, 160)
        middle = np.stack([np.zeros_like(y), y], axis=1)
        seam(canvas, middle, 0.02, 0.012)
        x = np.linspace(0.06, 1.15, 120)
        lines = [
            np.stack([x, [edge(self.outline, at, top) + (0.075 if top else -0.075) for at in x]], axis=1)
            for top in (True, False)
        ]
        sides = np.array([[1.155, 0.53], [1.155, 1.42]])
        topstitch = np.stack([np.full_like(y, 0.045), y], axis=1)[8:-8]
        right = [*lines, sides, topstitch]
        stitches(canvas, [curve for line in right for curve in (line, flipped(line))])

    def finish(self, name: str, title: str, weight: float, colors: tuple[str, ...]) -> Design:
        return finished(
            self.canvas,
            name=name,
            title=title,
            family="cloth",
            weight=weight,
            corners=((1.33, 0.52), (1.322, 1.36)),
            center=(0.1, 2.12),
            shape={"stiffness": 0.3, "bulge": 0.04, "beak": 0.1, "below_chin": 0.12},
            straps={"kind": "ear_loops", "width": 0.045},
            fabric=WOVEN,
            colors=colorways(*colors),
        )


def pleated(pattern: Pattern | None = None) -> PleatedSheet:
    """A home-sewn rectangle with three soft pleats and bound sides."""
    sheet = PleatedSheet(1.4, 2.12, 1.5, 0.15)
    canvas = sheet.canvas
    if pattern:
        # The cloth disappears into each pleat, so the pattern jumps there.
        hidden = sum((sheet.level > share).astype(np.float32) for share in (0.3, 0.48, 0.66))
        flat = (canvas.y - sheet.top(canvas.x) * 0.6) + 0.11 * hidden
        canvas.inks = pattern(canvas.x, flat.astype(np.float32))
    sheet.fold((0.3, 0.48, 0.66), 0.036, 0.13)
    for distance, width in (
        (canvas.y - sheet.top(canvas.x), 0.09),
        (sheet.bottom(canvas.x) - canvas.y, 0.09),
    ):
        canvas.raise_by(canvas.between(distance, -1, width), 0.01, 0.007)
    binding = canvas.between(sheet.half_width - np.abs(canvas.x), -1, 0.15)
    canvas.raise_by(binding, 0.02, 0.01)
    stitches(canvas, (sheet.below_top(0.09, 1.25), sheet.above_bottom(0.09, 1.25)))
    stitches(canvas, sheet.upright(1.265, 0.02))
    return sheet


def pleated_design(
    name: str, title: str, weight: float, pattern: Pattern | None, colors: tuple[str, ...]
) -> Design:
    return pleated(pattern).finish(name, title, weight, "ear_loops", colors, "cloth", WOVEN)


@design
def cloth_plain() -> Design:
    return CurvedSheet().finish("cloth_plain", "Cloth mask with a center seam", 5, PLAIN)


@design
def cloth_pleated() -> Design:
    return pleated_design("cloth_pleated", "Pleated cloth mask", 3, None, PLAIN)


@design
def cloth_gingham() -> Design:
    colors = (
        "red        a8363c a8363c 7f252b efece8 3",
        "navy       33426a 33426a 28324c efece8 3",
        "black      2a2a2e 2a2a2e 3a3a3f 232327 3",
        "green      4c7a5c 4c7a5c 38604a efece8 2",
        "light_blue 7fa6c9 7fa6c9 5f87ab efece8 2",
        "pink       d98fa0 d98fa0 bd7486 efece8 1",
    )
    return CurvedSheet(gingham, 5).finish("cloth_gingham", "Cloth mask, gingham checks", 1, colors)


@design
def cloth_tartan() -> Design:
    colors = (
        "red        98282e 222d3f d9b44a 26262a 3",
        "green      2f5a45 1d2c3c c8cbb0 26262a 2",
        "navy       2a3658 1d2030 b03a3a 26262a 2",
        "beige      c9b491 3a3a3c a2373b 26262a 2",
        "gray       8b8d90 3c3e42 c5c7ca 26262a 2",
    )
    return CurvedSheet(tartan, 8).finish("cloth_tartan", "Cloth mask, tartan", 1, colors)


@design
def cloth_stripes() -> Design:
    colors = (
        "navy       2c3858 7d88a4 9aa0ad efece8 3",
        "black      27272b 77777c 8a8a8e 26262a 2",
        "red        a5363c d28a8d c7a0a0 efece8 2",
        "teal       357a7d 8ab8b8 9ab6b6 efece8 1",
        "lilac      8f80ae b9b0cc aaa0bd efece8 1",
    )
    return pleated_design("cloth_stripes", "Pleated cloth mask, stripes", 1, stripes, colors)


@design
def cloth_pinstripes() -> Design:
    colors = (
        "navy       27314b aab2c4 8b93a6 26262a 3",
        "gray       56595e b9bcc0 9a9da1 26262a 2",
        "black      232327 9b9ba0 7d7d82 26262a 2",
        "burgundy   5f2029 c39aa0 9e7a80 26262a 1",
        "light_blue a9c3da f0f1f0 dcdfe1 efece8 1",
    )
    return CurvedSheet(pinstripes, 4).finish("cloth_pinstripes", "Cloth mask, pinstripes", 0.7, colors)


@design
def cloth_dots() -> Design:
    colors = (
        "navy       28324f e9e8e4 c8c9cc efece8 3",
        "black      242428 e8e7e4 c6c6c8 26262a 3",
        "red        a02f36 efebe6 d5cdc8 efece8 2",
        "pink       e2a9b4 f3eeec d9c9ca efece8 1",
        "white      e9e8e4 32343a b9babd efece8 1",
        "teal       2f7175 e9ebe6 c6cdca efece8 1",
    )
    return pleated_design("cloth_dots", "Pleated cloth mask, polka dots", 1, dots, colors)


@design
def cloth_floral() -> Design:
    colors = (
        "navy       2b3552 d98f98 7f9a78 26262a 3",
        "white      ebe8e1 c4606c 6d8f6a efece8 3",
        "black      27272b cf7d63 8fa37d 26262a 2",
        "pink       e5bcc0 b3475a 5f8a6a efece8 2",
        "light_blue b5cede f0ece4 d8b04f efece8 1",
        "mustard    c79d4b f0e9da 7c4a35 26262a 1",
    )
    return CurvedSheet(floral, 12).finish("cloth_floral", "Cloth mask, flowers", 1.2, colors)


@design
def cloth_camouflage() -> Design:
    colors = (
        "green      6b6d4a 3f4a35 2a2b26 26262a 4",
        "khaki      b09f7c 7d6c4e 55503d 3a3733 3",
        "gray       8c8f90 5c5f61 33353a 26262a 3",
        "navy       46567a 2b3452 1f2437 26262a 1",
        "pink       d9a5b0 b06d80 6d4753 26262a 0.5",
    )
    return CurvedSheet(camouflage, 10).finish("cloth_camouflage", "Cloth mask, camouflage", 1.2, colors)


@design
def cloth_geometric() -> Design:
    colors = (
        "gray       6c7076 a9acb1 34363b 26262a 3",
        "teal       2f7277 e0b45a 27404f 26262a 2",
        "coral      d4705c efd0a8 3b4a63 efece8 2",
        "navy       2a3556 6f8fb5 c5a15a 26262a 2",
        "lilac      8c7db0 d7b7cd 4b4469 efece8 1",
    )
    return CurvedSheet(triangles, 7).finish("cloth_geometric", "Cloth mask, triangles", 1, colors)


@design
def cloth_chevrons() -> Design:
    colors = (
        "black      26262a 8b8c90 3a3a3f 26262a 3",
        "teal       2e7478 88b9b7 25595c efece8 2",
        "mustard    c4973f 6b5a3a a37b31 26262a 1",
        "red        a3343b 333a4d 7f252b efece8 1",
        "navy       2b3759 c48f96 3b4763 efece8 1",
    )
    return pleated_design("cloth_chevrons", "Pleated cloth mask, zigzag", 0.7, chevrons, colors)
