"""From what a model said of a set to figures, plots, the gallery and one line of JSON a face or picture."""

from __future__ import annotations

import json
from collections.abc import Sequence
from pathlib import Path

import cv2
import numpy as np

from fmld_synth.baselines.evaluation.classification import ClassificationFigures, measure_classifier
from fmld_synth.baselines.evaluation.coco import CocoFigures, coco_figures
from fmld_synth.baselines.evaluation.confusion import Counts
from fmld_synth.baselines.evaluation.curves import Curve, precision_recall_curve, roc_curve
from fmld_synth.baselines.evaluation.detection import DetectionFigures, measure_detector
from fmld_synth.baselines.evaluation.gallery import (
    AROUND_DETECTIONS,
    Mistake,
    classification_mistakes,
    detection_mistakes,
    draw_gallery,
    portrait_mistakes,
)
from fmld_synth.baselines.evaluation.judged import ClassifiedFaces, JudgedScene
from fmld_synth.baselines.evaluation.label_mapping import LabelMapping, map_labels
from fmld_synth.baselines.evaluation.plots import plot_confusion, plot_curves, plot_reliability
from fmld_synth.baselines.evaluation.portraits import PortraitFigures, measure_portraits, surest_labels
from fmld_synth.baselines.evaluation.report import GALLERY, PREDICTIONS, EvaluationReport, write_lines
from fmld_synth.baselines.evaluation.skin_tone import NOT_SEEN, TONES, tone_of
from fmld_synth.baselines.evaluation.slices import measure_slice
from fmld_synth.baselines.evaluation.wear_states import measure_states
from fmld_synth.dataset.label_schemes import label_scheme
from fmld_synth.errors import UserError
from fmld_synth.files import write_file
from fmld_synth.photographs.framing import Margin

CONFUSION, ROC, PRECISION_RECALL, RELIABILITY = (
    "confusion.png",
    "roc.png",
    "precision_recall.png",
    "reliability.png",
)
MASKED = "masked"
"""Beside its own labels, a detector of portraits is judged by whether there is a mask at all."""


def write_classification(
    judged: ClassifiedFaces, mapping: LabelMapping, margin: Margin, report: EvaluationReport, folder: Path
) -> list[str]:
    """Figures into the report, the rest into the folder: names of the pictures there.

    Args:
        judged: at least one face.
        mapping: to the classes that are judged by.
        margin: that the faces were cut with.
        report: to fill in.
        folder: of the report.
    """
    classes, labels = mapping.classes, judged.labels
    identities = [face.identity for face in judged.faces]
    figures = measure_classifier(
        judged.probabilities, labels, identities, classes, prior=report.prior, seed=report.seed
    )
    _add_slices(figures, judged, classes, report.seed)
    report.classification = figures
    roc, precision_recall = {}, {}
    for place, one in enumerate(figures.classes):
        scores, positive = judged.probabilities[:, place], labels == place
        if one.roc_auc is not None:
            roc[f"{one.name}: {one.roc_auc:.3f}"] = roc_curve(scores, positive)
        if one.average_precision.value is not None:
            curve = precision_recall_curve(scores, positive)
            precision_recall[f"{one.name}: {one.average_precision.value:.3f}"] = curve
    plot_confusion(figures.confusion, classes, classes, folder / CONFUSION)
    plot_curves(
        roc,
        folder / ROC,
        across="false positive rate",
        down="true positive rate",
        title="ROC: area under the curve",
        chance=True,
    )
    _plot_precision_recall(precision_recall, folder)
    plot_reliability(figures.reliability, figures.calibration_error, folder / RELIABILITY)
    write_lines(
        folder / PREDICTIONS,
        (
            json.dumps(
                {
                    "image": face.name,
                    "identity": face.identity,
                    "box": [round(value, 1) for value in face.box],
                    "label": classes[face.label],
                    "wear_state": face.wear_state,
                    "skin_angle": None if face.skin_angle is None else round(face.skin_angle, 1),
                    "probabilities": {
                        name: round(value, 5) for name, value in zip(classes, row, strict=True)
                    },
                }
            )
            for face, row in zip(judged.faces, judged.probabilities.tolist(), strict=True)
        ),
    )
    gallery = _write_gallery(classification_mistakes(judged, classes), margin, folder)
    return [CONFUSION, ROC, PRECISION_RECALL, RELIABILITY, *gallery]


def _add_slices(
    figures: ClassificationFigures, judged: ClassifiedFaces, classes: Sequence[str], seed: int
) -> None:
    """Figures by wear state, by size and by tone of skin."""
    labels, predicted = judged.labels, judged.probabilities.argmax(axis=1)
    identities = np.array([face.identity for face in judged.faces])
    states = [face.wear_state for face in judged.faces]
    figures.states = measure_states(states, labels, predicted, identities.tolist(), classes, seed=seed)
    figures.sizes = [
        measure_slice(f"{side} px", labels, found.argmax(axis=1), identities.tolist(), classes, seed=seed)
        for side, found in judged.made_small.items()
    ]
    tones = np.array([tone_of(face.skin_angle) for face in judged.faces])
    for tone in (*(name for name, _ in TONES), NOT_SEEN):
        some = tones == tone
        if some.any():
            figures.skin_tones.append(
                measure_slice(
                    tone, labels[some], predicted[some], identities[some].tolist(), classes, seed=seed
                )
            )


def write_detection(
    scenes: Sequence[JudgedScene],
    mapping: LabelMapping,
    confidence: float,
    report: EvaluationReport,
    folder: Path,
) -> list[str]:
    """The same of a detector on pictures with boxes; ``confidence`` is the least score of a detection."""
    classes = mapping.classes
    coco = coco_figures(scenes, len(classes))
    figures = measure_detector(scenes, coco, classes, confidence=confidence, seed=report.seed)
    report.detection = figures
    plot_confusion(figures.confusion, [*classes, "no face"], [*classes, "missed"], folder / CONFUSION)
    _plot_precision_recall(_coco_curves(coco, figures), folder)
    _write_detections(scenes, classes, confidence, folder)
    gallery = _write_gallery(detection_mistakes(scenes, classes, confidence), AROUND_DETECTIONS, folder)
    return [CONFUSION, PRECISION_RECALL, *gallery]


def write_portraits(
    scenes: Sequence[JudgedScene],
    mapping: LabelMapping,
    confidence: float,
    report: EvaluationReport,
    folder: Path,
) -> list[str]:
    """The same of a detector on pictures of one labeled face without boxes."""
    labels = np.array([scene.labels[0] for scene in scenes], np.int64)
    found = surest_labels(scenes, confidence, len(mapping.classes))
    identities = [scene.identity for scene in scenes]

    def measured(by: LabelMapping, labels: Counts, found: Counts) -> PortraitFigures:
        return measure_portraits(
            labels,
            found,
            identities,
            by.classes,
            label_scheme=by.scheme.name,
            confidence=confidence,
            seed=report.seed,
        )

    figures = measured(mapping, labels, found)
    report.portraits = [figures]
    coarser = _by_mask(mapping)
    if coarser is not None:
        nothing = len(coarser.classes)
        found_coarser = np.append(coarser.places, nothing)[found]
        report.portraits.append(measured(coarser, coarser.places[labels], found_coarser))
    plot_confusion(figures.confusion, mapping.classes, [*mapping.classes, "missed"], folder / CONFUSION)
    _write_detections(scenes, mapping.classes, confidence, folder)
    mistakes = portrait_mistakes(scenes, mapping.classes, confidence)
    return [CONFUSION, *_write_gallery(mistakes, AROUND_DETECTIONS, folder)]


def _by_mask(mapping: LabelMapping) -> LabelMapping | None:
    """From the classes that are judged by to mask and no mask; None where they are that or do not tell."""
    if mapping.scheme.name == MASKED:
        return None
    try:
        return map_labels(mapping.scheme, mapping.classes, label_scheme(MASKED))
    except UserError:
        return None


def _coco_curves(coco: CocoFigures, figures: DetectionFigures) -> dict[str, Curve]:
    return {
        f"{one.name}: {one.ap50:.3f}": Curve(coco.recall, precision)
        for one, precision in zip(figures.classes, coco.precision50, strict=True)
        if one.ap50 is not None
    }


def _plot_precision_recall(curves: dict[str, Curve], folder: Path) -> None:
    plot_curves(
        curves,
        folder / PRECISION_RECALL,
        across="recall",
        down="precision",
        title="Precision over recall: average precision",
    )


def _write_detections(
    scenes: Sequence[JudgedScene], classes: Sequence[str], confidence: float, folder: Path
) -> None:
    """One line a picture; boxes are left, top, right, bottom as fractions of the picture."""
    lines = []
    for scene in scenes:
        true = [
            {"box": [round(value, 5) for value in box], "label": classes[label]}
            for box, label in zip(scene.boxes.tolist(), scene.labels.tolist(), strict=True)
        ]
        found = [
            {"box": [round(value, 5) for value in box], "label": classes[label], "score": round(score, 5)}
            for box, score, label in zip(*(part.tolist() for part in scene.found), strict=True)
            if score >= confidence
        ]
        lines.append(
            json.dumps({"image": scene.name, "identity": scene.identity, "faces": true, "found": found})
        )
    write_lines(folder / PREDICTIONS, lines)


def _write_gallery(mistakes: Sequence[Mistake], margin: Margin, folder: Path) -> list[str]:
    """Write the gallery: its name, in a list that is empty when there are no mistakes."""
    if not mistakes:
        (folder / GALLERY).unlink(missing_ok=True)  # of an earlier evaluation
        return []
    sheet = cv2.cvtColor(draw_gallery(mistakes, margin), cv2.COLOR_RGB2BGR)
    write_file(folder / GALLERY, cv2.imencode(".png", sheet)[1].tobytes())
    return [GALLERY]
