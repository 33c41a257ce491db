"""Curves of one class against the rest: receiver operating characteristic, and precision over recall."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
import numpy.typing as npt

Floats = npt.NDArray[np.float64]
Flags = npt.NDArray[np.bool_]


class Curve(NamedTuple):
    """Points from the strictest to the most lenient threshold, float64 (points,), 0 to 1.

    ROC: x false positive rate, y true positive rate. Precision-recall: x recall, y precision.
    """

    x: Floats
    y: Floats


def roc_curve(scores: Floats, positive: Flags) -> Curve:
    """The curve of a class, from (0, 0) to (1, 1); faces of equal score enter together.

    Args:
        scores: float64 (faces,): the class's probability.
        positive: bool (faces,): the face is of the class. Both kinds must occur.
    """
    right, wrong = _counts(scores, positive)
    return Curve(np.append(0.0, wrong / wrong[-1]), np.append(0.0, right / right[-1]))


def area_under(roc: Curve) -> float:
    """The chance that a face of the class scores more than one of the rest, ties counting half: 0 to 1."""
    widths, heights = np.diff(roc.x), (roc.y[1:] + roc.y[:-1]) / 2
    return float((widths * heights).sum())


def precision_recall_curve(scores: Floats, positive: Flags) -> Curve:
    """The curve of a class, one point a threshold; see :func:`roc_curve`. A face of the class must occur."""
    right, wrong = _counts(scores, positive)
    return Curve(right / right[-1], right / (right + wrong))


def average_precision(curve: Curve) -> float:
    """Mean precision over the recall gained, without interpolation: 0 to 1."""
    return float((np.diff(curve.x, prepend=0.0) * curve.y).sum())


def _counts(scores: Floats, positive: Flags) -> tuple[Floats, Floats]:
    """Faces of the class, and of the rest, at or above each score that occurs, the highest first."""
    order = np.argsort(-scores, kind="stable")
    last_of_its_score = np.append(np.diff(scores[order]) != 0, True)
    right = np.cumsum(positive[order])[last_of_its_score]
    all_faces = np.flatnonzero(last_of_its_score) + 1
    return right.astype(np.float64), (all_faces - right).astype(np.float64)
