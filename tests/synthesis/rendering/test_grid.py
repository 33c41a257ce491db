"""Cells are no finer than a photograph shows, and lie alike in every window."""

from __future__ import annotations

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from fmld_synth.geometry import FloatArray, Window
from fmld_synth.synthesis.photometry.grain import Grain, soften
from fmld_synth.synthesis.rendering.grid import Grid, cell_side


def test_sharp_photographs_have_cells_of_one_pixel() -> None:
    assert [cell_side(blur) for blur in (0.1, 0.78, 1.9, 2, 3.5, 100)] == [1, 1, 1, 2, 3, 4]


@given(st.integers(0, 50), st.integers(0, 50), st.integers(1, 40), st.integers(1, 40), st.integers(1, 4))
def test_cells_hold_their_window(left: int, top: int, width: int, height: int, side: int) -> None:
    grid = Grid.over(Window(left, top, width, height), side, 2 if side == 1 else 1)
    window, cells, lookups = grid.window, grid.cells, grid.lookups
    assert (window.left + window.width, window.top + window.height) == (left + width, top + height)
    assert 0 <= left - window.left < side
    assert 0 <= top - window.top < side
    assert 0 <= cells.width * side - window.width < side
    assert 0 <= lookups.height * grid.lookup - cells.height < grid.lookup
    values = np.ones((cells.height, cells.width), np.float32)
    assert grid.to_pixels(values).shape == (window.height, window.width)
    assert grid.to_cells(np.ones((lookups.height, lookups.width), np.float32)).shape == values.shape
    assert grid.middles(grid.to_pixels(values)).shape == values.shape


@pytest.mark.parametrize("side", [1, 2, 3, 4])
def test_points_and_values_of_cells_lie_where_their_pixels_do(side: int) -> None:
    grid = Grid.over(Window(12, 24, 48, 36), side)
    middles = np.arange(grid.cells.width, dtype=np.float32) * side + side / 2
    ramp = np.broadcast_to(middles, (grid.cells.height, grid.cells.width)).copy()
    inner = slice(side, -side)
    np.testing.assert_allclose(grid.to_pixels(ramp)[0, inner], np.arange(48)[inner] + 0.5, atol=1e-4)
    points = np.array([(12 + 7, 24 + 5, 3)], np.float32)
    np.testing.assert_allclose(grid.in_cells(points), [(7 / side, 5 / side, 3)], rtol=1e-6)


def rendered_edge(count: int, at: float) -> FloatArray:
    """An edge as the renderer draws it, whose anti-aliasing blurs by 0.45 of a cell: float32 (16, count)."""
    across = (np.arange(count) + 0.5 - at) / 0.45
    share = [0.5 + 0.5 * math.erf(x / math.sqrt(2)) for x in across]
    return np.broadcast_to(np.array(share, np.float32), (16, count)).copy()


@pytest.mark.parametrize("blur", [2.0, 3.0, 3.7, 4.5])
def test_an_edge_of_cells_is_as_blurred_as_one_of_pixels(blur: float) -> None:
    grain, side = Grain(blur, 0, 0, None), cell_side(blur)
    grid = Grid.over(Window(0, 0, 96, 16 * side), side)
    found = grid.to_pixels(soften(rendered_edge(grid.cells.width, 50 / side), grain, side))
    np.testing.assert_allclose(found[8 * side], soften(rendered_edge(96, 50), grain)[8], atol=0.025)
