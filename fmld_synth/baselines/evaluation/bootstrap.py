"""Intervals by the bootstrap (Efron and Tibshirani, An introduction to the bootstrap, 1993, chapter 13).

Pictures of one person, or made from one photograph, are alike: drawn singly they would feign certainty, so whole groups
are drawn.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import NamedTuple

import numpy as np

from fmld_synth.baselines.evaluation.confusion import Counts, Floats

RESAMPLES = 2000
COVERED = 0.95
AT_ONCE = 100
"""Resamples that are counted together; more only need more memory."""


class Interval(NamedTuple):
    """Lower and upper limit."""

    low: float
    high: float


def group_numbers(names: Sequence[str]) -> Counts:
    """int64 (faces,): a number for each group's name, counted from 0."""
    _, numbers = np.unique(np.asarray(names, dtype=str), return_inverse=True)
    return np.asarray(numbers, np.int64)


def resampled_counts(by_group: Counts, *, seed: int, resamples: int = RESAMPLES) -> Counts:
    """Draw as many groups as there are, with replacement, and add up their counts.

    Args:
        by_group: int64 (groups, ...): counts of each group, such as its confusion matrix.
        seed: equal seeds draw equal groups.
        resamples: how often.

    Returns:
        int64 (resamples, ...).
    """
    groups = len(by_group)
    flat = by_group.reshape(groups, -1).astype(
        np.float64
    )  # products of floats are quick, and exact below 2^53
    parts = [drawn @ flat for drawn in times_drawn(groups, seed=seed, resamples=resamples)]
    return np.asarray(np.concatenate(parts), np.int64).reshape(resamples, *by_group.shape[1:])


def times_drawn(groups: int, *, seed: int, resamples: int = RESAMPLES) -> Iterator[Counts]:
    """How often each group is drawn, some resamples at a time: int64 (some resamples, groups).

    Args:
        groups: how many there are; every resample draws as many.
        seed, resamples: see :func:`resampled_counts`, which draws the same.
    """
    random = np.random.default_rng(seed)
    for start in range(0, resamples, AT_ONCE):
        number = min(AT_ONCE, resamples - start)
        yield random.multinomial(groups, np.full(groups, 1 / groups), size=number)


def interval(values: Floats) -> Interval | None:
    """The middle 95 % of a figure over all resamples.

    Args:
        values: float64 (resamples,); nan where a resample lacks what the figure is about.

    Returns:
        None when it is nan in all of them.
    """
    known = values[~np.isnan(values)]
    if not len(known):
        return None
    low, high = np.quantile(known, [(1 - COVERED) / 2, (1 + COVERED) / 2])
    return Interval(float(low), float(high))
