"""Which of the four values of each 2x2 window is the largest: pooling whose choice serves other tensors, too.

On processors much faster than indices of ``max_pool2d``, which are found one by one: here each step is one operation on
whole rows. Fastest where channels are last in memory.
"""

from __future__ import annotations

import torch
from torch import Tensor


class Winners:
    """The largest value of each 2x2 window.

    Args:
        values: float (batch, channels, rows, columns), rows and columns even.

    Attributes:
        values: float (batch, channels, half the rows, half the columns).
        below: float (batch, channels, half the rows, columns): 1 where the lower of two values is larger, else 0.
        right: like ``values``: 1 where the larger one of the right column is larger than that of the left, else 0.
    """

    def __init__(self, values: Tensor) -> None:
        upper, lower = _rows(values)
        self.below = torch.gt(lower, upper, out=torch.empty_like(lower))
        left, right = _columns(torch.maximum(upper, lower))
        self.right = torch.gt(right, left, out=torch.empty_like(right))
        self.values = torch.maximum(left, right)

    def of(self, values: Tensor) -> Tensor:
        """The values of another tensor, of the same shape, at the places of the winners."""
        # lerp is exact where its weight is 0 or 1, and much faster than where
        left, right = _columns(torch.lerp(*_rows(values), self.below))
        return torch.lerp(left, right, self.right)


def largest(values: Tensor) -> Tensor:
    """``Winners(values).values`` alone."""
    return torch.maximum(*_columns(torch.maximum(*_rows(values))))


def spread(values: Tensor, below: Tensor, right: Tensor) -> Tensor:
    """A value for each window, put at the place of its winner among zeros: the gradient of ``Winners.of``.

    Args:
        values: float (batch, channels, rows, columns).
        below, right: of the ``Winners``.

    Returns:
        float (batch, channels, twice the rows, twice the columns).
    """
    strips = torch.empty_like(below)
    _divide(values, right, *_columns(strips))
    batch, channels, rows, columns = below.shape
    shape = batch, 2 * rows, columns, channels
    result = below.new_empty(shape).permute(0, 3, 1, 2)  # channels last in memory
    _divide(strips, below, *_rows(result))
    return result


def _divide(values: Tensor, share: Tensor, rest_to: Tensor, share_to: Tensor) -> None:
    torch.mul(values, share, out=share_to)
    torch.sub(values, share_to, out=rest_to)


def _rows(values: Tensor) -> tuple[Tensor, Tensor]:
    """Views of the even and the odd rows."""
    return values[:, :, ::2], values[:, :, 1::2]


def _columns(values: Tensor) -> tuple[Tensor, Tensor]:
    """Views of the even and the odd columns."""
    return values[..., ::2], values[..., 1::2]
