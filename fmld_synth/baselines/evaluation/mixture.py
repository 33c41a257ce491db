"""Figures in another mixture of the classes than the set's: what counts where incorrectly worn masks are rare.

A set collected for its incorrect masks has many of them, life has few, and precision depends on how many there are. The
recall of each class stays; faces are weighed so that each class has the share that it has elsewhere (Saerens et al.,
Adjusting the outputs of a classifier to new a priori probabilities, Neural Computation 14(1), 2002, section 2, whose
assumption it shares: within a class, faces are alike here and there). What the model says of a face is not changed.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import partial

import numpy as np
from pydantic import BaseModel

from fmld_synth.baselines.evaluation.confusion import Counts, Floats, accuracy, precision
from fmld_synth.baselines.evaluation.figures import Figure, Figures
from fmld_synth.baselines.evaluation.ranking import measure_rankings
from fmld_synth.errors import UserError
from fmld_synth.names import known

WHOLE = 1.0
ROUNDING = 1e-6
"""Shares that people write sum to 1 within this."""


class ClassInMixture(BaseModel):
    """A class where it has another share; see ``ClassFigures`` for the figures."""

    name: str
    share: float
    precision: Figure
    average_precision: Figure
    precision_at_recall: Figure


class MixtureFigures(BaseModel):
    """What changes with the mixture: accuracy, and how far a class can be believed."""

    accuracy: Figure
    classes: list[ClassInMixture]


def measure_in_mixture(
    probabilities: Floats,
    labels: Counts,
    groups: Counts,
    classes: Sequence[str],
    figures: Figures,
    prior: Mapping[str, float],
    *,
    seed: int,
) -> MixtureFigures:
    """Measure a classifier in another mixture.

    Args:
        probabilities, labels, groups: see :func:`~fmld_synth.baselines.evaluation.ranking.measure_rankings`.
        classes: their names.
        figures: of the confusion matrices of the groups.
        prior: see :func:`class_shares`.
        seed: of the resampling.

    Raises:
        UserError: the prior fits neither classes nor faces.
    """
    shares = class_shares(prior, np.bincount(labels, minlength=len(classes)), classes)
    reweigh = partial(reweighed, shares=shares)
    precisions = figures.of(lambda counts: precision(reweigh(counts)))
    rankings = measure_rankings(probabilities, labels, groups, shares, seed=seed)
    return MixtureFigures(
        accuracy=figures.of(lambda counts: accuracy(reweigh(counts)))[0],
        classes=[
            ClassInMixture(
                name=name,
                share=float(share),
                precision=one,
                average_precision=ranking.average_precision,
                precision_at_recall=ranking.precision_at_recall,
            )
            for name, share, one, ranking in zip(classes, shares, precisions, rankings, strict=True)
            if share > 0
        ],
    )


def class_shares(prior: Mapping[str, float], faces: Counts, classes: Sequence[str]) -> Floats:
    """The share of each class, float64 (classes,), summing to 1.

    Args:
        prior: shares of one or more classes by name; the others divide the rest as their faces do.
        faces: int64 (classes,): how many the set has.
        classes: names.

    Raises:
        UserError: a name is unknown, a class has no faces to weigh, or the shares do not make a whole.
    """
    shares = np.zeros(len(classes))
    for name, share in prior.items():
        place = list(classes).index(known(name, classes, "class", where="`prior`"))
        if not 0 < share <= WHOLE:
            raise UserError(f"`prior` {name}={share:g}: a share lies above 0 and is at most 1")
        if not faces[place]:
            raise UserError(f"`prior` {name}={share:g}: the set has no face of that class; leave it out")
        shares[place] = share
    others = np.where(shares > 0, 0, faces)
    rest = WHOLE - shares.sum()
    if abs(rest) <= ROUNDING and not others.any():
        return np.asarray(shares / shares.sum(), np.float64)
    if rest <= ROUNDING or not others.any():
        raise UserError(
            f"`prior`: the shares sum to {shares.sum():g}; "
            + ("leave some for the other classes" if others.any() else "of all classes they must sum to 1")
        )
    return np.asarray(shares + rest * others / others.sum(), np.float64)


def reweighed(confusion: Counts, shares: Floats) -> Floats:
    """Confusion matrices whose rows sum to the classes' shares.

    Args:
        confusion: int64 (..., classes, classes).
        shares: float64 (classes,); a class with a share but without faces makes its matrix nan.
    """
    faces = confusion.sum(axis=-1, keepdims=True)
    with np.errstate(invalid="ignore", divide="ignore"):
        rows = np.where(faces > 0, confusion / faces, np.nan) * shares[:, np.newaxis]
    return np.asarray(np.where(shares[:, np.newaxis] > 0, rows, 0.0), np.float64)
