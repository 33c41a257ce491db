"""Average precision of detections at one overlap, to choose an epoch by; ``evaluation`` reports more.

It is the exact area under the curve. faster-coco-eval, which ``evaluation`` uses, averages over 101 recalls, as COCO
does: up to 0.003 away on random detections in 300 pictures, which would choose other epochs than the published ones.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import torch
from torch import Tensor

from fmld_synth.baselines.detection.boxes import pairwise_iou, shares_inside
from fmld_synth.baselines.detection.decoding import Detections
from fmld_synth.baselines.detection.pairing import NOTHING, pair_up
from fmld_synth.baselines.networks import Targets

MOSTLY = 0.5
"""Share of a detection on an ignored face from which on it does not count, as in COCO's evaluation of crowds."""


def average_precisions(
    found: Sequence[Detections], true: Sequence[Targets], classes: int, iou: float = 0.5
) -> list[float]:
    """The area under the precision-recall curve of each class, with precision made monotonous (Everingham et al.,
    The Pascal Visual Object Classes challenge, 2015, section 4.2).

    Args:
        found: detections of each picture.
        true: faces of each picture, in the same order.
        classes: how many there are.
        iou: least overlap with a true face of the same class.

    Returns:
        0 to 1 for each class; nan for one without faces.
    """
    return [_of_class(number, found, true, iou) for number in range(classes)]


def _of_class(number: int, found: Sequence[Detections], true: Sequence[Targets], iou: float) -> float:
    faces = sum(int((targets.labels == number).sum()) for targets in true)
    if not faces:
        return float("nan")
    scores, hits = [np.zeros(0)], [np.zeros(0, bool)]
    for detections, targets in zip(found, true, strict=True):
        mine = detections.labels == number
        hit, counts = _matched(
            detections.boxes[mine], targets.boxes[targets.labels == number], targets.ignored, iou
        )
        scores.append(detections.scores[mine][counts].numpy())
        hits.append(hit[counts].numpy())
    right = np.concatenate(hits)[np.argsort(-np.concatenate(scores), kind="stable")]
    true_positives = np.cumsum(right)
    precision = true_positives / np.arange(1, len(right) + 1)
    envelope = np.maximum.accumulate(precision[::-1])[::-1]
    return float(envelope[right].sum() / faces)  # recall grows by 1 / faces at every hit


def _matched(boxes: Tensor, faces: Tensor, ignored: Tensor | None, iou: float) -> tuple[Tensor, Tensor]:
    """Which detections, by falling score, hit a face that none hit before; and which count at all.

    Detections that miss, but lie for the most part on an ignored face, do not count.
    """
    hit = pair_up(pairwise_iou(boxes, faces), iou) != NOTHING
    if ignored is None or not len(ignored):
        return hit, torch.ones(len(boxes), dtype=torch.bool)
    return hit, hit | (shares_inside(boxes, ignored).amax(dim=1) < MOSTLY)
