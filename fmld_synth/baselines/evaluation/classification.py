"""All figures of a classifier, from the probabilities of each face and its true class."""

from __future__ import annotations

from collections.abc import Sequence

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
from fmld_synth.baselines.evaluation.curves import (
    area_under,
    average_precision,
    precision_recall_curve,
    roc_curve,
)
from fmld_synth.baselines.evaluation.figures import Figure, Figures


class ClassFigures(BaseModel):
    """Figures of one class.

    Attributes:
        name: of the class.
        faces: how many the set has.
        precision, recall, f1: of the most probable class.
        roc_auc, average_precision: of its probability against the rest; None when one of both is missing.
    """

    name: str
    faces: int
    precision: Figure
    recall: Figure
    f1: Figure
    roc_auc: float | None
    average_precision: float | None


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


def measure_classifier(
    probabilities: Floats, labels: Counts, identities: Sequence[str], classes: Sequence[str], *, seed: int = 0
) -> ClassificationFigures:
    """Measure a classifier.

    Args:
        probabilities: float64 (faces, classes), at least one face.
        labels: int64 (faces,): the true classes.
        identities: of each face; faces that share one are resampled together.
        classes: their names.
        seed: of the resampling.
    """
    predicted = probabilities.argmax(axis=1)
    by_group = confusion_by_group(labels, predicted, group_numbers(identities), len(classes))
    figures, confusion = Figures(by_group, seed), by_group.sum(axis=0)
    bins = reliability(probabilities.max(axis=1), predicted == labels)
    return ClassificationFigures(
        faces=len(labels),
        groups=figures.groups,
        accuracy=figures.of(accuracy)[0],
        balanced_accuracy=figures.of(balanced_accuracy)[0],
        calibration_error=expected_calibration_error(bins),
        classes=_class_figures(probabilities, labels, classes, figures),
        absent=[name for name, faces in zip(classes, confusion.sum(axis=1), strict=True) if not faces],
        confusion=confusion.tolist(),
        reliability=bins,
    )


def _class_figures(
    probabilities: Floats, labels: Counts, classes: Sequence[str], figures: Figures
) -> list[ClassFigures]:
    precisions, recalls, f1_scores = (figures.of(statistic) for statistic in (precision, recall, f1_score))
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
                average_precision=average_precision(precision_recall_curve(scores, positive))
                if occurs
                else None,
            )
        )
    return rows
