"""Fold-flat respirators: KN95, KF94 and FFP2."""

from __future__ import annotations

import numpy as np
from canvas import TRIM, Canvas
from cup import valve
from curves import Curve, edge, flipped, mirrored, moved, rounded_box, scaled, smooth
from design import Design, colorways, design, finished
from sewing import seam, weld_dots

COLORS = (
    "white       ebecec e4e5e6 cfd1d4 eeeeee 22",
    "black       242528 2b2c30 3b3c41 242528 5",
    "gray        a4a7aa 94979b 85888c ededed 3",
    "light_blue  a9c8dc 9dbdd2 8fb0c6 eef0f0 2",
    "pink        e6bfc6 dcb0b8 cfa3ab f2edee 1.5",
    "navy        2b3652 333f5e 434f6d 2b3652 1",
    "beige       d8c6b1 ccb9a3 bba892 efe9e2 1",
    "mint        aed4c8 a0c7bb 92b9ad eef1f0 1",
    "lilac       bcb2d2 afa5c6 a196b9 efedf2 1",
    "teal        2d8a9c 277d8e 1f6d7c e9eeee 0.6",
)


class Sheet:
    """A symmetric fold-flat mask."""

    def __init__(self, right_half: list[tuple[float, float]], width: float, height: float) -> None:
        self.canvas = Canvas(width, height, 1152)
        self.outline = smooth(mirrored(right_half), closed=True)
        self.canvas.cut_out(self.outline)
        self.inset = self.canvas.inset(self.outline)
        self.center = (right_half[0][1], right_half[-1][1])

    def inside(self, distance: float) -> Curve:
        """The outline moved inward."""
        forward = np.roll(self.outline, -3, axis=0) - np.roll(self.outline, 3, axis=0)
        length = np.maximum(np.linalg.norm(forward, axis=1, keepdims=True), 1e-9)
        inward = np.stack([-forward[:, 1], forward[:, 0]], axis=1) / length
        shifted = self.outline + inward * distance
        columns = np.clip(
            ((shifted[:, 0] / self.canvas.width + 0.5) * self.canvas.columns).astype(int), 0, None
        )
        rows = np.clip((shifted[:, 1] * self.canvas.scale).astype(int), 0, self.canvas.rows - 1)
        depth = self.inset[rows, np.minimum(columns, self.canvas.columns - 1)]
        # At sharp corners the moved line doubles back; what comes too close to the edge is left out.
        return shifted[depth > distance * 0.8]

    def below_top(self, distance: float, reach: float) -> Curve:
        x = np.linspace(-reach, reach, 160)
        return np.stack([x, [edge(self.outline, at, True) + distance for at in x]], axis=1)

    def weld_rim(self, width: float) -> None:
        """Edges welded by heat: pressed flat, with rows of fine dots."""
        self.canvas.raise_by(self.canvas.between(self.inset, -1, width), -0.012, 0.008)
        weld_dots(self.canvas, (self.inside(width * 0.35), self.inside(width * 0.8)), 0.007, 0.032)

    def finish(
        self,
        name: str,
        title: str,
        weight: float,
        corners: tuple[tuple[float, float], tuple[float, float]],
        shape: dict[str, float],
        colors: tuple[str, ...] = COLORS,
        straps: str = "ear_loops",
    ) -> Design:
        return finished(
            self.canvas,
            name=name,
            title=title,
            family="fold_flat",
            weight=weight,
            corners=corners,
            center=self.center,
            shape=shape,
            straps={"kind": straps, "width": 0.042 if straps == "ear_loops" else 0.04},
            fabric={"weave": "nonwoven", "sheen": 0.1},
            colors=colorways(*colors),
        )


def both(*curves: Curve) -> list[Curve]:
    """Curves of the right half with their mirror images."""
    return [side for curve in curves for side in (curve, flipped(curve))]


def peaked() -> Sheet:
    """The KN95 opened up: peaks at nose and chin, short straight sides, a fold down the middle."""
    right_half = [
        (0.0, 0.1), (0.07, 0.12), (0.2, 0.27), (0.42, 0.46), (0.72, 0.6), (1.02, 0.7), (1.22, 0.76),
        (1.28, 0.82), (1.29, 1.05), (1.27, 1.38), (1.22, 1.48), (1.02, 1.65), (0.7, 1.9), (0.36, 2.17),
        (0.12, 2.36), (0.0, 2.4),
    ]  # fmt: skip
    sheet = Sheet(right_half, 2.76, 2.5)
    canvas = sheet.canvas
    sheet.weld_rim(0.085)
    y = np.linspace(0.1, 2.4, 160)
    seam(canvas, np.stack([np.zeros_like(y), y], axis=1), 0.03, 0.008)
    box = [sheet.below_top(distance, 0.66) for distance in (0.12, 0.25)]
    ends = [np.stack([line[at] for line in box]) for at in (0, -1)]
    weld_dots(canvas, (*box, *ends), 0.007, 0.028)
    canvas.raise_by(canvas.stroke(sheet.below_top(0.185, 0.6), 0.07), 0.014, 0.014)
    bars = both(np.array([[0.34, 1.16], [1.0, 1.2]]), np.array([[0.3, 1.86], [0.62, 1.66]]))
    canvas.raise_by(canvas.stroke(bars, 0.016), -0.016, 0.006)
    tabs = both(rounded_box(1.15, 0.86, 1.25, 0.95, 0.03), rounded_box(1.14, 1.3, 1.24, 1.39, 0.03))
    canvas.raise_by(canvas.area(*tabs), -0.012, 0.005)
    return sheet


PEAKED_CORNERS = ((1.275, 0.82), (1.255, 1.42))
PEAKED_SHAPE = {"stiffness": 0.75, "bulge": 0.14, "beak": 0.26, "below_chin": 0.1}


@design
def kn95() -> Design:
    """KN95 with ear loops."""
    return peaked().finish("kn95", "KN95 fold-flat respirator", 6, PEAKED_CORNERS, PEAKED_SHAPE)


@design
def kn95_valve() -> Design:
    """KN95 with a valve on one cheek."""
    sheet = peaked()
    frame = rounded_box(0.36, 1.22, 0.78, 1.64, 0.1)
    sheet.canvas.raise_by(sheet.canvas.area(scaled(frame, 0.57, 1.43, 1.16)), 0.012, 0.012)
    valve(sheet.canvas, frame, 0.57, 1.43, 0.38, 4, 0.04)
    colors = (
        "white       ebecec f0f1f1 b4b7bb eeeeee 12",
        "white_gray  e8e9ea 8d9196 5a5d62 e6e6e6 4",
        "gray        a3a6a9 45484d 2c2e31 ededed 3",
        "black       252629 3a3c40 1b1c1e 242528 3",
        "white_blue  e9eaeb 4f7fb3 355a84 eeeeee 1",
        "khaki       8b8468 45473c 2f3129 8b8468 0.5",
    )
    return sheet.finish("kn95_valve", "KN95 with valve", 2, PEAKED_CORNERS, PEAKED_SHAPE, colors)


@design
def kf94_boat() -> Design:
    """The three-panel "fish": a broad middle panel with a flap above and one below."""
    right_half = [
        (0.0, 0.1), (0.26, 0.13), (0.56, 0.3), (0.9, 0.58), (1.2, 0.84), (1.34, 0.93), (1.37, 1.0),
        (1.37, 1.24), (1.33, 1.32), (1.12, 1.5), (0.82, 1.8), (0.5, 2.06), (0.22, 2.17), (0.0, 2.19),
    ]  # fmt: skip
    sheet = Sheet(right_half, 2.94, 2.29)
    canvas = sheet.canvas
    upper = [(-1.38, 1.0), (-1.0, 0.88), (-0.5, 0.73), (0.0, 0.67), (0.5, 0.73), (1.0, 0.88), (1.38, 1.0)]
    lower = [(-1.38, 1.24), (-1.0, 1.42), (-0.5, 1.6), (0.0, 1.67), (0.5, 1.6), (1.0, 1.42), (1.38, 1.24)]
    upper_seam, lower_seam = smooth(upper), smooth(lower)
    canvas.raise_by(canvas.area(np.concatenate([upper_seam, lower_seam[::-1]])), 0.035, 0.007)
    for line in (moved(upper_seam, 0, 0.03), moved(lower_seam, 0, -0.03)):
        canvas.raise_by(canvas.stroke(line, 0.035), 0.01, 0.01)
    weld_dots(canvas, (moved(upper_seam, 0, 0.075), moved(lower_seam, 0, -0.075)), 0.006, 0.03)
    sheet.weld_rim(0.07)
    canvas.raise_by(canvas.stroke(sheet.below_top(0.13, 0.55), 0.06), 0.016, 0.012)
    canvas.raise_by(canvas.between(np.abs(canvas.x), 1.2, 2), -0.014, 0.012)
    weld_dots(
        canvas,
        both(np.array([[1.22, 0.92], [1.22, 1.36]]), np.array([[1.27, 0.94], [1.27, 1.34]])),
        0.007,
        0.03,
    )
    shape = {"stiffness": 0.6, "bulge": 0.18, "beak": 0.08, "below_chin": 0.1}
    return sheet.finish(
        "kf94_boat", "KF94 three-panel respirator", 2.5, ((1.365, 0.99), (1.365, 1.25)), shape
    )


@design
def ffp2_duckbill() -> Design:
    """Two panels welded at slanting sides, open like a bill, held by head bands."""
    right_half = [
        (0.0, 0.1), (0.3, 0.13), (0.66, 0.28), (1.02, 0.56), (1.22, 0.78), (1.3, 0.88), (1.31, 0.98),
        (1.24, 1.12), (1.08, 1.36), (0.94, 1.66), (0.86, 1.86), (0.76, 1.96), (0.56, 2.01), (0.0, 2.04),
    ]  # fmt: skip
    sheet = Sheet(right_half, 2.84, 2.14)
    canvas = sheet.canvas
    fold = smooth([(-0.98, 1.2), (-0.5, 1.18), (0.0, 1.17), (0.5, 1.18), (0.98, 1.2)])
    ramp = np.exp(-np.abs(canvas.y - 1.18) / 0.12) * np.clip((1.15 - np.abs(canvas.x)) / 0.3, 0, 1)
    canvas.relief += 0.05 * canvas.soften(ramp, 0.012)
    weld_dots(canvas, (moved(fold, 0, 0.035), moved(fold, 0, -0.035)), 0.006, 0.03)
    slants = both(
        smooth([(1.27, 0.95), (1.1, 1.06), (0.98, 1.2)]), smooth([(0.98, 1.2), (0.86, 1.5), (0.8, 1.92)])
    )
    canvas.raise_by(canvas.stroke(slants, 0.05), -0.016, 0.01)
    weld_dots(canvas, slants, 0.008, 0.032)
    sheet.weld_rim(0.075)
    clip = canvas.stroke(sheet.below_top(0.12, 0.42), 0.065)
    canvas.paint(clip, TRIM, 0.5)
    canvas.raise_by(clip, 0.014, 0.006)
    shape = {"stiffness": 0.65, "bulge": 0.3, "beak": 0.0, "below_chin": 0.06}
    corners = ((1.295, 0.88), (1.29, 1.04))
    return sheet.finish(
        "ffp2_duckbill", "FFP2 duckbill respirator", 1, corners, shape, COLORS[:6], "head_bands"
    )


@design
def willow_leaf() -> Design:
    """Folded like a leaf: one broad middle panel, pointed above and below, narrow at the ears."""
    right_half = [
        (0.0, 0.1), (0.1, 0.13), (0.3, 0.3), (0.62, 0.52), (0.98, 0.72), (1.28, 0.86), (1.4, 0.94),
        (1.41, 1.02), (1.4, 1.16), (1.3, 1.26), (1.0, 1.5), (0.68, 1.78), (0.34, 2.06), (0.12, 2.22), (0.0, 2.25),
    ]  # fmt: skip
    sheet = Sheet(right_half, 2.98, 2.35)
    canvas = sheet.canvas
    fold = smooth(
        [(-1.36, 1.04), (-0.9, 0.98), (-0.4, 0.92), (0.0, 0.9), (0.4, 0.92), (0.9, 0.98), (1.36, 1.04)]
    )
    canvas.raise_by(canvas.stroke(fold, 0.09), 0.03, 0.03)
    canvas.raise_by(canvas.stroke(fold, 0.01), -0.014, 0.004)
    weld_dots(canvas, (moved(fold, 0, 0.05), moved(fold, 0, -0.05)), 0.006, 0.028)
    canvas.raise_by(
        canvas.area(np.concatenate([fold, sheet.outline[sheet.outline[:, 1] > 1.1][::-1]])), 0.012, 0.01
    )
    sheet.weld_rim(0.06)
    canvas.raise_by(canvas.stroke(sheet.below_top(0.11, 0.42), 0.06), 0.016, 0.012)
    shape = {"stiffness": 0.6, "bulge": 0.14, "beak": 0.16, "below_chin": 0.1}
    return sheet.finish("willow_leaf", "Willow-leaf respirator", 1.5, ((1.405, 0.98), (1.4, 1.14)), shape)


@design
def fish_tail() -> Design:
    """Two halves welded in the middle, drawn in before the ears and flared there like a fish's tail."""
    right_half = [
        (0.0, 0.1), (0.09, 0.13), (0.28, 0.36), (0.56, 0.56), (0.86, 0.7), (1.08, 0.82), (1.24, 0.84),
        (1.38, 0.72), (1.42, 0.76), (1.4, 1.04), (1.42, 1.36), (1.37, 1.4), (1.22, 1.28), (1.06, 1.32),
        (0.8, 1.56), (0.5, 1.86), (0.2, 2.14), (0.06, 2.22), (0.0, 2.23),
    ]  # fmt: skip
    sheet = Sheet(right_half, 3.1, 2.36)
    canvas = sheet.canvas
    y = np.linspace(0.1, 2.23, 160)
    seam(canvas, np.stack([np.zeros_like(y), y], axis=1), 0.035, 0.01)
    weld_dots(canvas, both(np.stack([np.full_like(y, 0.05), y], axis=1)[6:-6]), 0.006, 0.028)
    folds = both(
        smooth([(1.36, 0.95), (0.8, 1.0), (0.2, 0.98)]), smooth([(1.36, 1.16), (0.8, 1.22), (0.25, 1.4)])
    )
    canvas.raise_by(canvas.stroke(folds, 0.03), -0.016, 0.012)
    sheet.weld_rim(0.055)
    tail = both(np.array([[1.2, 0.8], [1.19, 1.32]]), np.array([[1.25, 0.84], [1.24, 1.3]]))
    weld_dots(canvas, tail, 0.007, 0.03)
    shape = {"stiffness": 0.65, "bulge": 0.12, "beak": 0.24, "below_chin": 0.1}
    return sheet.finish("fish_tail", "Fish-shaped respirator", 1.2, ((1.415, 0.78), (1.415, 1.34)), shape)
