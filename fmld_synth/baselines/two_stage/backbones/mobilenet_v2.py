"""MobileNetV2 (Sandler et al., Inverted residuals and linear bottlenecks, CVPR 2018, table 2), width 1."""

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
from fmld_synth.baselines.two_stage.backbones.torchvision_pixels import torchvision_preprocessing

STEM = 32
STAGES = (
    Stage(1, 16, 1, 1),
    Stage(6, 24, 2, 2),
    Stage(6, 32, 3, 2),
    Stage(6, 64, 4, 2),
    Stage(6, 96, 3, 1),
    Stage(6, 160, 3, 2),
    Stage(6, 320, 1, 1),
)


class MobileNetV2(Backbone):
    """2,257,984 parameters with the norms' statistics."""

    name = "mobilenet_v2"
    channels = 1280
    conventions = ("keras", "torchvision")

    def __init__(self, convention: Convention = "keras") -> None:
        super().__init__(convention)
        keras = convention == "keras"
        epsilon = 1e-3 if keras else 1e-5
        self.stem = ConvolutionBlock(Convolution(3, STEM, 3, stride=2, pad_end=keras), epsilon)
        self.blocks = nn.Sequential(*inverted_residuals(STAGES, STEM, epsilon, pad_end=keras))
        self.last = ConvolutionBlock(Convolution(STAGES[-1].outputs, self.channels, 1), epsilon)

    def forward(self, images: Tensor) -> Tensor:
        """Features, see ``Backbone``."""
        features: Tensor = self.last(self.blocks(self.stem(images)))
        return features

    def preprocessing(self, side: int) -> Preprocessing:
        """RGB, -1 to 1; torchvision's in its convention."""
        if self.convention == "torchvision":
            return torchvision_preprocessing(side)
        return Preprocessing(side, side, "RGB", mean=(127.5, 127.5, 127.5), scale=1 / 127.5)

    def layer_names(self) -> LayerNames:
        """Ours by those of its convention."""
        return self._keras_names() if self.convention == "keras" else self._torchvision_names()

    def _keras_names(self) -> LayerNames:
        pairs = [(("Conv1", "bn_Conv1"), "stem"), (("Conv_1", "Conv_1_bn"), "last")]
        for i in range(len(self.blocks)):
            block = f"block_{i}" if i else "expanded_conv"
            pairs += [
                ((f"{block}_{part}", f"{block}_{part}_BN"), f"blocks.{i}.{part}")
                for part in ("expand", "depthwise", "project")
                if i or part != "expand"
            ]
        return block_names(pairs)

    def _torchvision_names(self) -> LayerNames:
        """Its blocks are sequences, in which the linear projection is not a block of its own."""
        last = len(self.blocks) + 1
        pairs = [
            (("features.0.0", "features.0.1"), "stem"),
            ((f"features.{last}.0", f"features.{last}.1"), "last"),
        ]
        for i in range(len(self.blocks)):
            block = f"features.{i + 1}.conv"
            parts = ("expand", "depthwise") if i else ("depthwise",)
            pairs += [
                ((f"{block}.{j}.0", f"{block}.{j}.1"), f"blocks.{i}.{part}") for j, part in enumerate(parts)
            ]
            pairs.append(((f"{block}.{len(parts)}", f"{block}.{len(parts) + 1}"), f"blocks.{i}.project"))
        return block_names(pairs)
