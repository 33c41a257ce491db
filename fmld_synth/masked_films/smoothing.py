"""Landmarks that do not tremble: smoothed over time, in both directions, at the times at which frames are shown.

Each point is the value of a parabola fitted to it over the frames around, nearer ones weighing more: local regression
of the second degree with tricube weights (Cleveland, "Robust locally weighted regression and smoothing scatterplots",
1979). At a steady rate this is a filter of Savitzky and Golay, which follows movement without lagging behind; unlike
that one it also knows frames at uneven times, and the first and last frames of a film.
"""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from fmld_synth.geometry import FloatArray

REACH = 0.3
"""Seconds to either side that decide where a point lies; ``benchmarks/measure_film_jitter.py`` shows what it does."""
_SINGULAR = 1e-9
"""Determinant from which on the frames around say nothing about a parabola."""

Weights = npt.NDArray[np.float64]


def weights_around(seconds: Weights, at: int, reach: float = REACH) -> Weights:
    """How much each frame says of where points lie in one of them.

    Args:
        seconds: float64 (frames,), rising: when each is shown.
        at: place of the frame asked about.
        reach: seconds to either side; 0 smooths nothing.

    Returns:
        float64 (frames,), summing to 1. The frame itself alone counts where too few others lie within reach.
    """
    alone = np.zeros(len(seconds))
    alone[at] = 1.0
    if reach <= 0:
        return alone
    away = (seconds - seconds[at]) / reach
    near = np.maximum(1 - np.abs(away) ** 3, 0) ** 3
    s0, s1, s2, s3, s4 = (float((near * away**power).sum()) for power in range(5))
    first, second, third = s2 * s4 - s3 * s3, s2 * s3 - s1 * s4, s1 * s3 - s2 * s2
    determinant = s0 * first + s1 * second + s2 * third
    if determinant < _SINGULAR:
        return alone
    weights: Weights = near * (first + second * away + third * away * away) / determinant
    return weights


def smoothed(landmarks: FloatArray, weights: Weights) -> FloatArray:
    """Landmarks (frames, points, 3) weighted to one set: float32 (points, 3)."""
    sums = np.zeros(landmarks.shape[1:])
    for one, weight in zip(landmarks, weights, strict=True):
        if weight:
            sums += weight * one
    return sums.astype(np.float32)
