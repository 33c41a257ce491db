"""All figures of a detector on pictures that show one face and come without boxes, as sets of class folders do."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from pydantic import BaseModel

from fmld_synth.baselines.evaluation.bootstrap import group_numbers
from fmld_synth.baselines.evaluation.confusion import (
    Counts,
    Floats,
    accuracy,
    balanced_accuracy,
    confusion_by_group,
    precision,
    recall,
)
from fmld_synth.baselines.evaluation.figures import Figure, Figures
from fmld_synth.baselines.evaluation.judged import JudgedScene


class PortraitClass(BaseModel):
    """Figures of one class; pictures without a detection count against its recall."""

    name: str
    pictures: int
    found: Figure
    precision: Figure
    recall: Figure


class PortraitFigures(BaseModel):
    """Figures of a detector by the surest detection of each picture.

    Attributes:
        label_scheme: whose classes these are.
        pictures, groups: pictures, and people or photographs they belong to, which the intervals resample.
        confidence: least score of a detection.
        found: share of pictures with a detection.
        right: share of all pictures whose surest detection is of the right class.
        right_of_found: share of the pictures with a detection.
        balanced_accuracy: mean recall of the classes that occur, misses counted.
        classes: figures of each.
        absent: classes of which the set has no picture.
        confusion: rows are true, columns found classes; the last column counts pictures without a detection.
    """

    label_scheme: str
    pictures: int
    groups: int
    confidence: float
    found: Figure
    right: Figure
    right_of_found: Figure
    balanced_accuracy: Figure
    classes: list[PortraitClass]
    absent: list[str]
    confusion: list[list[int]]


def surest_labels(scenes: Sequence[JudgedScene], confidence: float, classes: int) -> Counts:
    """int64 (pictures,): class of the surest detection; ``classes`` where there is none at or above the confidence."""
    return np.array(
        [
            scene.found.labels[0]
            if len(scene.found.scores) and scene.found.scores[0] >= confidence
            else classes
            for scene in scenes
        ],
        np.int64,
    )


def measure_portraits(
    labels: Counts,
    found: Counts,
    identities: Sequence[str],
    classes: Sequence[str],
    *,
    label_scheme: str,
    confidence: float,
    seed: int = 0,
) -> PortraitFigures:
    """Measure a detector.

    Args:
        labels: int64 (pictures,): true classes, at least one picture.
        found: int64 (pictures,): found classes, ``len(classes)`` where nothing is found.
        identities: of each picture; those that share one are resampled together.
        classes: their names.
        label_scheme: name of the scheme they come from.
        confidence: least score of a detection; for the report.
        seed: of the resampling.
    """
    by_group = confusion_by_group(labels, found, group_numbers(identities), len(classes) + 1)
    figures, confusion = Figures(by_group, seed), by_group.sum(axis=0)
    found_of_class, precisions, recalls = (figures.of(one) for one in (_found_by_class, precision, recall))
    numbers = confusion.sum(axis=1)[:-1].tolist()
    return PortraitFigures(
        label_scheme=label_scheme,
        pictures=len(labels),
        groups=figures.groups,
        confidence=confidence,
        found=figures.of(_found)[0],
        right=figures.of(accuracy)[0],
        right_of_found=figures.of(lambda counts: accuracy(counts[..., :-1, :-1]))[0],
        balanced_accuracy=figures.of(balanced_accuracy)[0],
        classes=[
            PortraitClass(
                name=name,
                pictures=numbers[place],
                found=found_of_class[place],
                precision=precisions[place],
                recall=recalls[place],
            )
            for place, name in enumerate(classes)
        ],
        absent=[name for name, number in zip(classes, numbers, strict=True) if not number],
        confusion=confusion[:-1].tolist(),
    )


def _found(counts: Counts) -> Floats:
    """float64 (...): share of pictures with a detection; the last column counts those without."""
    pictures = counts.sum(axis=(-2, -1))
    shares: Floats = 1 - counts[..., -1].sum(axis=-1) / pictures
    return shares


def _found_by_class(counts: Counts) -> Floats:
    """float64 (..., classes + 1): the same of each class; nan for those that do not occur."""
    pictures = counts.sum(axis=-1).astype(np.float64)
    pictures[pictures == 0] = np.nan
    shares: Floats = 1 - counts[..., -1] / pictures
    return shares
