"""A whole evaluation: a model, a set, and the folder that the report goes into."""

from __future__ import annotations

import time
from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from typing import Literal

import torch

from fmld_synth.baselines.data.splits import splits_of
from fmld_synth.baselines.evaluation.found_faces import find_boxes, shows_one_face
from fmld_synth.baselines.evaluation.judged import JudgedScenes, classify_faces, detect_faces
from fmld_synth.baselines.evaluation.label_mapping import LabelMapping, choose_mapping, map_labels
from fmld_synth.baselines.evaluation.report import EvaluationReport, Skipped, write_report
from fmld_synth.baselines.evaluation.results import (
    write_classification,
    write_detection,
    write_portraits,
)
from fmld_synth.baselines.face_finding.choosing import ChosenFinding, Finding, choose_finding, refuse_finding
from fmld_synth.baselines.face_finding.gamma import correct_gamma
from fmld_synth.baselines.harness.model_file import ModelDescription, load_model
from fmld_synth.baselines.networks import Classifier, Detector
from fmld_synth.dataset.annotations import AnnotatedImage
from fmld_synth.dataset.label_schemes import label_scheme
from fmld_synth.dataset.readers import detect_format, find_reader
from fmld_synth.errors import UserError
from fmld_synth.execution.reproducible import reproducible_kernels
from fmld_synth.progress import Watcher

AUTO, ALL = "auto", "all"
SPLITS = ("test", "val", "train", ALL)
FaceSource = Literal["boxes", "finder"]


@dataclass(frozen=True)
class Evaluation:
    """What to evaluate, and how.

    Attributes:
        model: a baseline's name, a model file or a run's folder.
        dataset: folder of the set.
        output: folder of the report; made if need be, files of an earlier report are replaced.
        device: where the model runs.
        format: of the set; ``auto`` finds out.
        split: ``test``, ``val``, ``train`` or ``all``.
        labels: label scheme to judge by; ``auto`` takes the model's, or the finest that model and set share.
        faces: where a classifier's faces come from: the set's ``boxes``, or the ``finder``.
        finding: how the finder finds them; nothing may be said of it where faces are the set's boxes.
        batch_size: pictures at a time.
        confidence: least score of a detection; detectors only.
        iou: of two detections that overlap by more, the surer stays; detectors only.
        seed: of the intervals.
    """

    model: str
    dataset: Path
    output: Path
    device: torch.device
    format: str = AUTO
    split: str = "test"
    labels: str = AUTO
    faces: FaceSource = "boxes"
    finding: Finding = field(default_factory=Finding)
    batch_size: int = 16
    confidence: float = 0.5
    iou: float = 0.4
    seed: int = 0


@reproducible_kernels()
def evaluate(evaluation: Evaluation, watcher: Watcher) -> EvaluationReport:
    """Evaluate a model on a set and write the report.

    Raises:
        UserError: model or set cannot be read, an option is wrong or does not fit them, a face's class is unknown to
            the model, or there is nothing to evaluate.
    """
    start = time.perf_counter()
    model, description = load_model(evaluation.model, evaluation.device)
    model = model.for_release()
    finding = _finding(evaluation, description.baseline, detector=isinstance(model, Detector))
    format_name = detect_format(evaluation.dataset) if evaluation.format == AUTO else evaluation.format
    images = _images(evaluation, format_name)
    mapping = _mapping(evaluation, description, images)
    evaluation.output.mkdir(parents=True, exist_ok=True)
    report = EvaluationReport(
        model=evaluation.model,
        baseline=description.baseline,
        model_labels=description.label_scheme,
        labels=mapping.scheme.name,
        dataset=str(evaluation.dataset),
        format=format_name,
        split=evaluation.split,
        images=len(images),
        device=str(evaluation.device),
        seconds=0.0,
        seed=evaluation.seed,
    )
    if isinstance(model, Classifier):
        pictures = _evaluate_classifier(
            model, description, mapping, images, evaluation, finding, report, watcher
        )
    else:
        pictures = _evaluate_detector(model, mapping, images, evaluation, report, watcher)
    report.seconds = round(time.perf_counter() - start, 2)
    write_report(report, evaluation.output, pictures)
    return report


def _finding(evaluation: Evaluation, baseline: str, *, detector: bool) -> ChosenFinding | None:
    """How faces are found; None where they are not looked for."""
    if detector:
        if evaluation.faces == "finder":
            raise UserError("--faces finder: a detector finds faces itself; leave the option out")
        refuse_finding(evaluation.finding)
        return None
    if evaluation.faces == "boxes":
        if evaluation.finding != Finding():
            raise UserError("options about the finder belong to --faces finder; add that, or leave them out")
        return None
    return choose_finding(evaluation.finding, baseline, evaluation.device)


def _evaluate_classifier(
    model: Classifier,
    description: ModelDescription,
    mapping: LabelMapping,
    images: Sequence[AnnotatedImage],
    evaluation: Evaluation,
    finding: ChosenFinding | None,
    report: EvaluationReport,
    watcher: Watcher,
) -> list[str]:
    """Fill in the report and write what goes beside it: names of the pictures."""
    report.faces_from = evaluation.faces
    prepare = None
    if finding is not None:
        report.finder, report.gamma = finding.name, finding.gamma
        prepare = partial(correct_gamma, gamma=finding.gamma)
        images, report.faces_not_found = find_boxes(images, watcher, finding.make, prepare)
    judged = classify_faces(
        model,
        mapping,
        images,
        margin=description.crop_margin,
        device=evaluation.device,
        batch_size=evaluation.batch_size,
        watcher=watcher,
        prepare=prepare,
    )
    report.skipped = _skipped(judged.skipped)
    if not judged.faces:
        raise _nothing(evaluation, len(judged.skipped))
    return write_classification(judged, mapping, description.crop_margin, report, evaluation.output)


def _evaluate_detector(
    model: Detector,
    mapping: LabelMapping,
    images: Sequence[AnnotatedImage],
    evaluation: Evaluation,
    report: EvaluationReport,
    watcher: Watcher,
) -> list[str]:
    """Fill in the report and write what goes beside it: names of the pictures."""
    portraits = all(shows_one_face(image) for image in images)
    judged = detect_faces(
        model,
        mapping,
        images,
        iou=evaluation.iou,
        device=evaluation.device,
        batch_size=evaluation.batch_size,
        watcher=watcher,
    )
    report.skipped = _skipped(judged.skipped)
    if portraits:
        judged = JudgedScenes([scene for scene in judged.scenes if len(scene.labels)], judged.skipped)
    if not any(len(scene.labels) for scene in judged.scenes):
        raise _nothing(evaluation, len(judged.skipped))
    write = write_portraits if portraits else write_detection
    return write(judged.scenes, mapping, evaluation.confidence, report, evaluation.output)


def _images(evaluation: Evaluation, format_name: str) -> list[AnnotatedImage]:
    if evaluation.split not in SPLITS:
        raise UserError(f"--split {evaluation.split}: there is no such split; valid: {', '.join(SPLITS)}")
    images = list(find_reader(format_name)(evaluation.dataset))
    if evaluation.split == ALL:
        return images
    splits = splits_of(images)
    if not splits[evaluation.split]:
        held = ", ".join(f"{name} {len(part):,}" for name, part in splits.items())
        raise UserError(
            f"--split {evaluation.split}: {evaluation.dataset} has no such images ({held}); use --split {ALL} or "
            "another"
        )
    return splits[evaluation.split]


def _mapping(
    evaluation: Evaluation, description: ModelDescription, images: Sequence[AnnotatedImage]
) -> LabelMapping:
    own = label_scheme(description.label_scheme)
    if evaluation.labels == AUTO:
        return choose_mapping(own, description.classes, images)
    return map_labels(own, description.classes, label_scheme(evaluation.labels))


def _skipped(skipped: Sequence[tuple[Path, str]]) -> list[Skipped]:
    return [Skipped(path=path, reason=reason) for path, reason in skipped]


def _nothing(evaluation: Evaluation, skipped: int) -> UserError:
    reason = f"; {skipped:,} images cannot be read" if skipped else ""
    return UserError(
        f"{evaluation.dataset} has no labelled face in its {evaluation.split} part{reason}: name another --split or set"
    )
