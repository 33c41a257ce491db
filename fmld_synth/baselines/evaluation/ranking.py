"""How well a class's probability ranks faces: average precision, and precision at a recall, with their intervals."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from fmld_synth.baselines.evaluation.bootstrap import times_drawn
from fmld_synth.baselines.evaluation.confusion import Counts, Floats
from fmld_synth.baselines.evaluation.curves import Flags
from fmld_synth.baselines.evaluation.figures import Figure, figure

RECALL = 0.90
"""Share of a class's faces that is to be found; its precision there says what that costs."""
ROUNDING = 1e-9
"""Of sums of weights: a recall less than this below the wanted one has reached it."""


class Ranking(NamedTuple):
    """Of one class against the rest; without value where the class does not occur.

    average_precision: mean precision over the recall gained, without interpolation.
    precision_at_recall: at the strictest threshold that finds :data:`RECALL` of the class.
    """

    average_precision: Figure
    precision_at_recall: Figure


def measure_rankings(
    probabilities: Floats, labels: Counts, groups: Counts, shares: Floats | None = None, *, seed: int
) -> list[Ranking]:
    """Rankings of all classes.

    Args:
        probabilities: float64 (faces, classes).
        labels, groups: int64 (faces,): true classes, and numbers of the groups that are resampled.
        shares: float64 (classes,): how frequent the classes shall count; None to take them as they are.
        seed: of the resampling.
    """
    number = int(groups.max()) + 1
    places = range(probabilities.shape[1])

    def statistics(weights: Floats) -> list[Floats]:
        if shares is not None:
            weights = in_shares(weights, labels, shares)
        return [rank_statistics(probabilities[:, place], labels == place, weights) for place in places]

    values = statistics(np.ones((1, len(labels))))
    if number == 1:
        return [Ranking(*(_plain(value) for value in one[0])) for one in values]
    drawn = [statistics(times[:, groups].astype(np.float64)) for times in times_drawn(number, seed=seed)]
    resampled = [np.concatenate([part[place] for part in drawn]) for place in places]
    return [
        Ranking(*(figure(float(value), many[:, column]) for column, value in enumerate(one[0])))
        for one, many in zip(values, resampled, strict=True)
    ]


def rank_statistics(scores: Floats, positive: Flags, weights: Floats) -> Floats:
    """Average precision, and precision at :data:`RECALL`, of weighted faces: float64 (resamples, 2).

    Args:
        scores: float64 (faces,): the class's probability; faces of equal score enter together.
        positive: bool (faces,): the face is of the class.
        weights: float64 (resamples, faces), at least 0.

    Returns:
        nan where no face of the class has any weight.
    """
    order = np.argsort(-scores, kind="stable")
    last_of_its_score = np.append(np.diff(scores[order]) != 0, True)
    sorted_weights = weights[:, order]
    everything = np.cumsum(sorted_weights, axis=1)[:, last_of_its_score]
    right = np.cumsum(sorted_weights * positive[order], axis=1)[:, last_of_its_score]
    with np.errstate(invalid="ignore", divide="ignore"):
        recall = right / right[:, -1:]
        precision = np.where(everything > 0, right / everything, 0.0)
    average = (np.diff(recall, prepend=0.0, axis=1) * precision).sum(axis=1)
    reached = (recall >= RECALL - ROUNDING).argmax(axis=1)
    at_recall = precision[np.arange(len(weights)), reached]
    return np.column_stack([average, np.where(np.isnan(average), np.nan, at_recall)])


def in_shares(weights: Floats, labels: Counts, shares: Floats) -> Floats:
    """Weights whose sums over the faces of each class are the class's share; nan where a class has no weight.

    Args:
        weights: float64 (resamples, faces).
        labels: int64 (faces,).
        shares: float64 (classes,), 0 for classes without faces.
    """
    sums = np.stack([weights[:, labels == place].sum(axis=1) for place in range(len(shares))], axis=1)
    factors = np.full(sums.shape, np.nan)
    np.divide(np.broadcast_to(shares, sums.shape), sums, out=factors, where=sums > 0)
    scaled: Floats = weights * factors[:, labels]
    # A class that a resample lacks has no faces to count: without it the mixture is not the one asked for.
    lacking = ((shares > 0) & (sums == 0)).any(axis=1)
    scaled[lacking] = np.nan
    return scaled


def _plain(value: float) -> Figure:
    return Figure(value=None if np.isnan(value) else float(value))
