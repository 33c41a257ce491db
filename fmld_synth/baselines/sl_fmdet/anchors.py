"""The anchors: squares of two sizes on each level."""

from __future__ import annotations

import torch
from torch import Tensor

from fmld_synth.baselines.sl_fmdet.scales import SIZES, STRIDES


def make_anchors(input_side: int) -> Tensor:
    """All anchors: level by level, row by row, cell by cell, the smaller first.

    Args:
        input_side: of the square input, in pixels; a multiple of the greatest stride.

    Returns:
        float32 (anchors, 4): center x, center y, width, height as fractions of the input.
    """
    levels = zip(STRIDES, SIZES, strict=True)
    return torch.cat([_of_level(input_side, stride, sizes) for stride, sizes in levels]).float()


def _of_level(input_side: int, stride: int, sizes: tuple[int, ...]) -> Tensor:
    """float64 (cells * sizes, 4)."""
    cells = input_side // stride
    middles = (torch.arange(cells, dtype=torch.float64) + 0.5) / cells
    sides = torch.tensor(sizes, dtype=torch.float64) / input_side
    y, x, side = torch.meshgrid(middles, middles, sides, indexing="ij")
    return torch.stack((x, y, side, side), dim=-1).view(-1, 4)
