"""The layers of SCS-Net in operations that every program knows: for export, not for training."""

from __future__ import annotations

import torch
from torch import Tensor, nn
from torch.nn import functional

from fmld_synth.baselines.scs_net.layer import SharpenedCosineSimilarity


class PlainSimilarity(nn.Module):
    """The formula of a trained layer, with its parameters made constants."""

    kernels: Tensor
    exponents: Tensor

    def __init__(self, layer: SharpenedCosineSimilarity) -> None:
        super().__init__()
        kernels = layer.kernels().detach()
        self.register_buffer("kernels", kernels)
        self.register_buffer("exponents", layer.exponents().detach().view(1, -1, 1, 1))
        self.floor = layer.floor().item()
        self.stride, self.padding, self.eps = layer.stride, layer.padding, layer.eps

    def forward(self, images: Tensor) -> Tensor:
        """As :class:`SharpenedCosineSimilarity`."""
        products = functional.conv2d(images, self.kernels, stride=self.stride, padding=self.padding)
        # Means, not a convolution of ones: fast convolutions subtract, and what is left of small sums is rounding.
        energies = self.kernels[0].numel() * functional.avg_pool2d(
            (images * images).mean(dim=1, keepdim=True), self.kernels.shape[-1], self.stride, self.padding
        )
        cosines = products / torch.sqrt(energies + self.floor)
        return cosines.sign() * torch.exp(self.exponents * torch.log(cosines.abs() + self.eps))


def plain_max_abs_pool(values: Tensor) -> Tensor:
    """The value of largest magnitude of each 2x2 window, with its sign.

    Args:
        values: float (batch, channels, rows, columns); windows may stand over the last row and column.

    Returns:
        float (batch, channels, half the rows, half the columns), rounded up.
    """
    upper = functional.max_pool2d(values, 2, ceil_mode=True)
    lower = functional.max_pool2d(-values, 2, ceil_mode=True)
    return torch.where(upper >= lower, upper, -lower)


def plain_pooled(layer: nn.Module, images: Tensor) -> Tensor:
    """As :func:`~fmld_synth.baselines.scs_net.pooling.pooled_similarity`."""
    return plain_max_abs_pool(layer(images))


def plain_gated(layer: nn.Module, images: Tensor, gates: Tensor) -> tuple[Tensor, Tensor]:
    """As :func:`~fmld_synth.baselines.scs_net.pooling.gated_similarity`."""
    opened = gates.relu()
    return plain_max_abs_pool(layer(images) * opened), functional.max_pool2d(opened, 2, ceil_mode=True)
