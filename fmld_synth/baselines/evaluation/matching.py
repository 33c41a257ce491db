"""Which found face is which true face."""

from __future__ import annotations

import numpy as np
import torch

from fmld_synth.baselines.detection.boxes import pairwise_iou, shares_inside
from fmld_synth.baselines.detection.pairing import NOTHING, pair_up
from fmld_synth.baselines.evaluation.confusion import Counts
from fmld_synth.baselines.evaluation.judged import JudgedScene

LEAST_IOU = 0.5
BACKGROUND, IGNORED = NOTHING, -2


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
    boxes = torch.from_numpy(scene.found.boxes[scene.found.scores >= confidence])
    matched = pair_up(pairwise_iou(boxes, torch.from_numpy(scene.boxes)), LEAST_IOU).numpy()
    if len(scene.ignored):
        on_ignored = shares_inside(boxes, torch.from_numpy(scene.ignored)).amax(dim=1).numpy() >= LEAST_IOU
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
