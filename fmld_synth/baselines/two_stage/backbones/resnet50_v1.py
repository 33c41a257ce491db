"""ResNet-50 (He et al., Deep residual learning for image recognition, CVPR 2016, table 1)."""

from __future__ import annotations

from torch import Tensor, nn
from torch.nn import functional

from fmld_synth.baselines.preprocessing import Preprocessing
from fmld_synth.baselines.two_stage.backbones.backbone import (
    Backbone,
    Convention,
    Convolution,
    LayerNames,
    block_names,
)
from fmld_synth.baselines.two_stage.backbones.torchvision_pixels import torchvision_preprocessing

STAGES = ((64, 3), (128, 4), (256, 6), (512, 3))
"""Channels inside a block, and number of blocks."""
EXPANSION = 4
"""A block's outputs for each channel inside it."""
CAFFE_MEAN = (103.939, 116.779, 123.68)


class PlainBlock(nn.Module):
    """Convolution with bias, and batch norm."""

    def __init__(self, inputs: int, outputs: int, kernel: int, stride: int, epsilon: float) -> None:
        super().__init__()
        self.convolution = Convolution(inputs, outputs, kernel, stride=stride, bias=True)
        self.norm = nn.BatchNorm2d(outputs, eps=epsilon)

    def forward(self, inputs: Tensor) -> Tensor:
        """float (batch, outputs, height / stride, width / stride)."""
        features: Tensor = self.norm(self.convolution(inputs))
        return features


class Bottleneck(nn.Module):
    """1x1, 3x3 and 1x1 convolutions, added to the input or to a projection of it.

    The stride lies on the first convolution as published; torchvision has it on the second.
    """

    def __init__(
        self, inputs: int, inside: int, stride: int, epsilon: float, *, project: bool, stride_first: bool
    ) -> None:
        super().__init__()
        outputs = EXPANSION * inside
        first, second = (stride, 1) if stride_first else (1, stride)
        self.shortcut = PlainBlock(inputs, outputs, 1, stride, epsilon) if project else nn.Identity()
        self.first = PlainBlock(inputs, inside, 1, first, epsilon)
        self.second = PlainBlock(inside, inside, 3, second, epsilon)
        self.third = PlainBlock(inside, outputs, 1, 1, epsilon)

    def forward(self, inputs: Tensor) -> Tensor:
        """float (batch, outputs, height / stride, width / stride)."""
        features = functional.relu(self.second(functional.relu(self.first(inputs))))
        return functional.relu(self.shortcut(inputs) + self.third(features))


class ResNet50V1(Backbone):
    """23,587,712 parameters with the norms' statistics.

    Its convolutions have biases, as the Caffe models it came from had; torchvision's have none, which is the same as
    biases of 0.
    """

    name = "resnet50_v1"
    channels = 2048
    conventions = ("keras", "torchvision")

    def __init__(self, convention: Convention = "keras") -> None:
        super().__init__(convention)
        keras = convention == "keras"
        epsilon = 1.001e-5 if keras else 1e-5
        self.stem = PlainBlock(3, 64, 7, 2, epsilon)
        self.stages = nn.ModuleList()
        inputs = 64
        for stage, (inside, count) in enumerate(STAGES):
            blocks: list[nn.Module] = []
            for i in range(count):
                stride = 2 if stage and i == 0 else 1
                blocks.append(Bottleneck(inputs, inside, stride, epsilon, project=i == 0, stride_first=keras))
                inputs = EXPANSION * inside
            self.stages.append(nn.Sequential(*blocks))

    def forward(self, images: Tensor) -> Tensor:
        """Features, see ``Backbone``."""
        features = functional.max_pool2d(functional.relu(self.stem(images)), 3, stride=2, padding=1)
        for stage in self.stages:
            features = stage(features)
        return features

    def preprocessing(self, side: int) -> Preprocessing:
        """BGR minus the mean of ImageNet, not scaled; torchvision's in its convention."""
        if self.convention == "torchvision":
            return torchvision_preprocessing(side)
        return Preprocessing(side, side, "BGR", mean=CAFFE_MEAN, scale=1.0)

    def layer_names(self) -> LayerNames:
        """Ours by those of its convention."""
        keras = self.convention == "keras"
        pairs = [(("conv1_conv", "conv1_bn") if keras else ("conv1", "bn1"), "stem")]
        for stage, (_, count) in enumerate(STAGES):
            for i in range(count):
                for number, part in enumerate(("shortcut", "first", "second", "third")):
                    if number == 0 and i > 0:
                        continue
                    theirs = _keras_pair(stage, i, number) if keras else _torchvision_pair(stage, i, number)
                    pairs.append((theirs, f"stages.{stage}.{i}.{part}"))
        return block_names(pairs)


def _keras_pair(stage: int, block: int, number: int) -> tuple[str, str]:
    name = f"conv{stage + 2}_block{block + 1}_{number}"
    return f"{name}_conv", f"{name}_bn"


def _torchvision_pair(stage: int, block: int, number: int) -> tuple[str, str]:
    name = f"layer{stage + 1}.{block}"
    if number == 0:
        return f"{name}.downsample.0", f"{name}.downsample.1"
    return f"{name}.conv{number}", f"{name}.bn{number}"
