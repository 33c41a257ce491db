"""The grid that a mask is drawn on: no finer than the photograph shows, with smooth things on a coarser one yet.

A *cell* is a square of whole pixels: one pixel where the photograph is sharp, several where the blur that is laid over
whatever is drawn would take away finer detail anyway. On large faces in sharp photographs, what changes slowly
(texture points, normals, light) is looked up once for a square of cells, and interpolated.
"""

from __future__ import annotations

from dataclasses import dataclass

import cv2
import numpy as np

from fmld_synth.geometry import FloatArray, Window

BLUR_A_CELL = 1.0
"""Least standard deviation of the photograph's blur, in cells: it leaves 1 % of the finest pattern that cells can
hold (the Gaussian's transfer function at half a period a cell)."""
LARGEST_CELL = 4
"""Most pixels along a cell's side; farther on little is gained."""


def cell_side(blur: float) -> int:
    """Pixels along the side of a cell, for a photograph whose blur has this standard deviation in pixels."""
    return min(max(int(blur / BLUR_A_CELL), 1), LARGEST_CELL)


@dataclass(frozen=True, eq=False)
class Grid:
    """The cells that hold a window.

    Attributes:
        window: in pixels of the photograph; its left and top are multiples of ``side``.
        side: pixels along the side of a cell.
        lookup: cells along the side of the square for which smooth things are looked up once.
    """

    window: Window
    side: int
    lookup: int = 1

    @classmethod
    def over(cls, window: Window, side: int, lookup: int = 1) -> Grid:
        """The grid over a window, which grows to the left and to the top so that cells of all grids lie alike."""
        left, top = window.left // side * side, window.top // side * side
        right, bottom = window.left + window.width, window.top + window.height
        return cls(Window(left, top, right - left, bottom - top), side, lookup)

    @property
    def cells(self) -> Window:
        """The cells as a window of the photograph's cells; the last column and row may reach beyond the window."""
        side, window = self.side, self.window
        return Window(
            window.left // side, window.top // side, -(-window.width // side), -(-window.height // side)
        )

    @property
    def lookups(self) -> Window:
        """As many lookups as hold the cells, counted from the grid's corner."""
        cells = self.cells
        return Window(0, 0, -(-cells.width // self.lookup), -(-cells.height // self.lookup))

    def in_cells(self, points: FloatArray) -> FloatArray:
        """Points (..., 2 or more) of the photograph in cells from the grid's corner; other columns stay."""
        moved = np.array(points, np.float32)
        moved[..., :2] -= (self.window.left, self.window.top)
        moved[..., :2] *= np.float32(1 / self.side)
        return moved

    def to_pixels(self, cells: FloatArray) -> FloatArray:
        """Values of the cells (rows, columns), for each pixel of the window."""
        return enlarged(cells, self.side, self.window)

    def to_cells(self, lookups: FloatArray) -> FloatArray:
        """Values of the lookups (rows, columns), for each cell."""
        return enlarged(lookups, self.lookup, self.cells)

    def at_lookups(self, cells: FloatArray) -> FloatArray:
        """Means of the cells of each lookup."""
        lookups, step = self.lookups, self.lookup
        if step == 1:
            return cells
        (rows, columns), right, below = cells.shape, lookups.width * step, lookups.height * step
        whole = cv2.copyMakeBorder(cells, 0, below - rows, 0, right - columns, cv2.BORDER_REPLICATE)
        smaller = cv2.resize(whole, (lookups.width, lookups.height), interpolation=cv2.INTER_AREA)
        return np.asarray(smaller, np.float32)

    def middles(self, pixels: FloatArray) -> FloatArray:
        """Values of the window's pixels (height, width) at the middle of each cell."""
        if self.side == 1:
            return pixels
        cells = self.cells
        rows = np.minimum(np.arange(cells.height) * self.side + self.side // 2, self.window.height - 1)
        columns = np.minimum(np.arange(cells.width) * self.side + self.side // 2, self.window.width - 1)
        return np.asarray(pixels[rows[:, None], columns], np.float32)


def enlarged(values: FloatArray, times: int, window: Window) -> FloatArray:
    """``values`` (rows, columns), each of which stands for ``times`` x ``times`` others, interpolated and cut to the
    size of ``window``."""
    if times == 1:
        return values
    rows, columns = values.shape
    larger = cv2.resize(values, (columns * times, rows * times), interpolation=cv2.INTER_LINEAR)
    return np.asarray(larger[: window.height, : window.width], np.float32)
