"""Draws straps: thin, anti-aliased, hidden where the head or hair hides them."""

from __future__ import annotations

from dataclasses import dataclass

import cv2
import numpy as np
import numpy.typing as npt

from fmld_synth.geometry import ByteArray, FloatArray, Window
from fmld_synth.synthesis.rendering.placing import DEPTH_TOLERANCE, FaceDepth, StrapCurve

Flags = npt.NDArray[np.bool_]
_SUPERSAMPLING = 2  # on top of OpenCV's own anti-aliasing, for straps thinner than a pixel


_EDGE = 1.6  # what OpenCV's anti-aliased lines are wider than asked for, in pixels


@dataclass(frozen=True, eq=False)
class StrapLayer:
    """All straps of a mask over its window: alpha (h, w) 0 to 1 and relative shading (h, w)."""

    alpha: FloatArray
    shading: FloatArray


def draw_straps(
    curves: list[StrapCurve],
    window: Window,
    depth: FaceDepth | None,
    skin: FloatArray,
    hair: FloatArray,
    width: float,
    inter_ocular_distance: float,
) -> StrapLayer:
    """Draw the straps of a placed mask.

    Args:
        curves: the straps in the photograph.
        depth: the face's surface, which hides straps behind it.
        skin: float32 (h, w) over the window, 1 where the photograph shows skin: an ear loop that reaches hair goes
            under it and ends there.
        hair: float32 (h, w), 1 where hair or a hand hangs in front of the face: a head band goes over short hair,
            but ends under long hair.
        width: of a strap, in inter-ocular distances.
        inter_ocular_distance: of this face, in pixels.
    """
    scale = _SUPERSAMPLING
    alpha = np.zeros((window.height * scale, window.width * scale), np.uint8)
    light = np.zeros((window.height, window.width), np.uint8)
    thickness = width * inter_ocular_distance * scale
    surface = None if depth is None else depth.depth_over(window)
    for strap in curves:
        visible = strap.facing & _in_front(
            strap.points, surface, window, DEPTH_TOLERANCE * inter_ocular_distance
        )
        bare = 1 - hair if strap.over_hair else skin
        visible &= _before_hair(strap.points, bare, window)
        _draw(alpha, light, strap.points, visible, window, thickness)
    fine = min(thickness / (1 + _EDGE), 1.0)  # thinner than can be drawn: fainter instead
    matte = cv2.resize(alpha, (window.width, window.height), interpolation=cv2.INTER_AREA)
    return StrapLayer(matte * np.float32(fine / 255), light * np.float32(1 / 200))


def _draw(
    alpha: ByteArray, light: ByteArray, curve: FloatArray, visible: Flags, window: Window, thickness: float
) -> None:
    """Draw the visible runs of one strap; its middle is brighter than its edges, as on a round cord.

    Args:
        alpha: (h, w) at _SUPERSAMPLING times the window's resolution; drawn on.
        light: (h, w) at the window's resolution, 200 is fully lit; drawn on.
        thickness: of the strap, in pixels of ``alpha``.
    """
    scale = _SUPERSAMPLING
    inside = curve[:, :2] - (window.left, window.top)
    fine = np.round((inside * scale - 0.5) * 16).astype(np.int32)
    coarse = np.round((inside - 0.5) * 16).astype(np.int32)
    for first, last in _runs(visible):
        # The last stretch narrows and fades where it slips under hair or round the ear.
        for drop, opacity in ((0, 90), (1, 180), (2, 255)):
            stretch = [fine[first : max(last - drop, first + 2)]]
            drawn = max(round(thickness - _EDGE - 1 + drop / 2), 1)
            cv2.polylines(alpha, stretch, False, (opacity,), drawn, cv2.LINE_AA, 4)
        run = [coarse[first:last]]
        cv2.polylines(light, run, False, (150,), max(round(thickness / scale) + 3, 1), cv2.LINE_8, 4)
        if thickness > 3 * scale:
            cv2.polylines(light, run, False, (205,), max(round(thickness / scale * 0.5), 1), cv2.LINE_AA, 4)


def _runs(visible: Flags) -> list[tuple[int, int]]:
    """Half-open index ranges of at least three neighbouring visible points."""
    edges = np.flatnonzero(np.diff(np.concatenate([[0], visible.astype(np.int8), [0]])))
    return [
        (int(first), int(last))
        for first, last in zip(edges[::2], edges[1::2], strict=True)
        if last - first >= 3
    ]


def _lookup(values: FloatArray, curve: FloatArray, window: Window) -> FloatArray:
    x = np.clip(np.round(curve[:, 0] - window.left).astype(int), 0, window.width - 1)
    y = np.clip(np.round(curve[:, 1] - window.top).astype(int), 0, window.height - 1)
    return np.asarray(values[y, x], np.float32)


def _in_front(curve: FloatArray, surface: FloatArray | None, window: Window, tolerance: float) -> Flags:
    """Which points of a strap the face does not hide."""
    if surface is None:
        return np.ones(len(curve), bool)
    return np.asarray(curve[:, 2] <= _lookup(surface, curve, window) + tolerance)


def _before_hair(curve: FloatArray, free: FloatArray, window: Window) -> Flags:
    """The run from the mask to where the way stops being free for good (hair, background): there it ends.

    Shadows and edges on the skin make short gaps, which the strap crosses.
    """
    bare = _lookup(free, curve, window) >= 0.35
    longest_gap = len(curve) // 4
    gaps = np.flatnonzero(~bare)
    end = len(curve)
    for start in gaps:
        if not bare[start : start + longest_gap].any():
            end = int(start)
            break
    return np.asarray(np.arange(len(curve)) < end)
