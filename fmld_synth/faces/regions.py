"""The regions whose coverage decides a label, the areas where masks show, and the five key points."""

from __future__ import annotations

from collections.abc import Mapping

import cv2
import numpy as np
import numpy.typing as npt

from fmld_synth.faces.canonical import canonical_face
from fmld_synth.faces.mesh_points import (
    CHIN_LEFT_HALF,
    CHIN_POINT,
    EYES_LEFT_HALF,
    FOREHEAD_LEFT_HALF,
    JAW_FRONT,
    LEFT_EYE_CORNERS,
    LEFT_JAW_SIDE,
    LEFT_MOUTH_CORNER,
    LIPS_LEFT_HALF,
    NOSE_BASE,
    NOSE_LEFT_HALF,
    NOSE_TIP,
    RIGHT_EYE_CORNERS,
    RIGHT_MOUTH_CORNER,
)
from fmld_synth.geometry import FloatArray

Pixels = tuple[int, int, int, int]
"""Left, top, right and bottom of a block of pixels, the last two exclusive."""

SAMPLES_ACROSS = 256
"""Samples along a region's longer side that are enough: pixels are divided in small regions, not in large ones."""
MOST_SUPERSAMPLING = 8
"""Samples along a pixel's side, at most."""
_NECK_DEPTH = 0.32
"""Height of the strip below the jaw, as a share of the distance from the base of the nose to the chin point. Chosen by
eye: a mask under the chin shows there."""
_BESIDE = 0.2
"""Width of the strip beside the jaw, as a share of the face's width there, half of it on the cheek. Chosen by eye: a
mask that hangs from an ear shows there."""


def _symmetric(half: tuple[int, ...]) -> tuple[int, ...]:
    """The whole outline, given its left half from the midline at the top to the midline at the bottom."""
    mirror = canonical_face().mirror
    return (*half, *(int(mirror[point]) for point in half[-2:0:-1]))


REGIONS: Mapping[str, tuple[int, ...]] = {
    "nose": _symmetric(NOSE_LEFT_HALF),
    "lips": _symmetric(LIPS_LEFT_HALF),
    "chin": _symmetric(CHIN_LEFT_HALF),
}
"""What every mask is measured by."""
_EYES, _FOREHEAD = _symmetric(EYES_LEFT_HALF), _symmetric(FOREHEAD_LEFT_HALF)
_JAW_SIDES = LEFT_JAW_SIDE, tuple(int(canonical_face().mirror[point]) for point in LEFT_JAW_SIDE)


def region_polygons(landmarks: FloatArray) -> dict[str, FloatArray]:
    """Outline of each region as float32 (n, 2), in pixels; closed implicitly.

    On a turned head an outline may cross itself; its area is then the union of its parts (nonzero winding).
    """
    return {
        name: np.ascontiguousarray(landmarks[list(points), :2], np.float32)
        for name, points in REGIONS.items()
    }


def further_polygons(landmarks: FloatArray) -> dict[str, FloatArray]:
    """Outlines, as from ``region_polygons``, of what only masks off the lower face are measured by: ``eyes`` (from
    brows to lower lids), ``forehead`` and ``neck`` (the strip below the jaw where a mask under the chin shows)."""
    return {
        "eyes": np.ascontiguousarray(landmarks[list(_EYES), :2], np.float32),
        "forehead": np.ascontiguousarray(landmarks[list(_FOREHEAD), :2], np.float32),
        "neck": neck_strip(landmarks),
    }


def region_shares_in_frame(landmarks: FloatArray, width: int, height: int) -> dict[str, float]:
    """Share of an area's pixels inside an image of ``width`` x ``height`` pixels, 0 to 1.

    The areas are the three regions, ``neck``, ``forehead``, and ``beside``: the strip beside the jaw where a mask
    that hangs from an ear shows, on the side that the frame shows more of.
    """
    further = further_polygons(landmarks)
    polygons = {**region_polygons(landmarks), "neck": further["neck"], "forehead": further["forehead"]}
    shares = {name: share_in_frame(polygon, width, height) for name, polygon in polygons.items()}
    beside = max(share_in_frame(strip, width, height) for strip in _strips_beside(landmarks))
    return {**shares, "beside": beside}


def _strips_beside(landmarks: FloatArray) -> list[FloatArray]:
    """Outlines of the strips along the left and the right side of the jaw, float32 (n, 2) in pixels each."""
    left, right = (landmarks[list(side), :2] for side in _JAW_SIDES)
    outward = (left - right) * np.float32(_BESIDE / 2)
    return [
        np.asarray(np.concatenate([line - out, (line + out)[::-1]]), np.float32)
        for line, out in ((left, outward), (right, -outward))
    ]


def neck_strip(landmarks: FloatArray) -> FloatArray:
    """Outline of the strip just below the front of the jaw, float32 (n, 2) in pixels.

    The mesh ends at the jaw, so the strip is the jaw line moved on in the direction from the nose base to the chin.
    """
    jaw = landmarks[list(JAW_FRONT), :2]
    down = (landmarks[CHIN_POINT, :2] - landmarks[NOSE_BASE, :2]) * np.float32(_NECK_DEPTH)
    return np.asarray(np.concatenate([jaw, (jaw + down)[::-1]]), np.float32)


def share_in_frame(polygon: FloatArray, width: int, height: int) -> float:
    """Share of a polygon's area inside an image of ``width`` x ``height`` pixels, 0 to 1; 0 without extent."""
    left, top, right, bottom = pixels = pixels_around(polygon)
    inside = (max(left, 0), max(top, 0), min(right, width), min(bottom, height))
    if inside == pixels and left < right and top < bottom:
        return 1.0
    coverage = region_mask(polygon, pixels)
    total = float(coverage.sum(dtype=np.float64))
    if total <= 0 or inside[0] >= inside[2] or inside[1] >= inside[3]:
        return 0.0
    rows, columns = slice(inside[1] - top, inside[3] - top), slice(inside[0] - left, inside[2] - left)
    return float(coverage[rows, columns].sum(dtype=np.float64)) / total


def pixels_around(polygon: FloatArray) -> Pixels:
    """The whole pixels that a polygon (n, 2) may touch, inside and outside the frame."""
    left, top = np.floor(polygon.min(axis=0)).astype(int).tolist()
    right, bottom = np.ceil(polygon.max(axis=0)).astype(int).tolist()
    return left, top, right, bottom


def region_mask(polygon: FloatArray, pixels: Pixels, supersampling: int | None = None) -> FloatArray:
    """How much of each pixel a polygon covers: float32 (bottom - top, right - left), 0 to 1.

    Pixel (x, y) is the square from (x, y) to (x + 1, y + 1). Inside is where the winding number is not zero,
    so that the parts of an outline that crosses itself unite.

    Args:
        polygon: (n, 2) in pixels.
        pixels: which pixels to fill.
        supersampling: samples along a pixel's side; None takes many for few pixels and few for many.
    """
    left, top, right, bottom = pixels
    columns, rows = right - left, bottom - top
    if columns <= 0 or rows <= 0:
        return np.zeros((max(rows, 0), max(columns, 0)), np.float32)
    if supersampling is None:
        supersampling = min(max(SAMPLES_ACROSS // max(columns, rows), 1), MOST_SUPERSAMPLING)
    samples = (np.asarray(polygon, np.float64) - (left, top)) * supersampling
    winding = _winding_numbers(samples, columns * supersampling, rows * supersampling)
    inside = (winding != 0).astype(np.float32)
    return np.asarray(cv2.resize(inside, (columns, rows), interpolation=cv2.INTER_AREA), np.float32)


def _winding_numbers(polygon: npt.NDArray[np.float64], columns: int, rows: int) -> npt.NDArray[np.int8]:
    """Winding number of a polygon about the center of each cell of a grid: int8 (rows, columns).

    Every edge adds its direction to all cells right of where it crosses the row: one number at the crossing,
    then one running sum.
    """
    steps = np.zeros((rows, columns + 1), np.int8)
    x0, y0 = polygon.T
    x1, y1 = np.roll(polygon, -1, axis=0).T
    below = np.arange(rows)[:, None] + 0.5 >= y0, np.arange(rows)[:, None] + 0.5 >= y1
    crossed, edge = np.nonzero(below[0] != below[1])
    share = (crossed + 0.5 - y0[edge]) / (y1 - y0)[edge]
    x = x0[edge] + share * (x1 - x0)[edge]
    cells = np.clip(np.ceil(x - 0.5), 0, columns).astype(int)
    np.add.at(steps, (crossed, cells), np.where(y1 > y0, 1, -1)[edge].astype(np.int8))
    winding: npt.NDArray[np.int8] = np.cumsum(steps[:, :columns], axis=1, dtype=np.int8)
    return winding


def key_points(landmarks: FloatArray) -> FloatArray:
    """Five points, float32 (5, 2) in pixels: both eye centers, nose tip, both mouth corners.

    Of each pair, the one on the left of an upright picture comes first.
    """
    points = np.asarray(landmarks[:, :2], np.float32)
    eyes = points[[LEFT_EYE_CORNERS, RIGHT_EYE_CORNERS]].mean(axis=1)
    return np.concatenate([eyes, points[[NOSE_TIP, LEFT_MOUTH_CORNER, RIGHT_MOUTH_CORNER]]])
