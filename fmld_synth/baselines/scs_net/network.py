"""SCS-Net: sharpened cosine similarities beside convolutions.

Masud, Siddiqui, Sadiq, Masood, "SCS-Net: An efficient and practical approach towards Face Mask Detection", Procedia
Computer Science 218 (2023) 1878-1887.
"""

from __future__ import annotations

import copy
import itertools
from collections.abc import Callable
from typing import Any

import torch
from torch import Tensor, nn

from fmld_synth.baselines.networks import Classifier
from fmld_synth.baselines.preprocessing import Preprocessing
from fmld_synth.baselines.scs_net.layer import SharpenedCosineSimilarity
from fmld_synth.baselines.scs_net.plain import PlainSimilarity, plain_gated, plain_pooled
from fmld_synth.baselines.scs_net.pooling import gated_similarity, pooled_similarity
from fmld_synth.errors import UserError

SIDE = 224
MID_GRAY = 127.5
CHANNELS = (3, 8, 16, 32, 64, 128)
GATED = 3  # stages with a convolution
PICTURES_AT_ONCE = 8
"""Of a larger batch on a processor: with more, what is computed in between leaves its cache, and training takes 1.3 to
1.8 times as long."""


class ScsNet(Classifier):
    """Five stages of similarities, each pooled to half the side; rectified convolutions weigh those of the first three.

    Args:
        classes: names, in the order of the outputs.
        p_init, q_init: see :class:`SharpenedCosineSimilarity`.
    """

    def __init__(self, classes: tuple[str, ...], p_init: float = 3.5, q_init: float = 20.0) -> None:
        centerd = Preprocessing(height=SIDE, width=SIDE, mean=(MID_GRAY,) * 3, scale=1 / MID_GRAY)
        super().__init__(classes, centerd)
        sizes = list(itertools.pairwise(CHANNELS))
        self.similarities = nn.ModuleList(
            SharpenedCosineSimilarity(before, after, padding=int(stage > 0), p_init=p_init, q_init=q_init)
            for stage, (before, after) in enumerate(sizes)
        )
        self.convolutions = nn.ModuleList(
            open_gates(nn.Conv2d(before, after, 3, padding=int(stage > 0)))
            for stage, (before, after) in enumerate(sizes[:GATED])
        )
        self.excitation = SqueezeExcitation(CHANNELS[GATED], hidden=2)
        self.scores = nn.Linear(CHANNELS[-1] * 7 * 7, len(classes))
        self.gated: Callable[[Any, Tensor, Tensor], tuple[Tensor, Tensor]] = gated_similarity
        self.pooled: Callable[[Any, Tensor], Tensor] = pooled_similarity

    def forward(self, images: Tensor) -> Tensor:
        """Scores before the softmax: float (batch, classes) of float (batch, 3, 224, 224)."""
        if images.device.type != "cpu" or len(images) <= PICTURES_AT_ONCE:
            return self._scores(images)
        return torch.cat([self._scores(part) for part in images.split(PICTURES_AT_ONCE)])

    def _scores(self, images: Tensor) -> Tensor:
        similar = gates = images.contiguous(memory_format=torch.channels_last)  # faster
        for similarity, convolution in zip(self.similarities, self.convolutions, strict=False):
            similar, gates = self.gated(similarity, similar, convolution(gates))
        similar = self.excitation(similar)
        for similarity in self.similarities[GATED:]:
            similar = self.pooled(similarity, similar)
        scores: Tensor = self.scores(similar.flatten(1))
        return scores

    def for_release(self) -> ScsNet:
        """In operations that other programs know, in evaluation mode; this network stays as it is."""
        same = copy.deepcopy(self).eval()
        same.similarities = nn.ModuleList(
            PlainSimilarity(layer) if isinstance(layer, SharpenedCosineSimilarity) else layer
            for layer in same.similarities
        )
        same.gated, same.pooled = plain_gated, plain_pooled
        return same


def open_gates(convolution: nn.Conv2d) -> nn.Conv2d:
    """The convolution, started anew so that its rectified outputs weigh similarities: near 1, more at some patterns.

    Kernels are of He and others' length ("Delving deep into rectifiers", 2015) and sum to nought, so that brightness
    alone closes no gate. PyTorch's own start leaves some gates of the third stage closed on every picture, and with
    them all that is behind, for good.
    """
    kernels = convolution.weight
    nn.init.kaiming_normal_(kernels, nonlinearity="relu")
    with torch.no_grad():
        kernels -= kernels.mean((1, 2, 3), keepdim=True)
    assert convolution.bias is not None
    nn.init.ones_(convolution.bias)
    return convolution


class SqueezeExcitation(nn.Module):
    """Weighs channels by what is in the whole image (Hu, Shen, Sun, "Squeeze-and-excitation networks", 2018)."""

    def __init__(self, channels: int, hidden: int) -> None:
        super().__init__()
        self.squeeze = nn.Linear(channels, hidden)
        self.excite = nn.Linear(hidden, channels)

    def forward(self, images: Tensor) -> Tensor:
        """float (batch, channels, rows, columns), in and out."""
        weights: Tensor = self.excite(self.squeeze(images.mean((2, 3))).relu()).sigmoid()
        return images * weights.view(-1, images.shape[1], 1, 1)


def build(classes: tuple[str, ...], *, p_init: float = 3.5, q_init: float = 20.0) -> ScsNet:
    """SCS-Net with fresh weights.

    Args:
        classes: names, in the order of the outputs.
        p_init, q_init: where the similarities' exponents and floors start.

    Raises:
        UserError: p_init is not positive.
    """
    if not p_init > 0:
        raise UserError(f"scs-net: p_init = {p_init}: an exponent is positive; the usual start is 3.5")
    return ScsNet(classes, p_init, q_init)
