"""SL-FMDet: MobileNetV1 x0.25, feature pyramid, residual context attention, and a heatmap as an auxiliary task."""

from __future__ import annotations

import copy
from pathlib import Path
from typing import cast

import torch
from torch import Tensor, nn

from fmld_synth.baselines.detection.multibox_loss import POINT_VALUES, MultiboxLoss
from fmld_synth.baselines.networks import Detector, Predictions, Targets
from fmld_synth.baselines.preprocessing import Preprocessing
from fmld_synth.baselines.sl_fmdet.anchors import make_anchors
from fmld_synth.baselines.sl_fmdet.attention import REDUCTION, Context, ResidualContextAttention
from fmld_synth.baselines.sl_fmdet.backbone import CHANNELS, QuarterMobileNet
from fmld_synth.baselines.sl_fmdet.heatmap import bare_classes, heatmap_targets
from fmld_synth.baselines.sl_fmdet.layers import ConvolutionBlock
from fmld_synth.baselines.sl_fmdet.pyramid import FeaturePyramid
from fmld_synth.baselines.sl_fmdet.scales import ANCHORS_PER_CELL, BGR_MEAN, STRIDES, VARIANCES
from fmld_synth.baselines.weight_files import describe_misfit, read_tensors
from fmld_synth.errors import UserError
from fmld_synth.remarks import REMARKS

WIDTH = 64
"""Channels of each level of the pyramid, as published."""
BACKBONE = "backbone."
"""Begins the names of its tensors."""
POINT_WEIGHT = 1.0
HEATMAP_LEVEL = 1
HEATMAP_WEIGHT = 1e-3


class Head(nn.Module):
    """What one level of the pyramid says of each of its anchors: their scores, their offsets, or their points."""

    def __init__(self, values: int, width: int = WIDTH) -> None:
        super().__init__()
        self.values = values
        self.convolution = nn.Conv2d(width, ANCHORS_PER_CELL * values, 1)
        nn.init.normal_(self.convolution.weight, std=0.01)
        nn.init.zeros_(cast(Tensor, self.convolution.bias))

    def forward(self, features: Tensor) -> Tensor:
        """float (batch, cells * anchors a cell * values), cell by cell, anchor by anchor."""
        values: Tensor = self.convolution(features)
        return values.permute(0, 2, 3, 1).flatten(1)


class SLFMDet(Detector):
    """The detector.

    With two classes it has 425,204 parameters. Its scores are of the background and of the classes, by softmax.

    Attributes:
        wears_mask: bool (classes,), a buffer: whether faces of a class wear a mask.
        heatmap_head: of the auxiliary task; None where there is none.
        point_heads: of the five points of a face, by level; None where there are none.
    """

    anchors: Tensor
    wears_mask: Tensor
    variances = VARIANCES

    def __init__(
        self,
        classes: tuple[str, ...],
        *,
        input_side: int = 640,
        attention: bool = True,
        heatmap: bool = True,
        points: bool = False,
        width: int = WIDTH,
    ) -> None:
        super().__init__(
            classes, Preprocessing(input_side, input_side, channels="BGR", mean=BGR_MEAN, scale=1.0)
        )
        self.backbone = QuarterMobileNet()
        self.pyramid = FeaturePyramid(CHANNELS, width)
        level = ResidualContextAttention if attention else Context
        self.levels = nn.ModuleList(level(width) for _ in CHANNELS)
        self.score_heads = nn.ModuleList(Head(1 + len(classes), width) for _ in CHANNELS)
        self.offset_heads = nn.ModuleList(Head(4, width) for _ in CHANNELS)
        self.point_heads = nn.ModuleList(Head(POINT_VALUES, width) for _ in CHANNELS) if points else None
        self.heatmap_head = ConvolutionBlock(width, 1, 1, activation=False) if heatmap else None
        self.register_buffer("anchors", make_anchors(input_side), persistent=False)
        worn = torch.tensor([name not in bare_classes() for name in classes])
        self.register_buffer("wears_mask", worn, persistent=False)
        self.multibox = MultiboxLoss(
            "softmax", match_iou=0.35, negatives_per_positive=7, box_weight=2.0, point_weight=POINT_WEIGHT
        )

    def forward(self, images: Tensor) -> Predictions:
        """Predictions of float (batch, 3, side, side), BGR, around 0."""
        levels = self.look(images)
        scores = [head(level) for head, level in zip(self.score_heads, levels, strict=True)]
        offsets = [head(level) for head, level in zip(self.offset_heads, levels, strict=True)]
        points = None
        if self.point_heads is not None:
            points = self._by_anchor(
                [head(level) for head, level in zip(self.point_heads, levels, strict=True)]
            )
        heatmap = None
        if self.heatmap_head is not None:
            heatmap = self.heatmap_head(levels[HEATMAP_LEVEL]).sigmoid()
        return Predictions(self._by_anchor(scores), self._by_anchor(offsets), heatmap, points)

    def look(self, images: Tensor) -> list[Tensor]:
        """What the heads see: float (batch, width, side / stride, side / stride) of each level, of images as above."""
        features = self.pyramid(self.backbone(images.contiguous(memory_format=torch.channels_last)))  # faster
        return [level(feature) for level, feature in zip(self.levels, features, strict=True)]

    def _by_anchor(self, values: list[Tensor]) -> Tensor:
        """float (batch, anchors, values). The number of anchors is a constant, so that the batch alone stays free."""
        joined = torch.cat(values, dim=1)
        return joined.reshape(-1, len(self.anchors), joined.shape[1] // len(self.anchors))

    def losses(self, predictions: Predictions, targets: list[Targets]) -> dict[str, Tensor]:
        """``classes``, ``boxes`` and ``points``, see ``MultiboxLoss``, and ``heatmap``: squared error, summed
        over a picture."""
        terms = self.multibox(predictions, targets, self.anchors, self.variances)
        if predictions.heatmap is not None:
            rows, columns = predictions.heatmap.shape[2:]
            wanted = heatmap_targets(targets, self.wears_mask, rows, columns)
            error = (predictions.heatmap.float() - wanted).square().sum() / len(targets)
            terms["heatmap"] = HEATMAP_WEIGHT * error
        return terms

    def probabilities(self, scores: Tensor) -> Tensor:
        """float (batch, anchors, classes): softmax over background and classes, without the background."""
        return scores.softmax(dim=-1)[..., 1:]

    def load_pretrained(self, path: Path) -> None:
        """Take the weights of a model file of this network, of whatever input side; of one with other heads, such as
        the face finder, its backbone's, whose filters serve any task on faces; a remark says so.

        Raises:
            UserError: it is damaged, or its backbone is another.
        """
        tensors = read_tensors(path)
        if not describe_misfit(self.state_dict(), tensors):
            self.load_state_dict(tensors)
            return
        backbone = {
            name.removeprefix(BACKBONE): tensor
            for name, tensor in tensors.items()
            if name.startswith(BACKBONE)
        }
        misfit = describe_misfit(self.backbone.state_dict(), backbone)
        if misfit:
            raise UserError(f"{path} holds no weights of this network or its backbone ({misfit})")
        self.backbone.load_state_dict(backbone)
        REMARKS.warning("%s: its backbone is taken, the rest fits no further and starts afresh", path)

    def for_release(self) -> SLFMDet:
        """The network without its heatmap, which only training needs; the given one stays as it is."""
        released = copy.deepcopy(self)
        released.heatmap_head = None
        return released


def build(
    classes: tuple[str, ...],
    *,
    input_side: int = 640,
    attention: bool = True,
    heatmap: bool = True,
    points: bool = False,
    width: int = WIDTH,
) -> SLFMDet:
    """The network with fresh weights.

    Args:
        classes: names.
        input_side: of the square input, in pixels; a multiple of 32.
        attention: weigh the context by channel and place; False leaves the context alone.
        heatmap: learn the auxiliary heatmap, too.
        points: say where eyes, tip of the nose and corners of the mouth are, too.
        width: channels of each level of the pyramid; a multiple of 16.

    Raises:
        UserError: the input's side is no multiple of 32, or the width none of 16.
    """
    if input_side < STRIDES[-1] or input_side % STRIDES[-1]:
        raise UserError(f"sl-fmdet: input_side is {input_side!r}; it must be a multiple of {STRIDES[-1]}")
    if width < REDUCTION or width % REDUCTION:
        raise UserError(f"sl-fmdet: width is {width!r}; it must be a multiple of {REDUCTION}")
    return SLFMDet(
        classes, input_side=input_side, attention=attention, heatmap=heatmap, points=points, width=width
    )
