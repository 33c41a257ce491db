"""The outline (alpha channel) of a template: whether it can be used, and where its anchors are."""

from __future__ import annotations

import cv2
import numpy as np
import numpy.typing as npt

from fmld_synth.geometry import ByteArray, FloatArray
from fmld_synth.templates.template import Anchors, Point

SMALLEST_SIDE = 128
"""Shorter side in pixels; less shows no seams or folds."""
MARGIN = 0.01
"""Share of width and of height at each side that must be transparent, or sampling meets the picture's edge."""
MOST_HOLES = 6
"""More than cut-out ear loops and a few of the artwork's own are a mistake of the cutting-out. Chosen by eye."""
SPECK = 0.0005
"""Share of the picture below which a piece or a hole is dirt and not counted."""
HALF = 127
"""8-bit alpha above which a pixel is inside the outline."""
ANCHOR_DECIMALS = 4
_NEAR_COLUMN = 1.5
"""Pixels to either side of a column within which contour points count as on it."""
_FOUR_NEIGHBORS = 4
"""OpenCV's name for parts that are joined along the sides of their pixels, not at corners alone."""


def outline_problems(alpha: ByteArray) -> list[str]:
    """What is wrong with an outline, one line each; empty when it can be used.

    Args:
        alpha: uint8 (height, width), 255 where the mask is.
    """
    rows, columns = alpha.shape
    if min(rows, columns) < SMALLEST_SIDE:
        return [
            f"is {columns} x {rows} px; at least {SMALLEST_SIDE} px on each side are needed, 1024 are better"
        ]
    inside = alpha > HALF
    if not inside.any():
        return ["is fully transparent; paint the mask opaque"]
    if inside.all():
        return ["has no transparent part; cut the mask out, so that alpha is its outline"]
    problems = []
    inset_x, inset_y = max(1, round(columns * MARGIN)), max(1, round(rows * MARGIN))
    border = np.ones_like(inside)
    border[inset_y:-inset_y, inset_x:-inset_x] = False
    if (alpha[border] > 0).any():
        problems.append("touches the picture's edge; leave a transparent margin of about 2 % on all sides")
    pieces = _large_parts(inside)
    if pieces != 1:
        problems.append(f"falls into {pieces} pieces; a template is one piece, so erase or join the others")
    # What is outside and does not reach the border is a hole.
    holes = _large_parts(~np.pad(inside, 1)) - 1
    if holes > MOST_HOLES:
        problems.append(
            f"has {holes} holes; at most {MOST_HOLES} (cut-out ear loops) make sense, so fill them"
        )
    if pieces == 1 and not inside[:, columns // 2].any():
        problems.append("leaves the middle of the picture empty; center the mask")
    return problems


def _large_parts(region: npt.NDArray[np.bool_]) -> int:
    """Number of connected parts that are more than specks."""
    _, _, stats, _ = cv2.connectedComponentsWithStats(region.astype(np.uint8), connectivity=_FOUR_NEIGHBORS)
    areas = stats[1:, cv2.CC_STAT_AREA]
    return int((areas > SPECK * region.size).sum())


def outline_points(alpha: ByteArray) -> FloatArray:
    """Points of the outer contour as (u, v), float32 (n, 2)."""
    contours, _ = cv2.findContours((alpha > HALF).astype(np.uint8), cv2.RETR_EXTERNAL, cv2.CHAIN_APPROX_NONE)
    largest = max(contours, key=len)[:, 0].astype(np.float32)
    size = np.array([alpha.shape[1], alpha.shape[0]], dtype=np.float32)
    return (largest + np.float32(0.5)) / size


def distance_to_outline(point: Point, contour: FloatArray) -> float:
    """Distance of a point (u, v) to the outer contour, in widths and heights of the texture."""
    return float(np.linalg.norm(contour - np.array(point, dtype=np.float32), axis=1).min())


def guess_anchors(alpha: ByteArray) -> Anchors:
    """Where the anchors of a mask seen from the front probably are.

    Top and bottom center: where the outline crosses the middle of its box. Corners: the points farthest out
    toward the box's corners; but when holes for the ears are cut out at a side, the outline above and below
    the inner end of that hole, where the loop begins.
    """
    contour = outline_points(alpha)
    low, high = contour.min(axis=0), contour.max(axis=0)
    relative = (contour - (low + high) / 2) / (high - low)
    middle = float((low + high)[0] / 2)
    left_hole, right_hole = _ear_holes(alpha, middle)

    def crossing(u: float, top: bool) -> Point:
        near = contour[np.abs(contour[:, 0] - u) < _NEAR_COLUMN / alpha.shape[1]]
        return _rounded(u, float(near[:, 1].min() if top else near[:, 1].max()))

    def corner(right: bool, top: bool) -> Point:
        hole = right_hole if right else left_hole
        if hole is not None:
            return crossing(hole, top)
        outward = relative @ np.array([1 if right else -1, -1 if top else 1], dtype=np.float32)
        return _rounded(*contour[int(outward.argmax())])

    return Anchors(
        top_center=crossing(middle, True),
        bottom_center=crossing(middle, False),
        top_left=corner(False, True),
        top_right=corner(True, True),
        bottom_left=corner(False, False),
        bottom_right=corner(True, False),
    )


def has_ear_holes(alpha: ByteArray) -> bool:
    """Whether loops for both ears are cut out of the mask itself."""
    return None not in _ear_holes(alpha, 0.5)


def _rounded(u: float, v: float) -> Point:
    return round(float(u), ANCHOR_DECIMALS), round(float(v), ANCHOR_DECIMALS)


def _ear_holes(alpha: ByteArray, middle: float) -> tuple[float | None, float | None]:
    """Inner ends (u) of the holes on the left and on the right, None without one."""
    empty = ~np.pad(alpha > HALF, 1)
    count, _, stats, _ = cv2.connectedComponentsWithStats(
        empty.astype(np.uint8), connectivity=_FOUR_NEIGHBORS
    )
    ends: list[float | None] = [None, None]
    for part in range(1, count):
        left, top, width, _, area = stats[part]
        outside = left == 0 and top == 0
        if outside or area <= SPECK * alpha.size:
            continue
        start, end = (left - 1) / alpha.shape[1], (left - 1 + width) / alpha.shape[1]
        if end < middle:
            ends[0] = max(end, ends[0] or 0.0)
        elif start > middle:
            ends[1] = min(start, ends[1] or 1.0)
    return ends[0], ends[1]
