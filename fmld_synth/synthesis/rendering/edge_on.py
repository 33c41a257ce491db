"""Cells in which cloth is seen nearly edge-on: the middle of such a cell does not stand for all of it."""

from __future__ import annotations

from functools import lru_cache

import numpy as np

from fmld_synth.geometry import FloatArray, Window
from fmld_synth.synthesis.rendering.grid import Grid
from fmld_synth.synthesis.warp.rasterizer import Fragments, IndexArray, SubPixels, rasterize

TEXTURE = (-0.25, 1.25)
"""What is beside the mask counts as beside its texture, but not farther than this: seen from the side, a surface goes
on for ever."""
_EDGE_ON = 1.4
"""Cells that change the texture's column so many times as much as those seen best are looked at more closely: loops
that are part of the cloth would come out dotted. Chosen by eye."""
_FINER = 2
"""Sub-pixels that are drawn along the side of a cell, where lookups are larger than cells."""


def seen_edge_on(
    fragments: Fragments, planes: FloatArray, grid: Grid, points: FloatArray, quads: IndexArray, usual: float
) -> SubPixels | None:
    """Texture points in the sub-pixels of cells that are seen nearly edge-on; None where none are.

    Args:
        fragments: of the lookups.
        planes: texture points over them, (2, 3, m).
        points: the surface's grid in cells, (rows, columns, 3).
        quads: of it.
        usual: change of the texture's column from a cell to the next where it is seen best, a share of its width.
    """
    steepest = _EDGE_ON * usual
    if grid.lookup == 1:
        closer = fragments.edge_on(planes, steepest)
    else:
        # Lookups would leave steps as large as they are: this part is drawn again, in cells.
        rows, columns = fragments.steep(planes, steepest * grid.lookup)
        if not rows.size:
            return None
        places = np.stack([columns, rows], axis=1).astype(np.float32) * grid.lookup
        cells = grid.cells
        window = Window.around(places, grid.lookup, cells.width, cells.height)
        assert window is not None  # lookups lie over cells
        drawn = rasterize(points.reshape(-1, 3), quads, window, _FINER)
        texture = texture_points(*points.shape[:2])
        closer = drawn.edge_on(drawn.planes(texture), steepest)
        closer = closer._replace(rows=closer.rows + window.top, columns=closer.columns + window.left)
    if not closer.rows.size:
        return None
    return closer._replace(values=np.clip(closer.values, *TEXTURE))


@lru_cache(maxsize=4)
def texture_points(rows: int, columns: int) -> FloatArray:
    """u and v of every grid vertex, float32 (n, 2)."""
    u, v = np.meshgrid(np.linspace(0, 1, columns), np.linspace(0, 1, rows))
    return np.dstack([u, v]).reshape(-1, 2).astype(np.float32)
