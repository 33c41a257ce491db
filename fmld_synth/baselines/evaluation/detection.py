"""All figures of a detector on pictures with boxes."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from pydantic import BaseModel

from fmld_synth.baselines.evaluation.bootstrap import group_numbers
from fmld_synth.baselines.evaluation.coco import CocoFigures
from fmld_synth.baselines.evaluation.confusion import Counts, precision, recall
from fmld_synth.baselines.evaluation.figures import Figure, Figures
from fmld_synth.baselines.evaluation.judged import JudgedScene
from fmld_synth.baselines.evaluation.matching import confusion_with_background


class DetectedClass(BaseModel):
    """Figures of one class.

    Attributes:
        name: of the class.
        faces: how many the set has.
        ap, ap50: average precision, mean over IoUs of 0.50 to 0.95 and at 0.50; None without faces.
        precision, recall: of detections at or above the confidence, IoU at least 0.50.
    """

    name: str
    faces: int
    ap: float | None
    ap50: float | None
    precision: Figure
    recall: Figure


class DetectionFigures(BaseModel):
    """Figures of a detector.

    Attributes:
        pictures, groups: pictures, and people or photographs they belong to, which the intervals resample.
        faces, ignored: to be found, and neither to be found nor missed (difficult or not labeled).
        mean_ap, mean_ap50: over the classes that occur; the former is COCO's mAP.
        confidence: of the detections that ``precision``, ``recall`` and ``confusion`` count.
        classes: figures of each.
        absent: classes of which the set has no face.
        confusion: rows are true, columns found classes; the last row counts false alarms, the last column misses.
    """

    pictures: int
    groups: int
    faces: int
    ignored: int
    mean_ap: float | None
    mean_ap50: float | None
    confidence: float
    classes: list[DetectedClass]
    absent: list[str]
    confusion: list[list[int]]


def measure_detector(
    scenes: Sequence[JudgedScene],
    coco: CocoFigures,
    classes: Sequence[str],
    *,
    confidence: float,
    seed: int = 0,
) -> DetectionFigures:
    """Measure a detector.

    Args:
        scenes: pictures with true and found faces, at least one.
        coco: their average precisions.
        classes: names of the classes.
        confidence: detections below it count as not made, except for average precision.
        seed: of the resampling.
    """
    by_group = scene_confusions(scenes, confidence, len(classes))
    figures, confusion = Figures(by_group, seed), by_group.sum(axis=0)
    precisions, recalls = figures.of(precision), figures.of(recall)
    faces = confusion.sum(axis=1)[:-1].tolist()
    return DetectionFigures(
        pictures=len(scenes),
        groups=figures.groups,
        faces=sum(faces),
        ignored=sum(len(scene.ignored) for scene in scenes),
        mean_ap=_mean(coco.ap),
        mean_ap50=_mean(coco.ap50),
        confidence=confidence,
        classes=[
            DetectedClass(
                name=name,
                faces=faces[place],
                ap=_known(coco.ap[place]),
                ap50=_known(coco.ap50[place]),
                precision=precisions[place],
                recall=recalls[place],
            )
            for place, name in enumerate(classes)
        ],
        absent=[name for name, number in zip(classes, faces, strict=True) if not number],
        confusion=confusion.tolist(),
    )


def scene_confusions(scenes: Sequence[JudgedScene], confidence: float, classes: int) -> Counts:
    """Confusion matrix with background of each group: int64 (groups, classes + 1, classes + 1)."""
    numbers = group_numbers([scene.identity for scene in scenes])
    by_group = np.zeros((numbers.max() + 1, classes + 1, classes + 1), np.int64)
    for number, scene in zip(numbers, scenes, strict=True):
        by_group[number] += confusion_with_background(scene, confidence, classes)
    return by_group


def _known(value: float) -> float | None:
    return None if np.isnan(value) else float(value)


def _mean(values: np.ndarray[tuple[int], np.dtype[np.float64]]) -> float | None:
    known = values[~np.isnan(values)]
    return float(known.mean()) if len(known) else None
