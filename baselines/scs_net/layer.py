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

EPS = 1e-6


class SharpenedCosineSimilarity(nn.Module):
    """A layer in place of a convolution.

    For each patch x and kernel w, with w' = w / |w|:

        s = <x, w'> / sqrt(sum of x² + floor + eps)
        output = sign(s) * (|s| + eps) ** exponent

    The exponents, one an output channel, and the floor, one a layer, are positive, so their logarithms are learned:
    exponent = exp(p / p_scale) and floor = exp(-q / q_scale), with p_scale = 5, q_scale = 0.3.

    Args:
        in_channels, out_channels: numbers of channels.
        kernel_size, stride, padding: in pixels, alike in both directions.
        p, q: where the parameters start.
        p_scale, q_scale: their units.
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
        p: float = 0.0,
        q: float = 3.0,
        p_scale: float = 5.0,
        q_scale: float = 0.3,
        eps: float = EPS,
    ) -> None:
        super().__init__()
        self.stride, self.padding = stride, padding
        self.p_scale, self.q_scale, self.eps = p_scale, q_scale, eps
        self.weight = nn.Parameter(torch.empty(out_channels, in_channels, kernel_size, kernel_size))
        self.p = nn.Parameter(torch.full((out_channels,), float(p)))
        self.q = nn.Parameter(torch.full((1,), float(q)))
        nn.init.normal_(self.weight, std=1 / math.sqrt(self.weight[0].numel()))  # lengths near 1

    def forward(self, images: Tensor) -> Tensor:
        """Similarities from -1 to 1.

        Args:
            images: float (batch, in channels, rows, columns).

        Returns:
            float (batch, out channels, rows, columns); float32 where the products are of half precision.
        """
        products, inverse_norms = self.products(images)
        cosines = products * inverse_norms
        return cosines.sign() * (cosines.abs() + self.eps) ** self.exponents().view(-1, 1, 1)

    def products(self, images: Tensor) -> tuple[Tensor, Tensor]:
        """What cosines are made of, kept apart because one is smaller than the other.

        Args:
            images: float (batch, in channels, rows, columns).

        Returns:
            Products of patches and kernels, float (batch, out channels, rows, columns), and the inverse lengths of the
            patches, at least float32 (batch, 1, rows, columns).
        """
        kernels = self.weight / torch.linalg.vector_norm(self.weight, dim=(1, 2, 3), keepdim=True)
        products = functional.conv2d(images, kernels, stride=self.stride, padding=self.padding)
        floor = torch.exp(-_precise(self.q) / self.q_scale) + self.eps
        return products, inverse_norms(_precise(images), floor, self.weight.shape[-1], self.stride, self.padding)

    def exponents(self) -> Tensor:
        """The exponents: at least float32 (out channels,)."""
        return torch.exp(_precise(self.p) / self.p_scale)


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
        if torch.jit.is_tracing():
            energies = images.square().sum(1, keepdim=True)
            return torch.rsqrt(_patch_sums(energies, size, stride, padding) + floor)
        result: Tensor = _InverseNorms.apply(images, floor, size, stride, padding)
        return result


class _InverseNorms(torch.autograd.Function):
    @staticmethod
    def forward(ctx: Any, images: Tensor, floor: Tensor, size: int, stride: int, padding: int) -> Tensor:
        energies = channel_sums(images.square())
        norms = _patch_sums(energies, size, stride, padding).add_(floor).rsqrt_()
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
            rows, columns = (
                (side + 2 * padding - size) % stride for side in images.shape[2:]
            )  # that no patch reaches
            with torch.autocast(images.device.type, enabled=False):
                summed = functional.conv_transpose2d(
                    for_energies,
                    images.new_ones(1, 1, size, size),
                    stride=stride,
                    padding=padding,
                    output_padding=(rows, columns),
                )
            for_images = images * summed.mul_(2)
        return for_images, for_energies.sum().view(1), None, None, None


def channel_sums(values: Tensor) -> Tensor:
    """Sums over channels: float (batch, 1, rows, columns) of float (batch, channels, rows, columns).

    As a product, which is faster than ``sum`` where channels are last in memory.
    """
    with torch.autocast(values.device.type, enabled=False):
        return (values.movedim(1, -1) @ values.new_ones(values.shape[1])).unsqueeze(1)


def _patch_sums(energies: Tensor, size: int, stride: int, padding: int) -> Tensor:
    return functional.conv2d(energies, energies.new_ones(1, 1, size, size), stride=stride, padding=padding)


def _precise(values: Tensor) -> Tensor:
    """In float32 or float64: half precision is too coarse for powers and for sums of squares."""
    return values.to(torch.promote_types(values.dtype, torch.float32))
