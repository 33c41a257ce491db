"""From what a detector says of a batch to the faces in each picture."""

from __future__ import annotations

from typing import NamedTuple

import torch
from torch import Tensor

from fmld_synth.baselines.detection import boxes
from fmld_synth.baselines.detection.suppression import suppress
from fmld_synth.baselines.networks import Detector, Predictions

CONFIDENCE, IOU = 0.5, 0.4
"""AIZOO's thresholds."""
CANDIDATES = 1000
"""Most anchors of a picture that are looked at, the surest: a network that knows nothing is unsure of all of them."""


class Detections(NamedTuple):
    """The faces found in one picture, by falling score; tensors on the CPU.

    boxes: float32 (faces, 4): left, top, right, bottom as fractions of the picture's width and height, 0 to 1.
    scores: float32 (faces,), 0 to 1.
    labels: int64 (faces,): places in the detector's ``classes``.
    probabilities: float32 (faces, classes), 0 to 1; the score is the greatest of them.
    """

    boxes: Tensor
    scores: Tensor
    labels: Tensor
    probabilities: Tensor


@torch.no_grad()
def decode(
    predictions: Predictions, detector: Detector, confidence: float = CONFIDENCE, iou: float = IOU
) -> list[Detections]:
    """The faces in each picture of a batch.

    Args:
        predictions: of the batch.
        detector: whose predictions they are.
        confidence: a face is found where the score of one class is above it; the likeliest class is its label.
        iou: of two faces that overlap by more, of whatever classes, the surer stays.

    Raises:
        ValueError: a threshold is not from 0 to 1.
    """
    if not (0 <= confidence <= 1 and 0 <= iou <= 1):
        raise ValueError(f"confidence {confidence} and iou {iou} must lie from 0 to 1")
    probabilities = detector.probabilities(predictions.scores.float()).cpu()
    offsets, anchors = predictions.offsets.float().cpu(), detector.anchors.cpu()
    return [
        _of_picture(probabilities[i], offsets[i], anchors, detector.variances, confidence, iou)
        for i in range(len(probabilities))
    ]


def _of_picture(
    probabilities: Tensor,
    offsets: Tensor,
    anchors: Tensor,
    variances: tuple[float, float],
    confidence: float,
    iou: float,
) -> Detections:
    ordered, places = probabilities.amax(dim=-1).sort(descending=True, stable=True)
    sure = places[:CANDIDATES][ordered[:CANDIDATES] > confidence]
    probabilities = probabilities[sure]
    scores, labels = probabilities.max(dim=-1)
    corners = boxes.decode(offsets[sure], anchors[sure], variances)
    chosen = suppress(corners, scores, iou)
    return Detections(corners[chosen].clamp(0, 1), scores[chosen], labels[chosen], probabilities[chosen])
