"""Figures with their intervals, as reports write them."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
from pydantic import BaseModel

from fmld_synth.baselines.evaluation.bootstrap import interval, resampled_counts
from fmld_synth.baselines.evaluation.confusion import Counts, Floats


class Figure(BaseModel):
    """A figure, 0 to 1, and its 95 % interval; None where it has no meaning."""

    value: float | None
    low: float | None = None
    high: float | None = None

    def __str__(self) -> str:
        if self.value is None:
            return "–"
        if self.low is None or self.high is None:
            return f"{self.value:.3f}"
        return f"{self.value:.3f} ({self.low:.3f}–{self.high:.3f})"


class Figures:
    """Makes figures of one set of groups; all are about the same resamples.

    Args:
        by_group: int64 (groups, ...): counts of each group. Of a single group there are no intervals.
        seed: of the resamples.
    """

    def __init__(self, by_group: Counts, seed: int) -> None:
        self.groups = len(by_group)
        self._total = by_group.sum(axis=0)
        self._resampled = resampled_counts(by_group, seed=seed) if self.groups > 1 else None

    def of(self, statistic: Callable[[Counts], Floats]) -> list[Figure]:
        """The figures that a statistic gives.

        Args:
            statistic: from int64 (..., counts of a group) to float64 (...) or (..., figures).
        """
        values = np.atleast_1d(statistic(self._total))
        if self._resampled is None:
            return [Figure(value=None if np.isnan(value) else float(value)) for value in values]
        drawn = statistic(self._resampled).reshape(len(self._resampled), -1)
        return [figure(float(value), drawn[:, place]) for place, value in enumerate(values)]


def figure(value: float, drawn: Floats) -> Figure:
    """A figure and its interval.

    Args:
        value: of the set itself; nan where it has no meaning.
        drawn: float64 (resamples,), nan where a resample gives it no meaning.
    """
    limits = interval(drawn)
    if np.isnan(value) or limits is None:
        return Figure(value=None)
    return Figure(value=value, low=limits.low, high=limits.high)
