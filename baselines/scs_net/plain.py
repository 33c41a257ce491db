"""SCS-Net in operations that every program knows: for export, not for training."""

from __future__ import annotations

import copy

import torch
from torch import Tensor, nn
from torch.nn import functional

from fmld_synth.baselines.scs_net.layer import SharpenedCosineSimilarity
from fmld_synth.baselines.scs_net.network import ScsNet


class PlainSimilarity(nn.Module):
    """The formula of a trained layer, with its parameters made constants."""

    kernels: Tensor
    exponents: Tensor
    ones: Tensor

    def __init__(self, layer: SharpenedCosineSimilarity) -> None:
        super().__init__()
        kernels = layer.weight / torch.linalg.vector_norm(layer.weight, dim=(1, 2, 3), keepdim=True)
        self.register_buffer("kernels", kernels.detach())
        self.register_buffer("exponents", torch.exp(layer.p / layer.p_scale).detach().view(1, -1, 1, 1))
        self.register_buffer("ones", torch.ones_like(kernels[:1]))
        self.floor = torch.exp(-layer.q.detach() / layer.q_scale).item() + layer.eps
        self.stride, self.padding, self.eps = layer.stride, layer.padding, layer.eps

    def forward(self, images: Tensor) -> Tensor:
        """As :class:`SharpenedCosineSimilarity`."""
        products = functional.conv2d(images, self.kernels, stride=self.stride, padding=self.padding)
        energies = functional.conv2d(images * images, self.ones, stride=self.stride, padding=self.padding)
        cosines = products / torch.sqrt(energies + self.floor)
        return cosines.sign() * torch.exp(self.exponents * torch.log(cosines.abs() + self.eps))


def plain_max_abs_pool(values: Tensor) -> Tensor:
    """As :func:`~fmld_synth.baselines.scs_net.pooling.max_abs_pool`."""
    upper = functional.max_pool2d(values, 2, ceil_mode=True)
    lower = functional.max_pool2d(-values, 2, ceil_mode=True)
    return torch.where(upper >= lower, upper, -lower)


def plain(network: ScsNet) -> ScsNet:
    """An equal network in evaluation mode; the given one stays as it is."""
    same = copy.deepcopy(network).eval()
    layers = [layer for layer in same.similarities if isinstance(layer, SharpenedCosineSimilarity)]
    same.similarities = nn.ModuleList(PlainSimilarity(layer) for layer in layers)
    same.pool = plain_max_abs_pool
    return same
