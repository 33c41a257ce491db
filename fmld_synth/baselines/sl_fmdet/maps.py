"""The face finder as it is packed: maps of what every cell says, so that it takes pictures of any size."""

from __future__ import annotations

import torch
from torch import Tensor, nn

from fmld_synth.baselines.sl_fmdet.network import Head, SLFMDet
from fmld_synth.baselines.sl_fmdet.scales import ANCHORS_PER_CELL
from fmld_synth.errors import UserError

OUTPUTS = ("fine", "middle", "coarse")
"""Names of the maps, by level."""


class FaceMaps(nn.Module):
    """A face finder without anchors, decoding and batch: one map a level.

    Channels go anchor by anchor: first how sure it is of a face, before the logistic function, then the offsets of the
    box, then those of the five points.

    Raises:
        UserError: the network has several classes, or no points.
    """

    def __init__(self, model: SLFMDet) -> None:
        super().__init__()
        if len(model.classes) != 1 or model.point_heads is None:
            raise UserError("only a network of one class that says points can be packed as a face finder")
        self.model = model
        heads = zip(model.score_heads, model.offset_heads, model.point_heads, strict=True)
        self.heads = nn.ModuleList(_joined(*of_level) for of_level in heads)

    def forward(self, images: Tensor) -> tuple[Tensor, ...]:
        """Maps of float (batch, 3, height, width): float (batch, anchors a cell * 15, height / stride, width / stride).

        Height and width are multiples of the greatest stride.
        """
        levels = self.model.look(images)
        return tuple(head(level) for head, level in zip(self.heads, levels, strict=True))


def _joined(scores: nn.Module, offsets: nn.Module, points: nn.Module) -> nn.Conv2d:
    """One convolution for all that is said of an anchor.

    The softmax of two scores is the logistic function of their difference.
    """
    weights, biases = [], []
    for anchor in range(ANCHORS_PER_CELL):
        (background, face), (more, less) = _of(scores, anchor)
        weights.append((face - background)[None])
        biases.append((less - more)[None])
        for head in (offsets, points):
            weight, bias = _of(head, anchor)
            weights.append(weight)
            biases.append(bias)
    weight = torch.cat(weights)
    joined = nn.Conv2d(weight.shape[1], len(weight), 1)
    with torch.no_grad():
        joined.weight.copy_(weight)
        joined.bias.copy_(torch.cat(biases))  # type: ignore[union-attr]
    return joined


def _of(head: nn.Module, anchor: int) -> tuple[Tensor, Tensor]:
    """Weights and biases of what a head says of one anchor of a cell."""
    assert isinstance(head, Head)
    rows = slice(anchor * head.values, (anchor + 1) * head.values)
    assert head.convolution.bias is not None
    return head.convolution.weight[rows], head.convolution.bias[rows]
