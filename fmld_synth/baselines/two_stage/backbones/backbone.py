"""What the backbones have in common."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Iterable, Mapping
from itertools import chain
from typing import ClassVar, Literal

from torch import Tensor, nn
from torch.nn import functional

from fmld_synth.baselines.preprocessing import Preprocessing

Convention = Literal["keras", "torchvision"]
"""Whose details a network follows: paddings, strides, epsilons, and how pixels are scaled."""

LayerNames = Mapping[str, str]
"""Our names of layers by the names that others give them."""


class Backbone(nn.Module, ABC):
    """Layers that turn pictures into features.

    From float (batch, 3, height, width) to (batch, channels, height / 32, width / 32).

    Attributes:
        name: of the setting ``backbone``.
        channels: of the features.
        conventions: those in which it exists.
        convention: the one it was made in.
    """

    name: ClassVar[str]
    channels: ClassVar[int]
    conventions: ClassVar[tuple[Convention, ...]] = ("keras",)

    def __init__(self, convention: Convention) -> None:
        super().__init__()
        self.convention = convention

    @property
    def parts(self) -> tuple[Backbone, ...]:
        """Networks that have ImageNet weights of their own: itself, unless it joins others."""
        return (self,)

    @abstractmethod
    def preprocessing(self, side: int) -> Preprocessing:
        """As its ImageNet weights were trained, for square inputs of ``side`` pixels."""

    @abstractmethod
    def layer_names(self) -> LayerNames:
        """Our layer names by those of its convention."""


class Convolution(nn.Conv2d):
    """Convolution with zeros around the input.

    Keras keeps the output of stride 2 aligned with the input's far edge: an input with an even side gets one row of
    zeros more below than above and one column more at its right. torch's symmetric padding would shift it by a pixel.
    """

    def __init__(
        self,
        inputs: int,
        outputs: int,
        kernel: int,
        *,
        stride: int = 1,
        groups: int = 1,
        bias: bool = False,
        pad_end: bool = False,
    ) -> None:
        self.pad_end = pad_end and stride == 2
        padding = kernel // 2 - 1 if self.pad_end else kernel // 2
        super().__init__(inputs, outputs, kernel, stride=stride, padding=padding, groups=groups, bias=bias)
        nn.init.kaiming_normal_(self.weight, mode="fan_out", nonlinearity="relu")
        if self.bias is not None:
            nn.init.zeros_(self.bias)

    def forward(self, input: Tensor) -> Tensor:
        """float (batch, outputs, height / stride, width / stride) of sides that the stride divides."""
        return super().forward(functional.pad(input, (0, 1, 0, 1)) if self.pad_end else input)


class ConvolutionBlock(nn.Module):
    """Convolution, batch norm, and as a rule ReLU6."""

    def __init__(self, convolution: Convolution, epsilon: float, *, activation: bool = True) -> None:
        super().__init__()
        self.convolution = convolution
        self.norm = nn.BatchNorm2d(convolution.out_channels, eps=epsilon)
        self.activation = nn.ReLU6(inplace=True) if activation else nn.Identity()

    def forward(self, inputs: Tensor) -> Tensor:
        """float (batch, outputs, height / stride, width / stride)."""
        features: Tensor = self.activation(self.norm(self.convolution(inputs)))
        return features


def block_names(pairs: Iterable[tuple[tuple[str, str], str]]) -> LayerNames:
    """Layer names of convolution blocks.

    Args:
        pairs: others' names of a block's convolution and norm, and our name of the block.
    """
    return dict(
        chain.from_iterable(
            ((convolution, f"{block}.convolution"), (norm, f"{block}.norm"))
            for (convolution, norm), block in pairs
        )
    )
