"""All figures of a classifier, from the probabilities of each face and its true class."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np
from pydantic import BaseModel

from fmld_synth.baselines.evaluation.bootstrap import group_numbers
from fmld_synth.baselines.evaluation.calibration import Bin, expected_calibration_error, reliability
from fmld_synth.baselines.evaluation.confusion import (
    Counts,
    Floats,
    accuracy,
    balanced_accuracy,
    confusion_by_group,
    f1_score,
    precision,
    recall,
)
from fmld_synth.baselines.evaluation.curves import area_under, roc_curve
from fmld_synth.baselines.evaluation.figures import Figure, Figures
from fmld_synth.baselines.evaluation.mixture import MixtureFigures, measure_in_mixture
from fmld_synth.baselines.evaluation.ranking import measure_rankings
from fmld_synth.baselines.evaluation.slices import Slice
from fmld_synth.baselines.evaluation.wear_states import StateFigures


class ClassFigures(BaseModel):
    """Figures of one class.

    Attributes:
        name: of the class.
        faces: how many the set has.
        precision, recall, f1: of the most probable class.
        roc_auc: of its probability against the rest; None when one of both is missing.
        average_precision, precision_at_recall: of its probability against the rest; the latter at the strictest
            threshold that finds 0.90 of its faces.
    """

    name: str
    faces: int
    precision: Figure
    recall: Figure
    f1: Figure
    roc_auc: float | None
    average_precision: Figure
    precision_at_recall: Figure


class ClassificationFigures(BaseModel):
    """Figures of a classifier.

    Attributes:
        faces, groups: faces, and people or photographs they belong to, which the intervals resample.
        accuracy, balanced_accuracy: the latter over the classes that occur.
        calibration_error: expected calibration error over 15 bins.
        classes: figures of each.
        absent: classes of which the set has no face; they are left out of the balanced accuracy.
        confusion: rows are true, columns predicted classes.
        reliability: the bins of the calibration.
        mixture: the figures that change when classes are as frequent as elsewhere; None where nobody says how.
        states: recall of each wear state; empty where the set tells none apart within a class.
        sizes: the same faces made small; empty where that was not tried.
        skin_tones: faces by the tone of their skin.
    """

    faces: int
    groups: int
    accuracy: Figure
    balanced_accuracy: Figure
    calibration_error: float
    classes: list[ClassFigures]
    absent: list[str]
    confusion: list[list[int]]
    reliability: list[Bin]
    mixture: MixtureFigures | None = None
    states: list[StateFigures] = []
    sizes: list[Slice] = []
    skin_tones: list[Slice] = []


def measure_classifier(
    probabilities: Floats,
    labels: Counts,
    identities: Sequence[str],
    classes: Sequence[str],
    *,
    prior: Mapping[str, float] | None = None,
    seed: int = 0,
) -> ClassificationFigures:
    """Measure a classifier.

    Args:
        probabilities: float64 (faces, classes), at least one face.
        labels: int64 (faces,): the true classes.
        identities: of each face; faces that share one are resampled together.
        classes: their names.
        prior: shares of classes elsewhere, see :func:`~fmld_synth.baselines.evaluation.mixture.measure_in_mixture`.
        seed: of the resampling.

    Raises:
        UserError: the prior fits neither classes nor faces.
    """
    predicted = probabilities.argmax(axis=1)
    groups = group_numbers(identities)
    by_group = confusion_by_group(labels, predicted, groups, len(classes))
    figures, confusion = Figures(by_group, seed), by_group.sum(axis=0)
    bins = reliability(probabilities.max(axis=1), predicted == labels)
    return ClassificationFigures(
        faces=len(labels),
        groups=figures.groups,
        accuracy=figures.of(accuracy)[0],
        balanced_accuracy=figures.of(balanced_accuracy)[0],
        calibration_error=expected_calibration_error(bins),
        classes=_class_figures(probabilities, labels, groups, classes, figures, seed),
        absent=[name for name, faces in zip(classes, confusion.sum(axis=1), strict=True) if not faces],
        confusion=confusion.tolist(),
        reliability=bins,
        mixture=measure_in_mixture(probabilities, labels, groups, classes, figures, prior, seed=seed)
        if prior
        else None,
    )


def _class_figures(
    probabilities: Floats,
    labels: Counts,
    groups: Counts,
    classes: Sequence[str],
    figures: Figures,
    seed: int,
) -> list[ClassFigures]:
    precisions, recalls, f1_scores = (figures.of(statistic) for statistic in (precision, recall, f1_score))
    rankings = measure_rankings(probabilities, labels, groups, seed=seed)
    rows = []
    for place, name in enumerate(classes):
        scores, positive = probabilities[:, place], labels == place
        occurs, is_not_all = bool(positive.any()), bool((~positive).any())
        rows.append(
            ClassFigures(
                name=name,
                faces=int(np.count_nonzero(positive)),
                precision=precisions[place],
                recall=recalls[place],
                f1=f1_scores[place],
                roc_auc=area_under(roc_curve(scores, positive)) if occurs and is_not_all else None,
                average_precision=rankings[place].average_precision,
                precision_at_recall=rankings[place].precision_at_recall,
            )
        )
    return rows
