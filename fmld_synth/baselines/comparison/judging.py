"""Evaluating one network of a comparison."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import NamedTuple

import torch

from fmld_synth.baselines.comparison.entry_models import EntryModel
from fmld_synth.baselines.comparison.quality import Quality, quality_of
from fmld_synth.baselines.comparison.watching import ComparisonWatcher
from fmld_synth.baselines.evaluation.evaluating import ALL, Evaluation, evaluate
from fmld_synth.baselines.networks import Classifier
from fmld_synth.choices import FaceSource
from fmld_synth.dataset.readers.open_set import open_set

EVALUATIONS = "evaluations"
"""Folder below the comparison's, for the reports of its networks."""


class Photographs(NamedTuple):
    """What networks are judged on.

    Attributes:
        name: in the report.
        folder, format, classes, split, device: see :class:`~fmld_synth.baselines.evaluation.evaluating.Evaluation`.
        faces: where classifiers get their faces from.
    """

    name: str
    folder: Path
    format: str
    classes: Mapping[str, str] | None
    split: str
    faces: FaceSource
    device: torch.device


def set_to_test_on(
    folder: Path, format_name: str, classes: Mapping[str, str] | None, device: torch.device
) -> Photographs:
    """The test part of a set.

    Raises:
        UserError: it is of no known format.
    """
    known = open_set(folder, format_name, classes).format
    return Photographs("test", folder, known, classes, "test", "boxes", device)


def real_photographs(folder: Path, classes: Mapping[str, str] | None, device: torch.device) -> Photographs:
    """Photographs of whole scenes without boxes, in folders named by class: all count, and faces are found first.

    Raises:
        UserError: it is of no known format.
    """
    known = open_set(folder, classes=classes).format
    return Photographs("real", folder, known, classes, ALL, "finder", device)


def judge(
    name: str,
    title: str,
    model: EntryModel,
    photographs: Photographs,
    output: Path,
    watcher: ComparisonWatcher,
) -> Quality:
    """How right a trained network is; the evaluation's report goes into a folder of its own below ``output``.

    Raises:
        UserError: the photographs cannot judge it.
    """
    folder = f"{EVALUATIONS}/{name}-{photographs.name}"
    evaluation = Evaluation(
        model=str(model.path),
        dataset=photographs.folder,
        output=output / folder,
        device=photographs.device,
        format=photographs.format,
        classes=photographs.classes,
        split=photographs.split,
        faces=photographs.faces if isinstance(model.model, Classifier) else "boxes",
    )
    with watcher.evaluating(f"{title}, {photographs.name}") as one:
        return quality_of(evaluate(evaluation, one), folder)
