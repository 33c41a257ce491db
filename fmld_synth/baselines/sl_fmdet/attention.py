"""Context and attention on a level of the pyramid."""

from __future__ import annotations

import torch
from torch import Tensor, nn

from fmld_synth.baselines.sl_fmdet.layers import ConvolutionBlock

REDUCTION = 16
"""Channels for each hidden unit of the channel gate."""


class Context(nn.Module):
    """Surroundings of three sizes side by side (Najibi et al., SSH, ICCV 2017, figure 4).

    5x5 and 7x7 are two and three 3x3 convolutions, which share the first.
    """

    def __init__(self, channels: int) -> None:
        super().__init__()
        half, quarter = channels // 2, channels // 4
        self.small = ConvolutionBlock(channels, half, activation=False)
        self.shared = ConvolutionBlock(channels, quarter)
        self.medium = ConvolutionBlock(quarter, quarter, activation=False)
        self.large = nn.Sequential(
            ConvolutionBlock(quarter, quarter), ConvolutionBlock(quarter, quarter, activation=False)
        )

    def forward(self, features: Tensor) -> Tensor:
        """float (batch, channels, height, width), at least 0, of the same."""
        shared = self.shared(features)
        return torch.cat((self.small(features), self.medium(shared), self.large(shared)), dim=1).relu()


class ChannelGate(nn.Module):
    """Weighs channels by their mean and their greatest value (Woo et al., CBAM, ECCV 2018, equation 2)."""

    def __init__(self, channels: int) -> None:
        super().__init__()
        hidden = channels // REDUCTION
        # 1x1 convolutions are linear layers here, and keep four dimensions, which OpenCV needs for batches.
        self.weigh = nn.Sequential(nn.Conv2d(channels, hidden, 1), nn.ReLU(), nn.Conv2d(hidden, channels, 1))

    def forward(self, features: Tensor) -> Tensor:
        """float (batch, channels, height, width)."""
        mean, greatest = features.mean(dim=(2, 3), keepdim=True), features.amax(dim=(2, 3), keepdim=True)
        weights: Tensor = self.weigh(mean) + self.weigh(greatest)
        return features * weights.sigmoid()


class SpatialGate(nn.Module):
    """Weighs places by the greatest and the mean value of their channels (CBAM, equation 3)."""

    def __init__(self) -> None:
        super().__init__()
        self.weigh = ConvolutionBlock(2, 1, 7, activation=False)

    def forward(self, features: Tensor) -> Tensor:
        """float (batch, channels, height, width)."""
        summary = torch.cat((features.amax(dim=1, keepdim=True), features.mean(dim=1, keepdim=True)), dim=1)
        weights: Tensor = self.weigh(summary)
        return features * weights.sigmoid()


class ResidualContextAttention(nn.Module):
    """Context, weighed by channel and by place, added to what came in."""

    def __init__(self, channels: int) -> None:
        super().__init__()
        self.context = Context(channels)
        self.gates = nn.Sequential(ChannelGate(channels), SpatialGate())

    def forward(self, features: Tensor) -> Tensor:
        """float (batch, channels, height, width), at least 0, of the same."""
        weighed: Tensor = self.gates(self.context(features))
        return (weighed + features).relu()
