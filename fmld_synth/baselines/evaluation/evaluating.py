"""A whole evaluation: a model, a set, and the folder that the report goes into."""

from __future__ import annotations

import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path

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
from fmld_synth.baselines.face_finding.choosing import (
    ChosenFinder,
    FinderOptions,
    choose_finder,
    refuse_finder,
)
from fmld_synth.baselines.face_finding.gamma import correct_gamma
from fmld_synth.baselines.harness.model_file import ModelDescription, load_model
from fmld_synth.baselines.networks import Classifier, Detector
from fmld_synth.baselines.registry import find_baseline
from fmld_synth.choices import FaceSource, SplitToEvaluate, checked
from fmld_synth.dataset.annotations import AnnotatedImage
from fmld_synth.dataset.label_schemes import label_scheme
from fmld_synth.dataset.readers import AUTO
from fmld_synth.dataset.readers.open_set import OpenSet, open_set
from fmld_synth.errors import UserError, printable
from fmld_synth.execution.reproducible import reproducible_kernels
from fmld_synth.files import make_folder
from fmld_synth.locking import locked
from fmld_synth.progress import Watcher

ALL = "all"


@dataclass(frozen=True)
class Evaluation:
    """What to evaluate, and how.

    Attributes:
        model: a baseline's name, a model file or a run's folder.
        dataset: folder of the set.
        output: folder of the report; made if need be, files of an earlier report are replaced.
        device: where the model runs.
        format: of the set; ``auto`` finds out.
        classes: what its class names mean, see :func:`~fmld_synth.dataset.readers.open_set.open_set`.
        split: ``test``, ``val``, ``train`` or ``all``.
        labels: label scheme to judge by; ``auto`` takes the model's, or the finest that model and set share.
        faces: where a classifier's faces come from: the set's ``boxes``, or the ``finder``.
        finder_options: how the finder finds them; nothing may be said of it where faces are the set's boxes.
        batch_size: pictures at a time.
        confidence: least score of a detection; detectors only.
        iou: of two detections that overlap by more, the surer stays; detectors only.
        prior: shares that classes have elsewhere; figures are given in that mixture, too. Those that are not named
            divide the rest. Classifiers only.
        face_sides: longer sides in pixels that faces are brought to, to see what size costs; classifiers only.
        seed: of the intervals.
    """

    model: str
    dataset: Path
    output: Path
    device: torch.device
    format: str = AUTO
    classes: Mapping[str, str] | None = None
    split: str = "test"
    labels: str = AUTO
    faces: FaceSource = "boxes"
    finder_options: FinderOptions = field(default_factory=FinderOptions)
    batch_size: int = 16
    confidence: float = 0.5
    iou: float = 0.4
    prior: Mapping[str, float] = field(default_factory=dict)
    face_sides: Sequence[int] = ()
    seed: int = 0


@reproducible_kernels()
def evaluate(evaluation: Evaluation, watcher: Watcher) -> EvaluationReport:
    """Evaluate a model on a set and write the report.

    Raises:
        UserError: model or set cannot be read, an option is wrong or does not fit them, a face's class is unknown to
            the model, or there is nothing to evaluate.
    """
    with locked(evaluation.output):
        return _evaluate(evaluation, watcher)


def _evaluate(evaluation: Evaluation, watcher: Watcher) -> EvaluationReport:
    start = time.perf_counter()
    model, description = load_model(evaluation.model, evaluation.device)
    model = model.for_release()
    finder = _finder(evaluation, description.baseline, detector=isinstance(model, Detector))
    opened = open_set(evaluation.dataset, evaluation.format, evaluation.classes)
    images = _images(evaluation, opened)
    mapping = _mapping(evaluation, description, images)
    make_folder(evaluation.output)
    report = EvaluationReport(
        model=evaluation.model,
        baseline=description.baseline,
        model_labels=description.label_scheme,
        labels=mapping.scheme.name,
        dataset=printable(str(evaluation.dataset)),
        format=opened.format,
        split=evaluation.split,
        images=len(images),
        device=str(evaluation.device),
        seconds=0.0,
        seed=evaluation.seed,
        prior=dict(evaluation.prior),
    )
    if isinstance(model, Classifier):
        pictures = _evaluate_classifier(
            model, description, mapping, images, evaluation, finder, report, watcher
        )
    else:
        pictures = _evaluate_detector(model, mapping, images, evaluation, report, watcher)
    report.seconds = round(time.perf_counter() - start, 2)
    write_report(report, evaluation.output, pictures)
    return report


def _finder(evaluation: Evaluation, baseline: str, *, detector: bool) -> ChosenFinder | None:
    """How faces are found; None where they are not looked for."""
    if detector:
        if evaluation.faces == "finder":
            raise UserError("`faces='finder'`: a detector finds faces itself; leave it out")
        if evaluation.prior:
            raise UserError("`prior`: figures in another mixture are of classifiers; leave it out")
        refuse_finder(evaluation.finder_options)
        return None
    if evaluation.faces == "boxes":
        if evaluation.finder_options != FinderOptions():
            raise UserError(
                "options about the finder belong to `faces='finder'`; add that, or leave them out"
            )
        return None
    return choose_finder(evaluation.finder_options, find_baseline(baseline).face_finding, evaluation.device)


def _evaluate_classifier(
    model: Classifier,
    description: ModelDescription,
    mapping: LabelMapping,
    images: Sequence[AnnotatedImage],
    evaluation: Evaluation,
    finder: ChosenFinder | None,
    report: EvaluationReport,
    watcher: Watcher,
) -> list[str]:
    """Fill in the report and write what goes beside it: names of the pictures."""
    report.faces_from = evaluation.faces
    prepare = None
    if finder is not None:
        report.finder, report.gamma = finder.name, finder.gamma
        prepare = partial(correct_gamma, gamma=finder.gamma)
        images, report.faces_not_found = find_boxes(images, watcher, finder.make, prepare)
    judged = classify_faces(
        model,
        mapping,
        images,
        margin=description.crop_margin,
        device=evaluation.device,
        batch_size=evaluation.batch_size,
        watcher=watcher,
        prepare=prepare,
        sides=evaluation.face_sides,
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


def _images(evaluation: Evaluation, opened: OpenSet) -> list[AnnotatedImage]:
    checked(evaluation.split, SplitToEvaluate, "split")
    images = list(opened(evaluation.dataset))
    if evaluation.split == ALL:
        return images
    splits = splits_of(images)
    if not splits[evaluation.split]:
        held = ", ".join(f"{name} {len(part):,}" for name, part in splits.items())
        raise UserError(
            f"`split` {evaluation.split}: {evaluation.dataset} has no such images ({held}); use `split={ALL!r}` or "
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
        f"{evaluation.dataset} has no labeled face in its {evaluation.split} part{reason}: name another `split` or set"
    )
