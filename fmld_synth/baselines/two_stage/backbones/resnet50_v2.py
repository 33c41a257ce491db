"""ResNet-50 with pre-activation (He et al., Identity mappings in deep residual networks, ECCV 2016, figure 1b)."""

from __future__ import annotations

from torch import Tensor, nn
from torch.nn import functional

from fmld_synth.baselines.preprocessing import Preprocessing
from fmld_synth.baselines.two_stage.backbones.backbone import Backbone, Convention, Convolution, LayerNames
from fmld_synth.baselines.two_stage.backbones.resnet50_v1 import EXPANSION, STAGES

EPSILON = 1.001e-5


class PreactivatedBottleneck(nn.Module):
    """Norm and ReLU come before each convolution; what is added to the input is not rectified.

    The first block of a stage projects the preactivated input; the last has the stride, and takes every second pixel
    of its input as it is.
    """

    def __init__(self, inputs: int, inside: int, stride: int, *, project: bool) -> None:
        super().__init__()
        outputs = EXPANSION * inside
        self.preactivation = nn.BatchNorm2d(inputs, eps=EPSILON)
        self.shortcut = Convolution(inputs, outputs, 1, bias=True) if project else None
        self.first = Convolution(inputs, inside, 1)
        self.first_norm = nn.BatchNorm2d(inside, eps=EPSILON)
        self.second = Convolution(inside, inside, 3, stride=stride)
        self.second_norm = nn.BatchNorm2d(inside, eps=EPSILON)
        self.third = Convolution(inside, outputs, 1, bias=True)
        self.stride = stride

    def forward(self, inputs: Tensor) -> Tensor:
        """float (batch, outputs, height / stride, width / stride)."""
        active = functional.relu(self.preactivation(inputs))
        features = functional.relu(self.first_norm(self.first(active)))
        features = functional.relu(self.second_norm(self.second(features)))
        kept = self.shortcut(active) if self.shortcut is not None else inputs
        if self.stride > 1:
            kept = functional.max_pool2d(kept, 1, stride=self.stride)
        return kept + self.third(features)  # type: ignore[no-any-return]


class ResNet50V2(Backbone):
    """23,564,800 parameters with the norms' statistics."""

    name = "resnet50_v2"
    channels = 2048

    def __init__(self, convention: Convention = "keras") -> None:
        super().__init__(convention)
        self.stem = Convolution(3, 64, 7, stride=2, bias=True)
        self.stages = nn.ModuleList()
        inputs = 64
        for stage, (inside, count) in enumerate(STAGES):
            blocks: list[nn.Module] = []
            for i in range(count):
                stride = 2 if i == count - 1 and stage < len(STAGES) - 1 else 1
                blocks.append(PreactivatedBottleneck(inputs, inside, stride, project=i == 0))
                inputs = EXPANSION * inside
            self.stages.append(nn.Sequential(*blocks))
        self.last_norm = nn.BatchNorm2d(self.channels, eps=EPSILON)

    def forward(self, images: Tensor) -> Tensor:
        """Features, see ``Backbone``."""
        # Zeros count in this pool, as nothing has been rectified before it.
        features = functional.max_pool2d(functional.pad(self.stem(images), (1, 1, 1, 1)), 3, stride=2)
        for stage in self.stages:
            features = stage(features)
        return functional.relu(self.last_norm(features))

    def preprocessing(self, side: int) -> Preprocessing:
        """RGB, -1 to 1."""
        return Preprocessing(side, side, "RGB", mean=(127.5, 127.5, 127.5), scale=1 / 127.5)

    def layer_names(self) -> LayerNames:
        """Ours by Keras's."""
        names = {"conv1_conv": "stem", "post_bn": "last_norm"}
        for stage, (_, count) in enumerate(STAGES):
            for i in range(count):
                theirs, ours = f"conv{stage + 2}_block{i + 1}", f"stages.{stage}.{i}"
                names |= {
                    f"{theirs}_preact_bn": f"{ours}.preactivation",
                    f"{theirs}_1_conv": f"{ours}.first",
                    f"{theirs}_1_bn": f"{ours}.first_norm",
                    f"{theirs}_2_conv": f"{ours}.second",
                    f"{theirs}_2_bn": f"{ours}.second_norm",
                    f"{theirs}_3_conv": f"{ours}.third",
                }
                if i == 0:
                    names[f"{theirs}_0_conv"] = f"{ours}.shortcut"
        return names
