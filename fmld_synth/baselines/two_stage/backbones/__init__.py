"""Networks for photographs that the classifier is built on, four as Keras Applications has them. One file each.

Each is a ``Backbone``. In the ``torchvision`` convention a network is as torchvision has it, so that its weights fit.
"""

from __future__ import annotations

from collections.abc import Mapping

from fmld_synth.baselines.two_stage.backbones.backbone import Backbone, Convention
from fmld_synth.baselines.two_stage.backbones.efficientnet_lite import (
    EfficientNetLite0,
    EfficientNetLite1,
)
from fmld_synth.baselines.two_stage.backbones.efficientnet_lite_pair import EfficientNetLitePair
from fmld_synth.baselines.two_stage.backbones.mobilenet_v1 import MobileNetV1
from fmld_synth.baselines.two_stage.backbones.mobilenet_v2 import MobileNetV2
from fmld_synth.baselines.two_stage.backbones.resnet50_v1 import ResNet50V1
from fmld_synth.baselines.two_stage.backbones.resnet50_v2 import ResNet50V2
from fmld_synth.errors import UserError
from fmld_synth.names import known

BACKBONES: Mapping[str, type[Backbone]] = {
    backbone.name: backbone
    for backbone in (
        MobileNetV1,
        MobileNetV2,
        ResNet50V1,
        ResNet50V2,
        EfficientNetLite0,
        EfficientNetLite1,
        EfficientNetLitePair,
    )
}
"""By the name of the setting ``backbone``."""


def make_backbone(name: str, convention: Convention = "keras") -> Backbone:
    """The backbone called ``name``, with fresh weights.

    Raises:
        UserError: there is none of that name, or it does not exist in that convention; the message lists what does.
    """
    backbone = BACKBONES[known(name, BACKBONES, "backbone", where="two-stage")]
    if convention not in backbone.conventions:
        raise UserError(
            f"two-stage: {name} does not exist in the convention {convention!r}; "
            f"valid: {', '.join(backbone.conventions)}"
        )
    return backbone(convention)
