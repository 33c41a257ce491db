"""Pooling by magnitude."""

from __future__ import annotations

from typing import Any

import torch
from torch import Tensor
from torch.autograd.function import once_differentiable
from torch.nn import functional


def max_abs_pool(values: Tensor) -> Tensor:
    """The value of largest magnitude of each 2x2 window, with its sign; the first of equal ones learns.

    Args:
        values: float (batch, channels, rows, columns); a missing last row or column counts as zeros.

    Returns:
        float (batch, channels, half the rows, half the columns), rounded up.
    """
    output: Tensor = _MaxAbsPool.apply(values)
    return output


class _MaxAbsPool(torch.autograd.Function):
    @staticmethod
    def forward(ctx: Any, values: Tensor) -> Tensor:
        quarters = _quarters(_even(values))
        upper = torch.maximum(
            torch.maximum(quarters[0], quarters[1]), torch.maximum(quarters[2], quarters[3])
        )
        lower = torch.minimum(
            torch.minimum(quarters[0], quarters[1]), torch.minimum(quarters[2], quarters[3])
        )
        output = torch.maximum(upper, -lower).copysign_(upper + lower)
        ctx.save_for_backward(values, output)
        return output

    @staticmethod
    @once_differentiable
    def backward(ctx: Any, gradient: Tensor) -> Tensor:
        values, output = ctx.saved_tensors
        rows, columns = values.shape[-2:]
        values = _even(values)
        result = torch.empty_like(values)
        left = gradient.clone()
        for quarter, part in zip(_quarters(values), _quarters(result), strict=True):
            hits = torch.eq(quarter, output, out=torch.empty_like(output))
            torch.mul(left, hits, out=part)
            left.sub_(part)
        return result[..., :rows, :columns]


def _even(values: Tensor) -> Tensor:
    """With zeros in a row and column more where their number is odd."""
    rows, columns = values.shape[-2:]
    return functional.pad(values, (0, columns % 2, 0, rows % 2)) if rows % 2 or columns % 2 else values


def _quarters(values: Tensor) -> list[Tensor]:
    """Views of the four places of the windows."""
    return [values[..., row::2, column::2] for row in (0, 1) for column in (0, 1)]
