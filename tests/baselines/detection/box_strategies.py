"""Boxes for hypothesis, and their overlap in plain arithmetic."""

from __future__ import annotations

import torch
from hypothesis import strategies as st
from torch import Tensor

COORDINATES = st.integers(0, 12).map(lambda value: value / 12)
"""A coarse grid, so that boxes often touch, nest and equal each other."""


@st.composite
def box(draw: st.DrawFn) -> tuple[float, float, float, float]:
    """Corners of a box in the unit square; some are empty."""
    left, right = sorted((draw(COORDINATES), draw(COORDINATES)))
    top, bottom = sorted((draw(COORDINATES), draw(COORDINATES)))
    return left, top, right, bottom


def boxes(least: int = 0, most: int = 8) -> st.SearchStrategy[Tensor]:
    """float32 (n, 4) corners."""
    return st.lists(box(), min_size=least, max_size=most).map(
        lambda corners: torch.tensor(corners, dtype=torch.float32).reshape(-1, 4)
    )


def slow_iou(this: Tensor, that: Tensor) -> float:
    """Intersection over union of two boxes."""
    left, top, right, bottom = this.tolist()
    other_left, other_top, other_right, other_bottom = that.tolist()
    width = min(right, other_right) - max(left, other_left)
    height = min(bottom, other_bottom) - max(top, other_top)
    shared = max(width, 0) * max(height, 0)
    union = (right - left) * (bottom - top) + (other_right - other_left) * (other_bottom - other_top) - shared
    return shared / union if union > 0 else 0.0
