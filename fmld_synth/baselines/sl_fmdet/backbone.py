"""MobileNetV1 of a quarter of its width, with leaky ReLU, in three stages."""

from __future__ import annotations

from torch import Tensor, nn

from fmld_synth.baselines.sl_fmdet.layers import ConvolutionBlock

STEM = 8
STAGES = (
    ((16, 1), (32, 2), (32, 1), (64, 2), (64, 1)),
    ((128, 2), *[(128, 1)] * 5),
    ((256, 2), (256, 1)),
)
"""Output channels and stride of each block, by stage."""
CHANNELS = tuple(stage[-1][0] for stage in STAGES)


class SeparableBlock(nn.Sequential):
    """A 3x3 convolution of each channel on its own, then a 1x1 convolution over all of them."""

    def __init__(self, inputs: int, outputs: int, stride: int) -> None:
        super().__init__(
            ConvolutionBlock(inputs, inputs, stride=stride, groups=inputs),
            ConvolutionBlock(inputs, outputs, 1),
        )


class QuarterMobileNet(nn.Module):
    """213,072 parameters."""

    def __init__(self) -> None:
        super().__init__()
        self.stem = ConvolutionBlock(3, STEM, stride=2)
        self.stages = nn.ModuleList()
        inputs = STEM
        for stage in STAGES:
            blocks = []
            for outputs, stride in stage:
                blocks.append(SeparableBlock(inputs, outputs, stride))
                inputs = outputs
            self.stages.append(nn.Sequential(*blocks))

    def forward(self, images: Tensor) -> list[Tensor]:
        """Outputs of the stages, each float (batch, channels, height / stride, width / stride)."""
        features = self.stem(images)
        outputs = []
        for stage in self.stages:
            features = stage(features)
            outputs.append(features)
        return outputs
