"""SCS-Net: sharpened cosine similarities beside convolutions.

Masud, Siddiqui, Sadiq, Masood, "SCS-Net: An efficient and practical approach towards Face Mask Detection", Procedia
Computer Science 218 (2023) 1878-1887.
"""

from __future__ import annotations

import itertools

import torch
from torch import Tensor, nn
from torch.nn import functional

from fmld_synth.baselines.networks import Classifier
from fmld_synth.baselines.preprocessing import Preprocessing
from fmld_synth.baselines.scs_net.layer import SharpenedCosineSimilarity
from fmld_synth.baselines.scs_net.pooling import gated_similarity, pooled_similarity

SIDE = 224
CHANNELS = (3, 8, 16, 32, 64, 128)
CONVOLUTIONS = 3  # stages that have one


class ScsNet(Classifier):
    """Five stages of similarities, each pooled to half the side; convolutions weigh those of the first three."""

    def __init__(self, classes: tuple[str, ...], p: float = 0.0, q: float = 3.0) -> None:
        super().__init__(classes, Preprocessing(height=SIDE, width=SIDE))
        sizes = list(itertools.pairwise(CHANNELS))
        self.similarities = nn.ModuleList(
            SharpenedCosineSimilarity(before, after, padding=int(stage > 0), p=p, q=q)
            for stage, (before, after) in enumerate(sizes)
        )
        self.convolutions = nn.ModuleList(
            nn.Conv2d(before, after, 3, padding=int(stage > 0))
            for stage, (before, after) in enumerate(sizes[:CONVOLUTIONS])
        )
        self.excitation = SqueezeExcitation(CHANNELS[CONVOLUTIONS], hidden=2)
        self.scores = nn.Linear(CHANNELS[-1] * 7 * 7, len(classes))

    def forward(self, images: Tensor) -> Tensor:
        """Scores before the softmax: float (batch, classes) of float (batch, 3, 224, 224)."""
        similar = gates = images.contiguous(memory_format=torch.channels_last)
        for similarity, convolution in zip(self.similarities, self.convolutions, strict=False):
            similar, gates = gated_similarity(similarity, similar, convolution(gates))
        similar = self.excitation(similar)
        for similarity in self.similarities[CONVOLUTIONS:]:
            similar = pooled_similarity(similarity, similar)
        scores: Tensor = self.scores(similar.flatten(1))
        return scores


class SqueezeExcitation(nn.Module):
    """Weighs channels by what is in the whole image (Hu, Shen, Sun, "Squeeze-and-excitation networks", 2018)."""

    def __init__(self, channels: int, hidden: int) -> None:
        super().__init__()
        self.squeeze = nn.Linear(channels, hidden)
        self.excite = nn.Linear(hidden, channels)

    def forward(self, images: Tensor) -> Tensor:
        """float (batch, channels, rows, columns), in and out."""
        means = images.mean((2, 3), keepdim=True)
        return images * _pointwise(self.excite, _pointwise(self.squeeze, means).relu()).sigmoid()


def _pointwise(layer: nn.Linear, images: Tensor) -> Tensor:
    """The layer at each place; unlike reshaping to vectors and back, OpenCV runs this with any batch."""
    return functional.conv2d(images, layer.weight[:, :, None, None], layer.bias)


def build(classes: tuple[str, ...], *, p: float = 0.0, q: float = 3.0) -> ScsNet:
    """SCS-Net with fresh weights.

    Args:
        classes: names, in the order of the outputs.
        p, q: where these parameters of the similarities start.
    """
    return ScsNet(classes, p, q)
