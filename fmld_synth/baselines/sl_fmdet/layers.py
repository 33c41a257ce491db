"""The convolution block that the network is made of."""

from __future__ import annotations

from torch import Tensor, nn

SLOPE = 0.1
"""Of the leaky ReLU below 0."""


class ConvolutionBlock(nn.Module):
    """Convolution without bias, batch norm, and as a rule leaky ReLU."""

    def __init__(
        self,
        inputs: int,
        outputs: int,
        kernel: int = 3,
        *,
        stride: int = 1,
        groups: int = 1,
        activation: bool = True,
    ) -> None:
        super().__init__()
        self.convolution = nn.Conv2d(
            inputs, outputs, kernel, stride=stride, padding=kernel // 2, groups=groups, bias=False
        )
        nn.init.kaiming_normal_(self.convolution.weight, a=SLOPE, mode="fan_out")
        self.norm = nn.BatchNorm2d(outputs)
        self.activation = nn.LeakyReLU(SLOPE, inplace=True) if activation else nn.Identity()

    def forward(self, inputs: Tensor) -> Tensor:
        """float (batch, outputs, height / stride, width / stride)."""
        features: Tensor = self.activation(self.norm(self.convolution(inputs)))
        return features
