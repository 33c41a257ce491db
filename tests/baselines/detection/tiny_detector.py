"""A detector whose predictions are given, for tests of what comes after the network."""

from __future__ import annotations

import torch
from torch import Tensor

from fmld_synth.baselines.networks import Detector, Predictions, Targets
from fmld_synth.baselines.preprocessing import Preprocessing


class TinyDetector(Detector):
    """Four anchors, one in each quarter of the picture, and a fifth on the first."""

    def __init__(self) -> None:
        super().__init__(("mask", "bare"), Preprocessing(height=8, width=8))
        self.register_buffer(
            "anchors",
            torch.tensor(
                [
                    [0.25, 0.25, 0.4, 0.4],
                    [0.75, 0.25, 0.4, 0.4],
                    [0.25, 0.75, 0.4, 0.4],
                    [0.75, 0.75, 0.4, 0.4],
                    [0.26, 0.25, 0.4, 0.4],
                ]
            ),
        )

    def forward(self, images: Tensor) -> Predictions:
        raise NotImplementedError

    def losses(self, predictions: Predictions, targets: list[Targets]) -> dict[str, Tensor]:
        raise NotImplementedError

    def probabilities(self, scores: Tensor) -> Tensor:
        return scores.sigmoid()
