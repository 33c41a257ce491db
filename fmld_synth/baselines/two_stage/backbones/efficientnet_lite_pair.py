"""EfficientNet-Lite0 and -Lite1 side by side: two opinions that err in different places.

A linear layer over both networks' features adds up the scores of two classifiers. Of two that were trained apart, each
counting half, that is the average: an ensemble (Hansen and Salamon, "Neural network ensembles", IEEE Transactions on
Pattern Analysis and Machine Intelligence 12, 1990).
"""

from __future__ import annotations

import torch
from torch import Tensor

from fmld_synth.baselines.preprocessing import Preprocessing
from fmld_synth.baselines.two_stage.backbones.backbone import Backbone, Convention, LayerNames
from fmld_synth.baselines.two_stage.backbones.efficientnet_lite import (
    EfficientNetLite0,
    EfficientNetLite1,
)


class EfficientNetLitePair(Backbone):
    """7,602,368 parameters with the norms' statistics.

    Attributes:
        lite0, lite1: the networks, whose features come in this order.
    """

    name = "efficientnet_lite_pair"
    channels = EfficientNetLite0.channels + EfficientNetLite1.channels

    def __init__(self, convention: Convention = "keras") -> None:
        super().__init__(convention)
        self.lite0, self.lite1 = EfficientNetLite0(convention), EfficientNetLite1(convention)

    def forward(self, images: Tensor) -> Tensor:
        """Features, see ``Backbone``."""
        return torch.cat([self.lite0(images), self.lite1(images)], dim=1)

    @property
    def parts(self) -> tuple[Backbone, ...]:
        """Both networks."""
        return self.lite0, self.lite1

    def preprocessing(self, side: int) -> Preprocessing:
        """That of both."""
        return self.lite0.preprocessing(side)

    def layer_names(self) -> LayerNames:
        """None: its weights come in two files, one for each network."""
        return {}
