"""Calibration: whether a model is as often right as it claims (Guo et al., On calibration of modern neural networks,
ICML 2017)."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
import numpy.typing as npt

BINS = 15


class Bin(NamedTuple):
    """Faces whose confidence, the probability of the predicted class, lies in one part of 0 to 1.

    low, high: its limits; the upper one belongs to it.
    faces: how many.
    confidence: their mean, 0 to 1.
    accuracy: share of them that are classified right, 0 to 1.
    """

    low: float
    high: float
    faces: int
    confidence: float
    accuracy: float


def reliability(
    confidence: npt.NDArray[np.float64], right: npt.NDArray[np.bool_], bins: int = BINS
) -> list[Bin]:
    """The bins that hold faces, by rising confidence.

    Args:
        confidence: float64 (faces,), 0 to 1.
        right: bool (faces,): the face is classified right.
        bins: how many, of equal width.
    """
    edges = np.linspace(0.0, 1.0, bins + 1)
    places = np.clip(np.searchsorted(edges, confidence, side="left") - 1, 0, bins - 1)
    return [
        Bin(
            float(edges[place]),
            float(edges[place + 1]),
            int(inside.sum()),
            float(confidence[inside].mean()),
            float(right[inside].mean()),
        )
        for place in range(bins)
        if (inside := places == place).any()
    ]


def expected_calibration_error(filled: list[Bin]) -> float:
    """Mean distance between confidence and accuracy, weighted by the faces of each bin: 0 to 1."""
    faces = sum(one.faces for one in filled)
    return sum(one.faces * abs(one.confidence - one.accuracy) for one in filled) / faces
