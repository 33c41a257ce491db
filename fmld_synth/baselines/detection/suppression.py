"""Non-maximum suppression: of detections that overlap much, only the surest stays."""

from __future__ import annotations

import torch
from torch import Tensor

from fmld_synth.baselines.detection.boxes import pairwise_iou


def suppress(boxes: Tensor, scores: Tensor, iou: float) -> Tensor:
    """Choose boxes by falling score; each that is chosen rules out all that overlap it by more than ``iou``.

    Args:
        boxes: float (n, 4) corners.
        scores: float (n,); of equal ones the first goes first.
        iou: 0 to 1.

    Returns:
        int64 (chosen,): places of the chosen boxes, by falling score.
    """
    waiting = scores.argsort(descending=True, stable=True)
    chosen = [waiting[:0]]
    while len(waiting):
        first, others = waiting[:1], waiting[1:]
        chosen.append(first)
        waiting = others[pairwise_iou(boxes[first], boxes[others])[0] <= iou]
    return torch.cat(chosen)
