"""Draws straps: thin, anti-aliased, hidden where the head or hair hides them."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import groupby

import cv2
import numpy as np
import numpy.typing as npt

from fmld_synth.geometry import ByteArray, FloatArray, Window
from fmld_synth.synthesis.rendering.face_depth import FaceDepth
from fmld_synth.synthesis.rendering.grid import Grid
from fmld_synth.synthesis.rendering.placing import DEPTH_TOLERANCE
from fmld_synth.synthesis.rendering.strap_placing import StrapCurve

Flags = npt.NDArray[np.bool_]
_SUPERSAMPLING = 2
"""On top of OpenCV's own anti-aliasing, for straps thinner than a pixel."""
_EDGE = 1.6
"""How much wider than asked for OpenCV's anti-aliased lines are, in pixels; measured on drawn lines."""
_FRACTION_BITS = 4
"""Fractional bits of the fixed-point coordinates that OpenCV draws with."""

# Chosen by eye.
_FULLY_LIT, _EDGE_LIGHT, _MIDDLE_LIGHT = 200, 150, 205
"""8-bit values of full light, and of a strap's edges and middle, which is brighter, as on a round cord."""
_LIGHT_MARGIN = 3
"""Pixels by which the lit line is wider than the strap, so that its anti-aliased edge is lit too."""
_MIDDLE_FROM, _MIDDLE_SHARE = 3, 0.5
"""Width in pixels from which a strap shows its middle, and the middle's share of it."""
_FADING = ((0, 90), (1, 180), (2, 255))
"""The last stretch narrows and fades where it slips under hair or around the ear: points left out, 8-bit opacity."""
_LEAST_RUN = 3
"""Neighboring visible points that a piece of a strap has at least."""
_FREE = 0.35
"""Share of skin, or of no hair, from which the way is free."""
_LONGEST_GAP = 4
"""A gap of one part in so many of the strap's points ends it; shorter ones are shadows and edges on the skin."""


@dataclass(frozen=True, eq=False)
class StrapLayer:
    """All straps of a mask, for each cell around it: alpha (rows, columns) 0 to 1 and relative shading."""

    alpha: FloatArray
    shading: FloatArray


def draw_straps(
    curves: list[StrapCurve],
    around: Grid,
    depth: FaceDepth | None,
    skin: FloatArray,
    hair: FloatArray,
    width: float,
    inter_ocular_distance: float,
) -> StrapLayer:
    """Draw the straps of a placed mask.

    Args:
        curves: the straps in the photograph.
        around: the cells to draw in.
        depth: the face's surface, which hides straps behind it.
        skin: float32 (h, w) over its window, 1 where the photograph shows skin: an ear loop that reaches hair goes
            under it and ends there.
        hair: float32 (h, w), 1 where hair or a hand hangs in front of the face: a head band goes over short hair,
            but ends under long hair.
        width: of a strap, in inter-ocular distances.
        inter_ocular_distance: of this face, in pixels.
    """
    scale, cells = _SUPERSAMPLING, around.cells
    alpha = np.zeros((cells.height * scale, cells.width * scale), np.uint8)
    light = np.zeros((cells.height, cells.width), np.uint8)
    thickness = width * inter_ocular_distance * scale / around.side
    if curves:
        points = np.stack([strap.points for strap in curves])
        over_hair = np.array([[strap.over_hair] for strap in curves])
        nearest = DEPTH_TOLERANCE * inter_ocular_distance
        shown = _in_front(points, over_hair, around.window, depth, nearest, skin, hair)
        shown &= np.stack([strap.facing for strap in curves])
        for curve, visible in zip(around.in_cells(points), shown.tolist(), strict=True):
            _draw(alpha, light, curve, visible, thickness)
    fine = min(thickness / (1 + _EDGE), 1.0)  # thinner than can be drawn: fainter instead
    matte = cv2.resize(alpha, (cells.width, cells.height), interpolation=cv2.INTER_AREA)
    return StrapLayer(matte * np.float32(fine / 255), light * np.float32(1 / _FULLY_LIT))


def _draw(
    alpha: ByteArray, light: ByteArray, curve: FloatArray, visible: list[bool], thickness: float
) -> None:
    """Draw the visible runs of one strap.

    Args:
        alpha: (h, w) at _SUPERSAMPLING times the resolution of cells; drawn on.
        light: (h, w) with one pixel a cell, ``_FULLY_LIT`` is full light; drawn on.
        curve: the strap's points, in cells.
        visible: which of them are.
        thickness: of the strap, in pixels of ``alpha``.
    """
    scale = _SUPERSAMPLING
    inside = curve[:, :2]
    fine = np.round((inside * scale - 0.5) * (1 << _FRACTION_BITS)).astype(np.int32)
    coarse = np.round((inside - 0.5) * (1 << _FRACTION_BITS)).astype(np.int32)
    for first, last in _runs(visible):
        for drop, opacity in _FADING:
            stretch = [fine[first : max(last - drop, first + 2)]]
            drawn = max(round(thickness - _EDGE - 1 + drop / 2), 1)
            cv2.polylines(alpha, stretch, False, (opacity,), drawn, cv2.LINE_AA, _FRACTION_BITS)
        run = [coarse[first:last]]
        lit = max(round(thickness / scale) + _LIGHT_MARGIN, 1)
        cv2.polylines(light, run, False, (_EDGE_LIGHT,), lit, cv2.LINE_8, _FRACTION_BITS)
        if thickness > _MIDDLE_FROM * scale:
            middle = max(round(thickness / scale * _MIDDLE_SHARE), 1)
            cv2.polylines(light, run, False, (_MIDDLE_LIGHT,), middle, cv2.LINE_AA, _FRACTION_BITS)


def _runs(visible: list[bool]) -> list[tuple[int, int]]:
    """Half-open index ranges of neighboring visible points, at least ``_LEAST_RUN`` each."""
    runs, first = [], 0
    for is_visible, points in groupby(visible):
        last = first + len(list(points))
        if is_visible and last - first >= _LEAST_RUN:
            runs.append((first, last))
        first = last
    return runs


def _in_front(
    points: FloatArray, over_hair: Flags, window: Window, depth: FaceDepth | None, tolerance: float,
    skin: FloatArray, hair: FloatArray,
) -> Flags:  # fmt: skip
    """Which points (n, k, 3) of straps neither the face nor hair hides; ``over_hair`` is (n, 1)."""
    columns = np.clip(np.round(points[..., 0] - window.left).astype(int), 0, window.width - 1)
    rows = np.clip(np.round(points[..., 1] - window.top).astype(int), 0, window.height - 1)
    no_hair, bare = 1 - hair[rows, columns], skin[rows, columns]
    before_face = np.ones(rows.shape, bool)
    if depth is not None:
        surface, coverage = depth.at(columns + window.left, rows + window.top)
        before_face = points[..., 2] <= surface + tolerance
        # A beard, or shadow on the cheek, looks like hair: loops lie over both.
        bare = np.maximum(bare, coverage * no_hair)
    free = np.where(over_hair, no_hair, bare) >= _FREE
    ends = np.array([[_end_of(strap)] for strap in free.tolist()])
    return np.asarray(before_face & (np.arange(points.shape[1]) < ends))


def _end_of(free: list[bool]) -> int:
    """Up to which point a strap is seen, which runs from the mask to where the way stops being ``free`` for good (hair,
    background).

    Shadows and edges on the skin make short gaps, which the strap crosses. So it does what lies between a mask under
    the jaw and the cheek: dark beards and collars.
    """
    longest_gap = len(free) // _LONGEST_GAP
    begun = False
    for place, is_free in enumerate(free):
        if is_free:
            begun = True
        elif begun and not any(free[place : place + longest_gap]):
            return place
    return len(free) if begun else 0
