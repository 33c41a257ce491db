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

    The exponents, one an output channel, and the floor, one a layer, are positive, so their logarithms are learned, in
    units in which one learning rate suits all: exponent = exp(p / p_scale), floor = exp(-q / q_scale).

    We read the published starting values as multiples of these units: p_init = 1 gives the exponent exp(1) = 2.72, and
    q_init = 10 the floor exp(-10) = 4.5e-5, the square of the contrast below which a patch counts as plain. Read as raw
    parameters they would give the floor 3e-15, which vanishes beside eps and never learns.

    Args:
        in_channels, out_channels: numbers of channels.
        kernel_size, stride, padding: in pixels, alike in both directions.
        p_init, q_init: starting values of p / p_scale and q / q_scale.
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
        p_init: float = 1.0,
        q_init: float = 10.0,
        p_scale: float = 5.0,
        q_scale: float = 0.3,
        eps: float = 1e-6,
    ) -> None:
        super().__init__()
        self.stride, self.padding = stride, padding
        self.p_scale, self.q_scale, self.eps = p_scale, q_scale, eps
        self.weight = nn.Parameter(torch.empty(out_channels, in_channels, kernel_size, kernel_size))
        self.p = nn.Parameter(torch.full((out_channels,), p_init * p_scale))
        self.q = nn.Parameter(torch.full((1,), q_init * q_scale))
        nn.init.normal_(self.weight, std=1 / math.sqrt(self.weight[0].numel()))  # lengths near 1

    def forward(self, images: Tensor) -> Tensor:
        """Similarities from -1 to 1.

        Args:
            images: float (batch, in channels, rows, columns).

        Returns:
            float (batch, out channels, rows, columns), of autocast's type or the images'.
        """
        kernels = self.weight / torch.linalg.vector_norm(self.weight, dim=(1, 2, 3), keepdim=True)
        exponents = torch.exp(self.p / self.p_scale)
        floor = torch.exp(-self.q / self.q_scale) + self.eps
        device = images.device.type
        if torch.is_autocast_enabled(device):
            images, kernels = (part.to(torch.get_autocast_dtype(device)) for part in (images, kernels))
        output: Tensor = _Similarity.apply(
            images, kernels, exponents, floor, self.stride, self.padding, self.eps
        )
        return output


class _Similarity(torch.autograd.Function):
    """The formula and its derivatives, in few passes over memory and with few tensors kept.

    With d = <x, w'>, n = sqrt(sum of x² + floor), t = |s| + eps, e the exponent, and g the gradient of the output y:

        ds = e g |y| / t,  dd = ds / n,  dfloor = -(sum of s ds) / (2 n²),  de = sum of g y log t
    """

    @staticmethod
    def forward(
        ctx: Any,
        images: Tensor,
        kernels: Tensor,
        exponents: Tensor,
        floor: Tensor,
        stride: int,
        padding: int,
        eps: float,
    ) -> Tensor:
        products = functional.conv2d(images, kernels, stride=stride, padding=padding)
        precise = torch.promote_types(products.dtype, torch.float32)
        energies = images.to(precise).square().sum(1, keepdim=True)
        inverse_norms = patch_sums(energies, kernels.shape[-1], stride, padding).add_(floor).rsqrt_()
        cosines = products.to(precise).mul_(inverse_norms)
        powers = cosines.abs().add_(eps).log_().mul_(exponents.to(precise).view(-1, 1, 1)).exp_()
        output = powers.mul_(cosines.sign()).to(products.dtype)
        ctx.save_for_backward(images, kernels, exponents, inverse_norms, cosines, output)
        ctx.geometry = stride, padding, eps
        return output

    @staticmethod
    @once_differentiable
    def backward(ctx: Any, gradient: Tensor) -> tuple[Tensor | None, ...]:
        images, kernels, exponents, inverse_norms, cosines, output = ctx.saved_tensors
        stride, padding, eps = ctx.geometry
        weighted = gradient.to(cosines.dtype) * output
        base = cosines.abs().add_(eps)
        for_exponents = (weighted * base.log()).sum((0, 2, 3)).to(exponents.dtype)
        for_cosines = weighted.mul_(cosines.sign()).mul_(exponents.view(-1, 1, 1)).div_(base)
        for_energies = (for_cosines * cosines).sum(1, keepdim=True).mul_(inverse_norms.square()).mul_(-0.5)
        for_images, for_kernels, _ = torch.ops.aten.convolution_backward(
            for_cosines.mul_(inverse_norms).to(kernels.dtype),
            images,
            kernels,
            None,
            (stride, stride),
            (padding, padding),
            (1, 1),
            False,
            (0, 0),
            1,
            (ctx.needs_input_grad[0], True, False),
        )
        if for_images is not None:
            spread = spread_sums(for_energies, images.shape[-2:], kernels.shape[-1], stride, padding)
            for_images.addcmul_(images, spread.to(images.dtype), value=2)
        for_floor = for_energies.sum().view(1).to(exponents.dtype)
        return for_images, for_kernels, for_exponents, for_floor, None, None, None


def patch_sums(values: Tensor, size: int, stride: int, padding: int) -> Tensor:
    """Sums over square patches, first of rows, then of columns: float (batch, 1, rows, columns), in and out."""
    values = functional.pad(values, (padding,) * 4)
    for dimension in (2, 3):
        end = values.shape[dimension] - size + 1
        parts = [_every(values, dimension, start, end + start, stride) for start in range(size)]
        values = sum(parts[1:], start=parts[0].clone() if size == 1 else parts[0])
    return values


def spread_sums(values: Tensor, shape: torch.Size, size: int, stride: int, padding: int) -> Tensor:
    """The adjoint of ``patch_sums``: each value is added to all places of its patch, in a plane of ``shape``."""
    for dimension in (2, 3):
        length = shape[dimension - 2] + 2 * padding
        extent = list(values.shape)
        extent[dimension] = length
        plane = values.new_zeros(extent)
        for start in range(size):
            _every(plane, dimension, start, length - size + 1 + start, stride).add_(values)
        values = plane.narrow(dimension, padding, shape[dimension - 2])
    return values


def _every(values: Tensor, dimension: int, start: int, end: int, stride: int) -> Tensor:
    """A view of each ``stride``-th row or column from ``start`` to before ``end``."""
    return values[(slice(None),) * dimension + (slice(start, end, stride),)]
