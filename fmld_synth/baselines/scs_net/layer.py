"""Sharpened cosine similarity: a layer that says how alike patches and kernels are, whatever their contrast.

Background: R. Pisoni, "Sharpened cosine distance as an alternative for convolutions" (2022), and B. Rohrer's notes.
"""

from __future__ import annotations

import math
from typing import Any

import torch
from torch import Tensor, nn
from torch.autograd.function import once_differentiable
from torch.nn import functional


class SharpenedCosineSimilarity(nn.Module):
    """A layer in place of a convolution.

    For each patch x and kernel w, with w' = w / |w|:

        s = <x, w'> / sqrt(sum of x² + floor + eps)
        output = sign(s) * (|s| + eps) ** exponent

    The exponents, one an output channel, and the floor, one a layer, are positive, so their logarithms are learned:
    exponent = exp(p / p_scale) and floor = exp(-q / q_scale).

    The published starting values are p_init = 1 and q_init = 10. Whether they are p and q themselves, the exponent, or
    its logarithm is not said, so we chose by learning: exponents of 3.5, for similarities that are not sharpened make a
    network that is nearly linear, and a floor of 2e-9 (q = q_scale q_init = 6), for exponents above 1 make faint
    signals fainter, and a floor of the signal's own size would take its contrast away.

    Kernels are normalized, so their length only sets how far a step turns them. Starting with length 1 in random
    directions did as well as three times that.

    Args:
        in_channels, out_channels: numbers of channels.
        kernel_size, stride, padding: in pixels, alike in both directions.
        p_init: where the exponents start.
        q_init: where q / q_scale starts.
        p_scale, q_scale: units of p and q.
        eps: keeps powers and quotients of zeros finite.
    """

    def __init__(
        self,
        in_channels: int,
        out_channels: int,
        kernel_size: int = 3,
        *,
        stride: int = 1,
        padding: int = 0,
        p_init: float = 3.5,
        q_init: float = 20.0,
        p_scale: float = 5.0,
        q_scale: float = 0.3,
        eps: float = 1e-6,
    ) -> None:
        super().__init__()
        self.stride, self.padding = stride, padding
        self.p_scale, self.q_scale, self.eps = p_scale, q_scale, eps
        self.weight = nn.Parameter(torch.empty(out_channels, in_channels, kernel_size, kernel_size))
        self.p = nn.Parameter(torch.full((out_channels,), p_scale * math.log(p_init)))
        self.q = nn.Parameter(torch.full((1,), q_scale * q_init))
        nn.init.normal_(self.weight, std=1 / math.sqrt(self.weight[0].numel()))  # lengths near 1

    def kernels(self) -> Tensor:
        """The kernels, each of length 1: float (out channels, in channels, kernel size, kernel size)."""
        lengths: Tensor = torch.linalg.vector_norm(self.weight, dim=(1, 2, 3), keepdim=True)
        return self.weight / lengths

    def exponents(self) -> Tensor:
        """The exponents: at least float32 (out channels,)."""
        return torch.exp(_precise(self.p) / self.p_scale)

    def floor(self) -> Tensor:
        """The floor with eps: at least float32 (1,)."""
        return torch.exp(-_precise(self.q) / self.q_scale) + self.eps

    def forward(self, images: Tensor) -> Tensor:
        """Similarities from -1 to 1.

        Args:
            images: float (batch, in channels, rows, columns).

        Returns:
            At least float32 (batch, out channels, rows, columns).
        """
        products, inverses = self.products(images)
        cosines = products * inverses
        return cosines.sign() * (cosines.abs() + self.eps) ** self.exponents().view(-1, 1, 1)

    def products(self, images: Tensor) -> tuple[Tensor, Tensor]:
        """What cosines are made of.

        Args:
            images: float (batch, in channels, rows, columns).

        Returns:
            Products of patches and kernels, float (batch, out channels, rows, columns), and inverse lengths of the
            patches, at least float32 (batch, 1, rows, columns).
        """
        products = functional.conv2d(images, self.kernels(), stride=self.stride, padding=self.padding)
        size = self.weight.shape[-1]
        return products, inverse_norms(_precise(images), self.floor(), size, self.stride, self.padding)


def inverse_norms(images: Tensor, floor: Tensor, size: int, stride: int, padding: int) -> Tensor:
    """Inverse lengths of patches, 1 / sqrt(sum of x² + floor).

    Args:
        images: float (batch, channels, rows, columns).
        floor: float (1,).
        size, stride, padding: of the patches.

    Returns:
        float (batch, 1, rows, columns), one for each patch.
    """
    with torch.autocast(images.device.type, enabled=False):
        result: Tensor = _InverseNorms.apply(images, floor, size, stride, padding)
        return result


class _InverseNorms(torch.autograd.Function):
    """Sums over patches are sums over channels first, then over places: a convolution of one channel."""

    @staticmethod
    def forward(ctx: Any, images: Tensor, floor: Tensor, size: int, stride: int, padding: int) -> Tensor:
        energies = channel_sums(images.square())
        ones = energies.new_ones(1, 1, size, size)
        energies = functional.conv2d(energies, ones, stride=stride, padding=padding)
        norms = energies.add_(floor).rsqrt_()
        ctx.save_for_backward(images, norms)
        ctx.geometry = size, stride, padding
        return norms

    @staticmethod
    @once_differentiable
    def backward(ctx: Any, gradient: Tensor) -> tuple[Tensor | None, ...]:
        images, norms = ctx.saved_tensors
        size, stride, padding = ctx.geometry
        for_energies = (gradient * norms).mul_(norms).mul_(norms).mul_(-0.5)
        for_images = None
        if ctx.needs_input_grad[0]:
            beyond = [
                (side + 2 * padding - size) % stride for side in images.shape[2:]
            ]  # no patch reaches it
            ones = images.new_ones(1, 1, size, size)
            with torch.autocast(images.device.type, enabled=False):
                summed = functional.conv_transpose2d(
                    for_energies, ones, stride=stride, padding=padding, output_padding=beyond
                )
            for_images = images * summed.mul_(2)
        return for_images, for_energies.sum().view(1), None, None, None


def channel_sums(values: Tensor) -> Tensor:
    """Sums over channels: float (batch, 1, rows, columns) of float (batch, channels, rows, columns).

    As a product, which is faster than ``sum`` where channels are last in memory.
    """
    with torch.autocast(values.device.type, enabled=False):
        return (values.movedim(1, -1) @ values.new_ones(values.shape[1])).unsqueeze(1)


def _precise(values: Tensor) -> Tensor:
    """In float32 or float64: half precision is too coarse for powers and for sums of squares."""
    return values.to(torch.promote_types(values.dtype, torch.float32))
