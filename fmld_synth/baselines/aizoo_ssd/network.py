"""The AIZOO SSD: eight convolutions, and on five of them two branches that say what a face is and where."""

from __future__ import annotations

import copy

import torch
from torch import Tensor, nn
from torch.nn.functional import relu
from torch.nn.utils.fusion import fuse_conv_bn_eval

from fmld_synth.baselines.aizoo_ssd.anchors import SHAPES, make_anchors
from fmld_synth.baselines.detection.multibox_loss import MultiboxLoss
from fmld_synth.baselines.networks import Detector, Predictions, Targets
from fmld_synth.baselines.preprocessing import Preprocessing
from fmld_synth.errors import UserError

LEAST_SIDE = 129
"""Pixels along the smallest input that leaves a cell on the coarsest map."""
CHANNELS = (32, 64, 64, 64, 128, 128, 64, 64)
"""Outputs of the backbone's convolutions."""
POOLED = 6
"""So many of them have their output halved; the last two go on at its size."""
FIRST_TAP = 3
"""From this convolution on each output is looked at for faces."""
HIDDEN = 64
"""Channels inside a branch."""
PRIOR = -2.0
"""First bias of the scores: before any training, faces are rare."""
MATCH_IOU = 0.35
"""At 0.5 a fifth of all upright faces would have no anchor but their best; at 0.35 they have five to twelve each."""
NORM_EPSILON = 1e-3
"""Of the batch norms, as in the published weights."""


class ConvolutionBlock(nn.Module):
    """3x3 convolution and batch norm, before any ReLU; once folded the norm is part of the convolution."""

    def __init__(self, inputs: int, outputs: int, *, padding: int = 1, folded: bool = False) -> None:
        super().__init__()
        self.convolution = nn.Conv2d(inputs, outputs, 3, padding=padding, bias=folded)
        nn.init.kaiming_normal_(self.convolution.weight, nonlinearity="relu")
        self.norm = nn.Identity() if folded else nn.BatchNorm2d(outputs, eps=NORM_EPSILON)

    def forward(self, inputs: Tensor) -> Tensor:
        """float (batch, outputs, height, width)."""
        normed: Tensor = self.norm(self.convolution(inputs))
        return normed


class Branch(nn.Module):
    """What one feature map says of each of its anchors: their scores, or their offsets."""

    def __init__(self, inputs: int, values: int, *, bias: float = 0.0, folded: bool = False) -> None:
        super().__init__()
        self.hidden = ConvolutionBlock(inputs, HIDDEN, folded=folded)
        self.last = nn.Conv2d(HIDDEN, len(SHAPES) * values, 3, padding=1)
        nn.init.normal_(self.last.weight, std=0.01)
        nn.init.constant_(self.last.get_parameter("bias"), bias)

    def forward(self, features: Tensor) -> Tensor:
        """float (batch, cells * anchors a cell * values), cell by cell, anchor by anchor."""
        values: Tensor = self.last(relu(self.hidden(features)))
        return values.permute(0, 2, 3, 1).flatten(1)


class AizooSSD(Detector):
    """The detector.

    With two classes it has 1,012,632 parameters before folding. Each class has a sigmoid of its own; there is no
    output for the background.

    Attributes:
        input_side: of the square input, in pixels.
        folded: whether batch norms are part of the convolutions: faster, but no longer to be trained.
    """

    anchors: Tensor

    def __init__(self, classes: tuple[str, ...], *, input_side: int = 260, folded: bool = False) -> None:
        super().__init__(classes, Preprocessing(height=input_side, width=input_side))
        self.input_side, self.folded = input_side, folded
        self.backbone = nn.ModuleList(
            ConvolutionBlock(inputs, outputs, padding=0 if i == len(CHANNELS) - 1 else 1, folded=folded)
            for i, (inputs, outputs) in enumerate(zip((3, *CHANNELS), CHANNELS, strict=False))
        )
        self.pool = nn.MaxPool2d(2, ceil_mode=True)
        taps = CHANNELS[FIRST_TAP:]
        self.score_branches = nn.ModuleList(
            Branch(channels, len(classes), bias=PRIOR, folded=folded) for channels in taps
        )
        self.offset_branches = nn.ModuleList(Branch(channels, 4, folded=folded) for channels in taps)
        anchors = make_anchors(map_sides(input_side))
        self._anchor_count = len(anchors)
        self.register_buffer("anchors", anchors, persistent=False)
        self.multibox = MultiboxLoss("sigmoid", match_iou=MATCH_IOU, negatives_per_positive=3)

    def forward(self, images: Tensor) -> Predictions:
        """Predictions of float (batch, 3, side, side), RGB, 0 to 1."""
        # Channels last: faster on processors and graphics cards alike, above all in the pools.
        features = images.contiguous(memory_format=torch.channels_last)
        scores, offsets = [], []
        for i, block in enumerate(self.backbone):
            features = block(features)
            if i < FIRST_TAP:
                # Pool, then ReLU: the same values, as neither changes an order, from a quarter of the work.
                features = relu(self.pool(features))
                continue
            features = relu(features)
            scores.append(self.score_branches[i - FIRST_TAP](features))
            offsets.append(self.offset_branches[i - FIRST_TAP](features))
            if i < POOLED:
                features = self.pool(features)
        return Predictions(self._by_anchor(scores, len(self.classes)), self._by_anchor(offsets, 4))

    def _by_anchor(self, maps: list[Tensor], values: int) -> Tensor:
        """float (batch, anchors, values). Constants, no arithmetic on shapes: the exported graph stays plain."""
        return torch.cat(maps, dim=1).reshape(-1, self._anchor_count, values)

    def losses(self, predictions: Predictions, targets: list[Targets]) -> dict[str, Tensor]:
        """``classes`` and ``boxes``, see ``MultiboxLoss``."""
        return self.multibox(predictions, targets, self.anchors, self.variances)

    def probabilities(self, scores: Tensor) -> Tensor:
        """float (batch, anchors, classes): a sigmoid for each class."""
        return scores.sigmoid()

    def for_release(self) -> AizooSSD:
        """With its batch norms folded into the convolutions: the same outputs from fewer and faster layers.

        It is in evaluation mode, and its model file has the setting ``folded = true``. The running statistics of the
        norms are used; this network stays as it is.
        """
        folded = copy.deepcopy(self).eval()
        for block in folded.modules():
            if isinstance(block, ConvolutionBlock) and isinstance(block.norm, nn.BatchNorm2d):
                block.convolution = fuse_conv_bn_eval(block.convolution, block.norm)
                block.norm = nn.Identity()
        folded.folded = True
        return folded


def map_sides(input_side: int) -> list[int]:
    """Cells along each side of the feature maps that are looked at, the finest first."""
    sides = [input_side]
    for _ in range(POOLED):
        sides.append((sides[-1] + 1) // 2)
    return [*sides[FIRST_TAP:], sides[-1] - 2]


def build(classes: tuple[str, ...], *, input_side: int = 260, folded: bool = False) -> AizooSSD:
    """The network with fresh weights.

    Args:
        classes: names, in the order of the outputs.
        input_side: in pixels; 260 and 360 are published, with 5,972 and 11,000 anchors.
        folded: for weights whose batch norms are folded.

    Raises:
        UserError: the input is too small for the coarsest feature map.
    """
    if input_side < LEAST_SIDE:
        raise UserError(f"aizoo-ssd: input_side is {input_side}; it must be at least {LEAST_SIDE}")
    return AizooSSD(classes, input_side=input_side, folded=folded)
