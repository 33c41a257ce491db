"""Which found face is which true face."""

from __future__ import annotations

import numpy as np
import torch

from fmld_synth.baselines.detection.boxes import pairwise_iou
from fmld_synth.baselines.evaluation.confusion import Counts, Floats
from fmld_synth.baselines.evaluation.judged import JudgedScene

LEAST_IOU = 0.5
BACKGROUND, IGNORED = -1, -2


def match(scene: JudgedScene, confidence: float) -> Counts:
    """For each found face the true face it is, whatever their classes.

    The surest goes first and takes the true face that overlaps most, of those still free, by an IoU of at least 0.5.

    Args:
        scene: its detections are by falling score.
        confidence: less certain detections count as not made.

    Returns:
        int64 (detections at or above the confidence,): the true face's number, ``BACKGROUND``, or ``IGNORED`` for those
        that lie on a face which is not to be counted.
    """
    boxes = scene.found.boxes[scene.found.scores >= confidence]
    overlaps = pairwise_iou(torch.from_numpy(boxes), torch.from_numpy(scene.boxes)).numpy()
    matched, free = np.full(len(boxes), BACKGROUND, np.int64), np.ones(len(scene.boxes), bool)
    for row in range(len(boxes) if len(scene.boxes) else 0):
        best = int((overlaps[row] * free).argmax())
        if free[best] and overlaps[row, best] >= LEAST_IOU:
            matched[row], free[best] = best, False
    on_ignored = _share_inside(boxes, scene.ignored).max(axis=1, initial=0.0) >= LEAST_IOU
    matched[(matched == BACKGROUND) & on_ignored] = IGNORED
    return matched


def confusion_with_background(scene: JudgedScene, confidence: float, classes: int) -> Counts:
    """Confusion matrix of one picture, int64 (classes + 1, classes + 1).

    The last row counts detections where there is no face, the last column faces that are not found.

    Args:
        scene: a picture.
        confidence: less certain detections count as not made.
        classes: how many there are.
    """
    matched = match(scene, confidence)
    confusion = np.zeros((classes + 1, classes + 1), np.int64)
    counted = matched != IGNORED
    true = np.append(scene.labels, classes)[np.maximum(matched, BACKGROUND)]  # the last is the background's
    np.add.at(confusion, (true[counted], scene.found.labels[: len(matched)][counted]), 1)
    missed = np.setdiff1d(np.arange(len(scene.labels)), matched)
    np.add.at(confusion, (scene.labels[missed], np.full(len(missed), classes)), 1)
    return confusion


def _share_inside(boxes: Floats, others: Floats) -> Floats:
    """float64 (boxes, others): share of each box's area that lies in each of the others."""
    first = np.maximum(boxes[:, None, :2], others[None, :, :2])
    last = np.minimum(boxes[:, None, 2:], others[None, :, 2:])
    areas = np.prod(boxes[:, 2:] - boxes[:, :2], axis=1)[:, None]
    shares: Floats = np.prod(np.clip(last - first, 0.0, None), axis=2) / np.maximum(
        areas, np.finfo(np.float64).tiny
    )
    return shares
