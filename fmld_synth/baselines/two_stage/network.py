"""The second stage: a backbone's features, averaged over the crop, and one linear layer."""

from __future__ import annotations

from pathlib import Path

from torch import Tensor, nn

from fmld_synth.baselines.networks import Classifier
from fmld_synth.baselines.two_stage.backbones import make_backbone
from fmld_synth.baselines.two_stage.backbones.backbone import Backbone, Convention
from fmld_synth.baselines.two_stage.pretrained import load_pretrained
from fmld_synth.errors import UserError

STRIDE = 32
"""Pixels of the input for each of the features' columns."""
USUAL_BACKBONE = "mobilenet_v1"


class TwoStageClassifier(Classifier):
    """The classifier.

    Attributes:
        backbone: its features; all parameters but those of the last layer.
    """

    def __init__(self, classes: tuple[str, ...], backbone: Backbone, input_side: int, dropout: float) -> None:
        super().__init__(classes, backbone.preprocessing(input_side))
        self.backbone = backbone
        self.dropout = nn.Dropout(dropout)
        self.head = nn.Linear(backbone.channels, len(classes))
        nn.init.normal_(self.head.weight, std=0.01)
        nn.init.zeros_(self.head.bias)

    def forward(self, images: Tensor) -> Tensor:
        """Scores before the softmax: float (batch, classes) of float (batch, 3, side, side)."""
        features = self.backbone(images).mean(dim=(2, 3))
        scores: Tensor = self.head(self.dropout(features))
        return scores

    def load_pretrained(self, path: Path) -> None:
        """Take the backbone's weights from a file, see ``pretrained``."""
        load_pretrained(self.backbone, path)


def build(
    classes: tuple[str, ...],
    *,
    backbone: str = USUAL_BACKBONE,
    convention: Convention = "keras",
    input_side: int = 224,
    dropout: float = 0.2,
) -> TwoStageClassifier:
    """The network with fresh weights.

    Args:
        classes: names.
        backbone: name, see ``backbones``.
        convention: ``torchvision`` to fine-tune torchvision's weights, else ``keras``.
        input_side: of the square input, in pixels; a multiple of 32.
        dropout: share of the features that training leaves out.

    Raises:
        UserError: a setting is impossible; the message lists what is possible.
    """
    if input_side < STRIDE or input_side % STRIDE:
        raise UserError(f"two-stage: input_side is {input_side!r}; it must be a multiple of {STRIDE}")
    if not 0 <= dropout < 1:
        raise UserError(f"two-stage: dropout is {dropout!r}; it must be at least 0 and below 1")
    return TwoStageClassifier(classes, make_backbone(backbone, convention), input_side, dropout)
