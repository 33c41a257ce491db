"""MobileNetV1 (Howard et al., MobileNets, 2017, table 1), width 1."""

from __future__ import annotations

from torch import Tensor, nn

from fmld_synth.baselines.preprocessing import Preprocessing
from fmld_synth.baselines.two_stage.backbones.backbone import (
    Backbone,
    Convention,
    Convolution,
    ConvolutionBlock,
    LayerNames,
    block_names,
)

EPSILON = 1e-3
STEM = 32
BLOCKS = ((64, 1), (128, 2), (128, 1), (256, 2), (256, 1), (512, 2), *[(512, 1)] * 5, (1024, 2), (1024, 1))
"""Output channels and stride of each block."""


class SeparableBlock(nn.Module):
    """A 3x3 convolution of each channel on its own, then a 1x1 convolution over all of them."""

    def __init__(self, inputs: int, outputs: int, stride: int) -> None:
        super().__init__()
        self.depthwise = ConvolutionBlock(
            Convolution(inputs, inputs, 3, stride=stride, groups=inputs, pad_end=True), EPSILON
        )
        self.pointwise = ConvolutionBlock(Convolution(inputs, outputs, 1), EPSILON)

    def forward(self, inputs: Tensor) -> Tensor:
        """float (batch, outputs, height / stride, width / stride)."""
        features: Tensor = self.pointwise(self.depthwise(inputs))
        return features


class MobileNetV1(Backbone):
    """3,228,864 parameters with the norms' statistics."""

    name = "mobilenet_v1"
    channels = 1024

    def __init__(self, convention: Convention = "keras") -> None:
        super().__init__(convention)
        self.stem = ConvolutionBlock(Convolution(3, STEM, 3, stride=2, pad_end=True), EPSILON)
        inputs = (STEM, *[outputs for outputs, _ in BLOCKS])
        self.blocks = nn.Sequential(
            *(
                SeparableBlock(before, outputs, stride)
                for before, (outputs, stride) in zip(inputs, BLOCKS, strict=False)
            )
        )

    def forward(self, images: Tensor) -> Tensor:
        """Features, see ``Backbone``."""
        features: Tensor = self.blocks(self.stem(images))
        return features

    def preprocessing(self, side: int) -> Preprocessing:
        """RGB, -1 to 1."""
        return Preprocessing(side, side, "RGB", mean=(127.5, 127.5, 127.5), scale=1 / 127.5)

    def layer_names(self) -> LayerNames:
        """Ours by Keras's."""
        return block_names(
            [(("conv1", "conv1_bn"), "stem")]
            + [
                ((f"conv_{short}_{i + 1}", f"conv_{short}_{i + 1}_bn"), f"blocks.{i}.{part}")
                for i in range(len(BLOCKS))
                for short, part in (("dw", "depthwise"), ("pw", "pointwise"))
            ]
        )
