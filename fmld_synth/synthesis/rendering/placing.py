"""Where a mask falls in a photograph: which texture point each pixel shows, its normal, and what hides it."""

from __future__ import annotations

import itertools
from collections.abc import Callable
from dataclasses import dataclass
from functools import lru_cache

import cv2
import numpy as np
import numpy.typing as npt

from fmld_synth.arithmetic import length
from fmld_synth.faces.canonical import VERTEX_COUNT, canonical_face
from fmld_synth.faces.mesh_points import MOUTH_OPENING
from fmld_synth.geometry import FloatArray, Window
from fmld_synth.synthesis.warp.rasterizer import grid_quads, rasterize
from fmld_synth.synthesis.warp.straps import Strap, strap_curves
from fmld_synth.synthesis.warp.surface import Placement, Surface, drape
from fmld_synth.templates.template import Template

# Chosen by eye; lengths are in inter-ocular distances unless it is said otherwise.
DEPTH_TOLERANCE = 0.10
"""A face surface must lie this much in front of the mask to hide it."""
MASK_MARGIN, _MASK_MARGIN_PIXELS = 0.03, 3
"""The window reaches this much beyond the mask, for its blurred edge."""
SHADOW_MARGIN = 0.30
"""The surroundings reach this much beyond mask and straps."""
_TURNED_AWAY, _TURNING = 0.08, 0.15
"""Depth component of the unit normal: cloth fades over the second until, at the first, it is seen from behind."""
_SMALL_MASK = 200
"""Longer side of the window in pixels below which a pixel's side is drawn as three sub-pixels instead of two."""
_SMALL_FACE, _LARGE_FACE = 90, 170
"""Inter-ocular distances in pixels below which a face is small and from which it is large."""
_SMALL_GRID, _MIDDLE_GRID, _LARGE_GRID = (17, 29), (21, 35), (29, 47)
"""Rows and columns of the surface on such faces: quads of some 8 pixels, small enough not to show."""
_OUTWARD_STEP = 0.1
"""Length of the step that tells which way a strap's side points in the photograph."""
_STRAP_TURNED_AWAY = 0.35
"""Depth component of that unit direction from which a strap is on the far side of the head."""
_SEEN_BEST = 70
"""Percentile of the columns' widths in pixels: the wide ones are seen from the front."""
_SOFT_HIDING = 0.7
"""Standard deviation in pixels of the edge where the face hides the mask."""
_LEAST_NORMAL, _LEAST_STEP = 1e-6, 1e-3
"""They keep divisions by a normal's length and by a column's width, in pixels, finite."""


@dataclass(frozen=True, eq=False)
class FaceDepth:
    """The face's own surface: float32 (h, w) depth (+inf where there is no face) and coverage over ``window``."""

    window: Window
    depth: FloatArray
    coverage: FloatArray

    def depth_over(self, window: Window) -> FloatArray:
        """Depth over another window of the same image."""
        depth = np.full((window.height, window.width), np.inf, np.float32)
        mine, its = self.window.shared_slices(window)
        depth[its] = self.depth[mine]
        return depth

    def coverage_over(self, window: Window) -> FloatArray:
        """Coverage over another window of the same image."""
        coverage = np.zeros((window.height, window.width), np.float32)
        mine, its = self.window.shared_slices(window)
        coverage[its] = self.coverage[mine]
        return coverage


@dataclass(frozen=True, eq=False)
class StrapCurve:
    """A strap in the photograph: points float32 (n, 3), which of them lie on the side of the head that is seen."""

    points: FloatArray
    facing: npt.NDArray[np.bool_]
    over_hair: bool


@dataclass(frozen=True, eq=False)
class MaskGeometry:
    """Per pixel of ``window``: float32 arrays (h, w) unless said otherwise.

    Attributes:
        surroundings: a larger window that also holds the straps and the shadow.
        u, v: texture point.
        normals: (3, h, w), unit, out of the mask.
        height: canonical height, for what depends on how low a point lies.
        visible: anti-aliased share of the pixel the mask's sheet covers and the face does not hide.
        texels: texture columns an image pixel spans, at the median.
    """

    window: Window
    surroundings: Window
    u: FloatArray
    v: FloatArray
    normals: FloatArray
    height: FloatArray
    visible: FloatArray
    texels: float
    straps: list[StrapCurve]


def face_depth(landmarks: FloatArray, width: int, height: int) -> FaceDepth | None:
    """Rasterize the face mesh (mouth closed) of a face; None when it lies outside the frame."""
    window = Window.around(landmarks[:VERTEX_COUNT], 1, width, height)
    if window is None:
        return None
    lips = [(MOUTH_OPENING[0], a, b) for a, b in itertools.pairwise(MOUTH_OPENING)]
    triangles = np.vstack([canonical_face().triangles, lips]).astype(np.int32)
    fragments = rasterize(landmarks[:VERTEX_COUNT], triangles, window, supersampling=1)
    depth = fragments.interpolate(landmarks[:VERTEX_COUNT, 2:3].astype(np.float32))[0]
    depth[fragments.index < 0] = np.inf
    return FaceDepth(window, depth, np.asarray(cv2.blur(fragments.coverage, (3, 3)), np.float32))


def place_mask(
    template: Template,
    placement: Placement,
    strap_sag: float,
    warp: Callable[[FloatArray], FloatArray],
    depth: FaceDepth | None,
    inter_ocular_distance: float,
    size: tuple[int, int],
) -> MaskGeometry | None:
    """Lay the template on a face and find what each pixel shows of it; None when it falls outside the frame.

    Args:
        warp: maps canonical points (..., 3) to pixels.
        depth: the face's own surface, which can hide parts of the mask.
        inter_ocular_distance: of this face, in pixels.
        size: width and height of the image.
    """
    description = template.description
    surface = drape(description.shape, description.anchors, placement, *_grid_size(inter_ocular_distance))
    curves = strap_curves(surface, description.anchors, description.straps, strap_sag)
    points, straps = _project(surface.points, curves, warp)
    window = Window.around(points, _MASK_MARGIN_PIXELS + MASK_MARGIN * inter_ocular_distance, *size)
    if window is None:
        return None
    everything = np.concatenate([points.reshape(-1, 3), *(strap.points for strap in straps)])
    surroundings = Window.around(everything, SHADOW_MARGIN * inter_ocular_distance, *size) or window
    rows, columns = points.shape[:2]
    finer = 3 if max(window.width, window.height) < _SMALL_MASK else 2
    fragments = rasterize(points.reshape(-1, 3), grid_quads(rows, columns), window, finer)
    vertices = np.hstack([_texture_points(rows, columns), points.reshape(-1, 3)[:, 2:]])
    u, v, mask_depth = fragments.interpolate(vertices)
    smooth = cv2.remap(
        _normals_and_heights(points, surface), u * (columns - 1), v * (rows - 1), cv2.INTER_LINEAR
    )
    *normals, heights = cv2.split(smooth)
    # Where the cloth turns away from the camera (arms around the jaw), the head is in front of it.
    facing = (_TURNED_AWAY - normals[2]) * np.float32(1 / _TURNING)
    visible = fragments.coverage * np.minimum(np.maximum(facing, 0, out=facing), 1, out=facing)
    if depth is not None:
        tolerance = DEPTH_TOLERANCE * inter_ocular_distance
        visible *= 1 - _hidden(mask_depth, depth.depth_over(window), tolerance)
    texels = _texels(points, template.texture.shape[1])
    return MaskGeometry(
        window,
        surroundings,
        u,
        v,
        np.stack(normals),
        np.asarray(heights, np.float32),
        visible,
        texels,
        straps,
    )


def _grid_size(inter_ocular_distance: float) -> tuple[int, int]:
    """Rows and columns of the surface's grid."""
    if inter_ocular_distance < _SMALL_FACE:
        return _SMALL_GRID
    return _MIDDLE_GRID if inter_ocular_distance < _LARGE_FACE else _LARGE_GRID


def _project(
    surface: FloatArray, curves: list[Strap], warp: Callable[[FloatArray], FloatArray]
) -> tuple[FloatArray, list[StrapCurve]]:
    """The mask's points and its straps in the photograph; warped together, because each call has its cost."""
    parts = [surface.reshape(-1, 3)]
    for curve in curves:
        parts += [curve.points, curve.points + np.float32(_OUTWARD_STEP) * curve.outward]
    warped = np.split(warp(np.concatenate(parts)), np.cumsum([len(part) for part in parts[:-1]]))
    straps = []
    for curve, points, beyond in zip(curves, warped[1::2], warped[2::2], strict=True):
        outward = beyond - points
        facing = outward[:, 2] < _STRAP_TURNED_AWAY * length(outward).astype(np.float32)
        straps.append(StrapCurve(points, facing, curve.over_hair))
    return warped[0].reshape(surface.shape), straps


@lru_cache(maxsize=4)
def _texture_points(rows: int, columns: int) -> FloatArray:
    """u and v of every grid vertex, float32 (n, 2)."""
    u, v = np.meshgrid(np.linspace(0, 1, columns), np.linspace(0, 1, rows))
    return np.dstack([u, v]).reshape(-1, 2).astype(np.float32)


def _normals_and_heights(points: FloatArray, surface: Surface) -> FloatArray:
    """Unit normal (3) and canonical height over the grid, float32 (rows, columns, 4)."""
    down, right = np.gradient(points, axis=0), np.gradient(points, axis=1)
    normals = np.cross(down, right)
    normals /= np.maximum(np.sqrt((normals**2).sum(axis=2, keepdims=True)), _LEAST_NORMAL)
    return np.dstack([normals, surface.heights]).astype(np.float32)


def _hidden(mask_depth: FloatArray, face: FloatArray, tolerance: float) -> FloatArray:
    """Anti-aliased share of each pixel in which the face lies in front of the mask."""
    behind = face < mask_depth - np.float32(tolerance)
    before = behind.astype(np.float32)
    if not behind.any():
        return before
    return np.asarray(cv2.GaussianBlur(cv2.medianBlur(before, 3), (0, 0), _SOFT_HIDING), np.float32)


def _texels(points: FloatArray, texture_width: int) -> float:
    """Texture columns per image pixel where the mask is seen best (its wide columns)."""
    step = length(np.diff(points[points.shape[0] // 2], axis=0)[:, :2])
    return float(
        texture_width / (points.shape[1] - 1) / max(float(np.percentile(step, _SEEN_BEST)), _LEAST_STEP)
    )
