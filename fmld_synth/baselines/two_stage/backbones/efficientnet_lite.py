"""EfficientNet-Lite: EfficientNet-B0 and B1 (Tan and Le, EfficientNet, ICML 2019, table 1) for small devices.

Without squeeze-and-excitation and with ReLU6 for swish (Liu, Higher accuracy on vision models with EfficientNet-Lite,
TensorFlow's blog, 2020). It was published in TensorFlow, whose details Keras shares; its weights come in the layout of
``efficientnet-lite-pytorch``, see ``docs/pretrained_weights.md``.
"""

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
from fmld_synth.baselines.two_stage.backbones.inverted_residual import Stage, inverted_residuals

EPSILON = 1e-3
STEM = 32
STAGES = (
    Stage(1, 16, 1, 1),
    Stage(6, 24, 2, 2),
    Stage(6, 40, 2, 2, kernel=5),
    Stage(6, 80, 3, 2),
    Stage(6, 112, 3, 1, kernel=5),
    Stage(6, 192, 4, 2, kernel=5),
    Stage(6, 320, 1, 1),
)
PARTS = {
    "expand": ("_expand_conv", "_bn0"),
    "depthwise": ("_depthwise_conv", "_bn1"),
    "project": ("_project_conv", "_bn2"),
}
"""Convolution and norm of a block's parts in the published weights."""


class EfficientNetLite(Backbone):
    """What both sizes share."""

    channels = 1280
    further_blocks: int
    """How many more each stage has than B0's, but for the first and the last, which all sizes share."""

    def __init__(self, convention: Convention = "keras") -> None:
        super().__init__(convention)
        stages = [
            stage._replace(blocks=stage.blocks + self.further_blocks) if stage.blocks > 1 else stage
            for stage in STAGES
        ]
        self.stem = ConvolutionBlock(Convolution(3, STEM, 3, stride=2, pad_end=True), EPSILON)
        self.blocks = nn.Sequential(*inverted_residuals(stages, STEM, EPSILON, pad_end=True))
        self.last = ConvolutionBlock(Convolution(STAGES[-1].outputs, self.channels, 1), EPSILON)

    def forward(self, images: Tensor) -> Tensor:
        """Features, see ``Backbone``."""
        features: Tensor = self.last(self.blocks(self.stem(images)))
        return features

    def preprocessing(self, side: int) -> Preprocessing:
        """RGB minus 127, over 128, as its authors' scripts have it."""
        return Preprocessing(side, side, "RGB", mean=(127.0, 127.0, 127.0), scale=1 / 128)

    def layer_names(self) -> LayerNames:
        """Ours by those of the published weights."""
        pairs = [(("_conv_stem", "_bn0"), "stem"), (("_conv_head", "_bn1"), "last")]
        for i in range(len(self.blocks)):
            pairs += [
                ((f"_blocks.{i}.{convolution}", f"_blocks.{i}.{norm}"), f"blocks.{i}.{part}")
                for part, (convolution, norm) in PARTS.items()
                if i or part != "expand"
            ]
        return block_names(pairs)


class EfficientNetLite0(EfficientNetLite):
    """3,413,024 parameters with the norms' statistics."""

    name = "efficientnet_lite0"
    further_blocks = 0


class EfficientNetLite1(EfficientNetLite):
    """4,189,344 parameters: a block more in each of the five stages that have several."""

    name = "efficientnet_lite1"
    further_blocks = 1
