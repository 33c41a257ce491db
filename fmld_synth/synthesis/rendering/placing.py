"""Where a mask falls in a photograph: which texture point each pixel shows, its normal, and what hides it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property, lru_cache

import cv2
import numpy as np

from fmld_synth.arithmetic import length
from fmld_synth.geometry import FloatArray, Window
from fmld_synth.synthesis.rendering.edge_on import TEXTURE, seen_edge_on, texture_points
from fmld_synth.synthesis.rendering.face_depth import FaceDepth
from fmld_synth.synthesis.rendering.grid import Grid
from fmld_synth.synthesis.rendering.lookup import look_up
from fmld_synth.synthesis.rendering.normals import facing, normals_and_heights, toward_camera
from fmld_synth.synthesis.rendering.strap_placing import LaidStraps, StrapCurve, project_straps
from fmld_synth.synthesis.warp.hanging import Hang, down_in_photograph, hang_from_ear
from fmld_synth.synthesis.warp.rasterizer import (
    IndexArray,
    SubPixels,
    grid_quads,
    rasterize,
)
from fmld_synth.synthesis.warp.straps import Strap, strap_curves
from fmld_synth.synthesis.warp.surface import Placement, Sheet, drape
from fmld_synth.templates.template import Template, TemplateDescription

# Chosen by eye; lengths are in inter-ocular distances unless it is said otherwise.
DEPTH_TOLERANCE = 0.10
"""A face surface must lie this much in front of the mask to hide it."""
MASK_MARGIN, _MASK_MARGIN = 0.03, 3
"""The window reaches this much beyond the mask, and as many cells as the second says, for its blurred edge."""
SHADOW_MARGIN = 0.30
"""The surroundings reach this much beyond mask and straps."""
_LOOKUP = 2
"""Cells along the side of a lookup on a large face in a sharp photograph. Chosen by eye: with 4, edges of cloth that is
seen from the side get steps, and so do all edges on small faces with 2."""
_FINER, _FINER_SMALL = 2, 3
"""Sub-pixels that are drawn along the side of a lookup; on small faces in sharp photographs."""
_LARGE_FACE = 120
"""Inter-ocular distance in cells from which a face is large."""
_GRID, _LARGE_GRID = (17, 29), (21, 35)
"""Rows and columns of the surface on such faces: quads of some 10 cells, over which it is nearly plane."""
_SEEN_BEST = 70
"""Percentile of the columns' widths in pixels: the wide ones are seen from the front."""
_SOFT_HIDING = 0.7
"""Standard deviation in cells of the edge where the face hides the mask."""
_LEAST_STEP = 1e-3
"""Keeps a division by a column's width, in pixels, finite."""


@dataclass(frozen=True, eq=False)
class MaskGeometry:
    """Where a mask lies and what of it is seen: float32 arrays (rows, columns).

    Attributes:
        grid: the cells around the mask.
        u, v: texture point of each cell.
        visible: anti-aliased share of each cell that the mask's sheet covers and the face does not hide.
        normals: (3, rows, columns), unit, out of the mask, at the grid's lookups.
        height: canonical height, for what depends on how low a point lies, at the grid's lookups.
        lookups: (2, rows, columns), texture points there.
        texels: texture columns a cell spans, at the median.
        lay_straps: gives its straps; a mask that is moved because it covers too much or too little needs none.
        inside: share of each cell in which the inside of the mask is seen; None where only its outside can be.
        edge_on: texture points in the sub-pixels of cells that are seen nearly edge-on; None where none are.
    """

    grid: Grid
    u: FloatArray
    v: FloatArray
    visible: FloatArray
    normals: FloatArray
    height: FloatArray
    lookups: FloatArray
    texels: float
    lay_straps: Callable[[], LaidStraps]
    inside: FloatArray | None = None
    edge_on: SubPixels | None = None

    @property
    def window(self) -> Window:
        """The pixels around the mask."""
        return self.grid.window

    @cached_property
    def _laid_straps(self) -> LaidStraps:
        return self.lay_straps()

    @property
    def straps(self) -> list[StrapCurve]:
        """The straps in the photograph."""
        return self._laid_straps.curves

    @property
    def surroundings(self) -> Grid:
        """A larger grid of such cells that also holds the straps and the shadow."""
        return self._laid_straps.surroundings


def place_mask(
    template: Template,
    placement: Placement,
    strap_sag: float,
    warp: Callable[[FloatArray], FloatArray],
    depth: FaceDepth | None,
    inter_ocular_distance: float,
    size: tuple[int, int],
    side: int = 1,
    hang: Hang | None = None,
) -> MaskGeometry | None:
    """Lay the template on a face and find what each cell shows of it; None when it falls outside the frame.

    Args:
        warp: maps canonical points (..., 3) to pixels.
        depth: the face's own surface, which can hide parts of the mask.
        inter_ocular_distance: of this face, in pixels.
        size: width and height of the image.
        side: pixels along the side of a cell.
        hang: how it hangs from an ear; None for a mask that is laid over the head, where ``placement`` says.
    """
    description = template.description
    rows, columns = _grid_size(inter_ocular_distance / side)
    sheet, straps = _laid(description, placement, hang, strap_sag, warp, rows, columns)
    points = warp(sheet.points)
    quads, corners = _opaque_quads(template)[rows, columns]
    cloth = points.reshape(-1, 3)[corners]
    margin = _MASK_MARGIN * side + MASK_MARGIN * inter_ocular_distance
    window = Window.around(cloth, margin, *size)
    if window is None:
        return None
    is_large = inter_ocular_distance >= _LARGE_FACE
    grid = Grid.over(window, side, _LOOKUP if side == 1 and is_large else 1)
    in_cells = grid.in_cells(points)
    finer = _FINER_SMALL if side == 1 and not is_large else _FINER
    in_lookups = (in_cells / (grid.lookup, grid.lookup, 1)).astype(np.float32)
    fragments = rasterize(in_lookups.reshape(-1, 3), quads, grid.lookups, finer)
    vertices = np.hstack([texture_points(rows, columns), points.reshape(-1, 3)[:, 2:]])
    planes = fragments.planes(vertices)
    texture, mask_depth = np.split(fragments.extended().at_pixels(planes), [2])
    texels = _texels(in_cells, template.size[1])
    edge_on = seen_edge_on(fragments, planes[:2], grid, in_cells, quads, texels / template.size[1])
    u, v = np.clip(texture, *TEXTURE, out=texture)
    form = normals_and_heights(in_cells, sheet)
    smooth = look_up(form, (u * (columns - 1), v * (rows - 1)), cv2.BORDER_REPLICATE)
    planes = np.empty((4, *u.shape), np.float32)
    cv2.split(smooth, list(planes))
    normals, heights = planes[:3], planes[3]
    visible = fragments.coverage if grid.lookup == 1 else fragments.soft_coverage(grid.cells)
    inside = None
    if hang:
        behind = normals[2] > 0
        np.negative(normals, out=normals, where=behind)
        inside = grid.to_cells(behind.astype(np.float32))
    else:
        # Where the cloth turns away from the camera (arms around the jaw), the head is in front of it.
        visible *= grid.to_cells(facing(normals[2]))
    if edge_on is not None:
        shown = np.ones_like(edge_on.values[0]) if hang else facing(toward_camera(form, *edge_on.values))
        visible[edge_on.rows, edge_on.columns] = edge_on.coverage(shown)
    if depth is not None:
        _hide(visible, grid, mask_depth[0], depth, DEPTH_TOLERANCE * inter_ocular_distance)

    def lay_straps() -> LaidStraps:
        curves = project_straps(straps(), warp)
        everything = np.concatenate([cloth, *(curve.points for curve in curves)])
        around = max(SHADOW_MARGIN * inter_ocular_distance, margin)
        return LaidStraps(curves, Grid.over(Window.around(everything, around, *size) or window, side))

    seen = np.stack([grid.to_cells(u), grid.to_cells(v)])
    if edge_on is not None:
        seen[:, edge_on.rows, edge_on.columns] = edge_on.means
    return MaskGeometry(
        grid,
        seen[0],
        seen[1],
        visible,
        normals,
        heights,
        texture,
        texels,
        lay_straps,
        inside,
        edge_on,
    )


def _laid(
    description: TemplateDescription,
    placement: Placement,
    hang: Hang | None,
    strap_sag: float,
    warp: Callable[[FloatArray], FloatArray],
    rows: int,
    columns: int,
) -> tuple[Sheet, Callable[[], list[Strap]]]:
    """A mask in the canonical frame, and what lays its straps there."""
    shape, anchors, straps = description.shape, description.anchors, description.straps
    if hang:
        down = down_in_photograph(warp, hang.side)
        sheet, loops = hang_from_ear(shape, anchors, hang, placement.width_scale, down, rows, columns)
        return sheet, lambda: loops
    surface = drape(shape, anchors, placement, rows, columns)
    return surface, lambda: strap_curves(surface, anchors, straps, strap_sag, placement.raised)


def _grid_size(inter_ocular_distance: float) -> tuple[int, int]:
    """Rows and columns of the surface's grid; the distance is in cells."""
    return _LARGE_GRID if inter_ocular_distance >= _LARGE_FACE else _GRID


@lru_cache(maxsize=128)
def _opaque_quads(template: Template) -> dict[tuple[int, int], tuple[IndexArray, IndexArray]]:
    """For each size of the surface's grid, its quads that show something of the artwork, int32 (n, 4), and their
    vertices (m,); for all sizes at once, because unpacking the artwork takes long."""
    opaque = cv2.integral((cv2.extractChannel(template.texture, 3) > 0).view(np.uint8))
    return {size: _not_zero(opaque, *size) for size in (_GRID, _LARGE_GRID)}


def _not_zero(integral: cv2.typing.MatLike, rows: int, columns: int) -> tuple[IndexArray, IndexArray]:
    """The quads of a grid over a picture in which it is not 0, given its integral, and their vertices."""
    height, width = integral.shape[0] - 1, integral.shape[1] - 1
    # A texel beyond each side, because interpolation reaches there.
    down, across = np.linspace(0, height, rows).astype(int), np.linspace(0, width, columns).astype(int)
    top, bottom = np.maximum(down[:-1] - 1, 0)[:, None], np.minimum(down[1:] + 2, height)[:, None]
    left, right = np.maximum(across[:-1] - 1, 0), np.minimum(across[1:] + 2, width)
    shown = integral[bottom, right] - integral[top, right] - integral[bottom, left] + integral[top, left] > 0
    quads = np.asarray(grid_quads(rows, columns)[shown.ravel()], np.int32)
    return quads, np.unique(quads)


def _hide(
    visible: FloatArray, grid: Grid, mask_depth: FloatArray, depth: FaceDepth, tolerance: float
) -> None:
    """Take out of ``visible`` (rows, columns), anti-aliased, the cells in which the face lies in front of the mask.

    Args:
        mask_depth: of the mask, at the grid's lookups.
        tolerance: how much nearer than the mask the face must be, in pixels.
    """
    face = grid.middles(depth.depth_over(grid.window))
    behind = face < grid.to_cells(mask_depth) - np.float32(tolerance)
    hidden = (behind & (visible > 0)).view(np.uint8)
    if hidden.any() and (before := cv2.medianBlur(hidden, 3)).any():
        visible *= 1 - cv2.GaussianBlur(before.astype(np.float32), (0, 0), _SOFT_HIDING)


def _texels(points: FloatArray, texture_width: int) -> float:
    """Texture columns per cell where the mask is seen best (its wide columns)."""
    step = length(np.diff(points[points.shape[0] // 2], axis=0)[:, :2])
    return float(
        texture_width / (points.shape[1] - 1) / max(float(np.percentile(step, _SEEN_BEST)), _LEAST_STEP)
    )
