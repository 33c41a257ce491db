"""The block of MobileNetV2 (Sandler et al., CVPR 2018, figure 4 d), which EfficientNet took over; stages of it."""

from __future__ import annotations

from collections.abc import Iterable
from typing import NamedTuple

from torch import Tensor, nn

from fmld_synth.baselines.two_stage.backbones.backbone import Convolution, ConvolutionBlock


class Stage(NamedTuple):
    """Blocks of one size, as rows of the publications' tables.

    expansion: channels inside a block for each that enters it.
    outputs: channels.
    blocks: how many.
    stride: of the first of them.
    kernel: side of the depthwise kernels.
    """

    expansion: int
    outputs: int
    blocks: int
    stride: int
    kernel: int = 3


class InvertedResidual(nn.Module):
    """Few channels to many, a convolution of each on its own, and back to few; added to the input where it fits."""

    def __init__(
        self,
        inputs: int,
        outputs: int,
        stride: int,
        expansion: int,
        epsilon: float,
        *,
        kernel: int,
        pad_end: bool,
    ) -> None:
        super().__init__()
        hidden = inputs * expansion
        self.expand = (
            ConvolutionBlock(Convolution(inputs, hidden, 1), epsilon) if expansion > 1 else nn.Identity()
        )
        self.depthwise = ConvolutionBlock(
            Convolution(hidden, hidden, kernel, stride=stride, groups=hidden, pad_end=pad_end), epsilon
        )
        self.project = ConvolutionBlock(Convolution(hidden, outputs, 1), epsilon, activation=False)
        self.residual = stride == 1 and inputs == outputs

    def forward(self, inputs: Tensor) -> Tensor:
        """float (batch, outputs, height / stride, width / stride)."""
        features: Tensor = self.project(self.depthwise(self.expand(inputs)))
        return inputs + features if self.residual else features


def inverted_residuals(
    stages: Iterable[Stage], inputs: int, epsilon: float, *, pad_end: bool
) -> list[InvertedResidual]:
    """The blocks of all stages, one after the other; ``inputs`` channels enter the first."""
    blocks = []
    for stage in stages:
        for stride in (stage.stride, *[1] * (stage.blocks - 1)):
            blocks.append(
                InvertedResidual(
                    inputs,
                    stage.outputs,
                    stride,
                    stage.expansion,
                    epsilon,
                    kernel=stage.kernel,
                    pad_end=pad_end,
                )
            )
            inputs = stage.outputs
    return blocks
