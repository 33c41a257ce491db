"""The figures of an evaluation that baselines are compared by."""

from __future__ import annotations

from collections.abc import Iterable

from pydantic import BaseModel

from fmld_synth.baselines.evaluation.classification import ClassFigures
from fmld_synth.baselines.evaluation.detection import DetectedClass
from fmld_synth.baselines.evaluation.figures import Figure
from fmld_synth.baselines.evaluation.portraits import PortraitClass
from fmld_synth.baselines.evaluation.report import EvaluationReport
from fmld_synth.dataset.label_schemes import label_scheme

INCORRECT = "incorrect"


class Quality(BaseModel):
    """How right a network is on one set.

    Attributes:
        faces: that were judged; of detectors on pictures of one face, pictures.
        labels: label scheme it is judged by.
        accuracy: share of faces, or of pictures of one face, that got the right class; None for detectors on scenes.
        balanced_accuracy: mean recall of the classes; likewise.
        ap50: mean average precision at an IoU of 0.50; of detectors on scenes alone.
        incorrect_recall: of incorrectly worn masks; None where no class holds these alone.
        faces_not_found: that the finder missed before a classifier could judge them.
        report: folder with everything else.
    """

    faces: int
    labels: str
    accuracy: Figure | None = None
    balanced_accuracy: Figure | None = None
    ap50: float | None = None
    incorrect_recall: Figure | None = None
    faces_not_found: int = 0
    report: str = ""

    @property
    def headline(self) -> float | None:
        """The figure that a plot shows: accuracy, of detectors on scenes AP50."""
        return self.ap50 if self.accuracy is None else self.accuracy.value


def quality_of(report: EvaluationReport, folder: str) -> Quality:
    """What a comparison takes from an evaluation whose report lies in ``folder``."""
    quality = Quality(faces=0, labels=report.labels, faces_not_found=report.faces_not_found, report=folder)
    if report.classification is not None:
        classified = report.classification
        quality.faces, quality.accuracy = classified.faces, classified.accuracy
        quality.balanced_accuracy = classified.balanced_accuracy
        quality.incorrect_recall = _incorrect_recall(report.labels, classified.classes)
    elif report.detection is not None:
        detected = report.detection
        quality.faces, quality.ap50 = detected.faces, detected.mean_ap50
        quality.incorrect_recall = _incorrect_recall(report.labels, detected.classes)
    else:
        portraits = report.portraits[0]
        quality.faces, quality.accuracy = portraits.pictures, portraits.right
        quality.balanced_accuracy = portraits.balanced_accuracy
        quality.incorrect_recall = _incorrect_recall(portraits.label_scheme, portraits.classes)
    return quality


def _incorrect_recall(
    scheme: str, classes: Iterable[ClassFigures | DetectedClass | PortraitClass]
) -> Figure | None:
    by_label = label_scheme(scheme).by_label
    wanted = by_label.get(INCORRECT)
    if wanted is None or list(by_label.values()).count(wanted) > 1:
        return None
    return next((one.recall for one in classes if one.name == wanted), None)
