"""The same figures on some of the faces, or on all of them made small, so that gaps show."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from pydantic import BaseModel

from fmld_synth.baselines.evaluation.bootstrap import group_numbers
from fmld_synth.baselines.evaluation.confusion import Counts, balanced_accuracy, confusion_by_group, recall
from fmld_synth.baselines.evaluation.figures import Figure, Figures


class Slice(BaseModel):
    """Some faces.

    Attributes:
        name: what they have in common.
        faces: how many.
        balanced_accuracy: over the classes that occur among them.
        recalls: of each class; without value where it does not occur.
        numbers: faces of each class.
    """

    name: str
    faces: int
    balanced_accuracy: Figure
    recalls: dict[str, Figure]
    numbers: dict[str, int]


def measure_slice(
    name: str,
    labels: Counts,
    predicted: Counts,
    identities: Sequence[str],
    classes: Sequence[str],
    *,
    seed: int = 0,
) -> Slice:
    """Measure some faces, at least one.

    Args:
        name: of the slice.
        labels, predicted: int64 (faces,).
        identities: of each face; those that share one are resampled together.
        classes: names.
        seed: of the resampling.
    """
    by_group = confusion_by_group(labels, predicted, group_numbers(identities), len(classes))
    figures = Figures(by_group, seed)
    return Slice(
        name=name,
        faces=len(labels),
        balanced_accuracy=figures.of(balanced_accuracy)[0],
        recalls=dict(zip(classes, figures.of(recall), strict=True)),
        numbers=dict(zip(classes, np.bincount(labels, minlength=len(classes)).tolist(), strict=True)),
    )
