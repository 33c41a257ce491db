"""The anchors of the AIZOO SSD."""

from __future__ import annotations

from collections.abc import Sequence

import torch
from torch import Tensor

SIZES = ((0.04, 0.056), (0.08, 0.11), (0.16, 0.22), (0.32, 0.45), (0.64, 0.72))
"""Smaller and larger size on each feature map, the finest first, as fractions of the input."""
SHAPES = ((0, 1.0), (1, 1.0), (0, 0.62), (0, 0.42))
"""The anchors of a cell: which of the two sizes, and width over height. Faces stand upright."""


def make_anchors(sides: Sequence[int]) -> Tensor:
    """All anchors: map by map, row by row, cell by cell.

    Args:
        sides: cells along each side of each feature map.

    Returns:
        float32 (anchors, 4): center x, center y, width, height as fractions of the input.
    """
    return torch.cat([_of_map(side, sizes) for side, sizes in zip(sides, SIZES, strict=True)]).float()


def _of_map(side: int, sizes: tuple[float, float]) -> Tensor:
    """float64 (side * side * 4, 4)."""
    middles = (torch.arange(side, dtype=torch.float64) + 0.5) / side
    y, x = torch.meshgrid(middles, middles, indexing="ij")
    cells = torch.stack((x, y), dim=-1).view(side * side, 1, 2).expand(-1, len(SHAPES), -1)
    shapes = torch.tensor(
        [(sizes[which] * ratio**0.5, sizes[which] / ratio**0.5) for which, ratio in SHAPES],
        dtype=torch.float64,
    )
    return torch.cat((cells, shapes.expand(side * side, -1, -1)), dim=-1).view(-1, 4)
