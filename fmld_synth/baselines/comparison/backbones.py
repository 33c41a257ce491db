"""A classifier with each of its backbones, trained in one way: accuracy and loss over the epochs, and costs."""

from __future__ import annotations

import json
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from fmld_synth.baselines.comparison.backbone_report import BackboneReport, BackboneRow, write_backbones
from fmld_synth.baselines.comparison.costs import measure_costs
from fmld_synth.baselines.comparison.entries import Entry, backbone_entries, choose_entries
from fmld_synth.baselines.comparison.entry_models import EntryModel, find_model
from fmld_synth.baselines.comparison.judging import Photographs, judge, set_to_test_on
from fmld_synth.baselines.comparison.processor import processor_name
from fmld_synth.baselines.comparison.training import recipe_of, train_or_go_on
from fmld_synth.baselines.comparison.watching import ComparisonWatcher
from fmld_synth.baselines.harness.device import choose_device
from fmld_synth.baselines.harness.training_run import Outcome
from fmld_synth.baselines.weight_files import ENDINGS
from fmld_synth.dataset.readers import AUTO
from fmld_synth.errors import UserError
from fmld_synth.execution.reproducible import reproducible_kernels
from fmld_synth.files import write_file
from fmld_synth.locking import locked

RUNS, STUDY = "runs", "study.json"
"""Folder of the trainings, and what they have in common beside their recipe."""


@dataclass(frozen=True)
class BackboneStudy:
    """What to train, and how.

    Attributes:
        dataset: folder of the set.
        output: folder of the report and the trainings; a study that lies there goes on.
        format: of the set; ``auto`` finds out.
        only: names of backbones; none for all.
        recipe: of all of them; None for the baseline's own.
        options: entries that win over the recipe's, see ``read_recipe``.
        weights_folder: with ImageNet weights called as the backbones are; None to train from nothing.
        device: ``auto``, ``cpu`` or ``cuda``; times are always of the processor.
        overwrite: start the trainings again.
        rounds: measured pictures of each network.
    """

    dataset: Path
    output: Path
    format: str = AUTO
    classes: Mapping[str, str] | None = None
    only: Sequence[str] = ()
    recipe: Path | None = None
    options: Mapping[str, Any] = field(default_factory=dict)
    weights_folder: Path | None = None
    device: str = AUTO
    overwrite: bool = False
    rounds: int = 20


@reproducible_kernels()
def compare_backbones(study: BackboneStudy, watcher: ComparisonWatcher) -> BackboneReport:
    """Train what is not trained yet, and write the report.

    Raises:
        UserError: an option, the recipe or a file of weights is wrong, or a training fails.
        KeyboardInterrupt: in a training; the same call goes on with it.
    """
    with locked(study.output):
        return _compare_backbones(study, watcher)


def _compare_backbones(study: BackboneStudy, watcher: ComparisonWatcher) -> BackboneReport:
    start = time.perf_counter()
    entries = choose_entries(backbone_entries(), study.only)
    weights = {entry.name: _weights_of(entry, study.weights_folder) for entry in entries}
    test = set_to_test_on(study.dataset, study.format, study.classes, choose_device(study.device))
    _begin(study)
    outcomes = {entry.name: _train(entry, weights[entry.name], study, watcher) for entry in entries}
    models: dict[str, EntryModel] = {}
    for entry in entries:
        model = find_model(entry, study.output / RUNS)
        assert model is not None  # it was trained above
        models[entry.name] = model
    watcher.measuring(len(models))
    costs = measure_costs(models, study.rounds)
    rows = [BackboneRow.of(entry, outcomes[entry.name], costs[entry.name]) for entry in entries]
    for row in rows:
        _judge(row, models[row.name], test, study.output, watcher)
    report = BackboneReport(
        dataset=str(study.dataset),
        pretrained=study.weights_folder is not None,
        device=str(test.device),
        processor=processor_name(),
        rounds=study.rounds,
        rows=rows,
        seconds=round(time.perf_counter() - start, 1),
    )
    write_backbones(report, study.output)
    return report


def _weights_of(entry: Entry, folder: Path | None) -> Path | None:
    if folder is None:
        return None
    paths = [folder / f"{entry.name}{ending}" for ending in ENDINGS]
    found = next((path for path in paths if path.is_file()), None)
    if found is None:
        raise UserError(
            f"`weights_folder` {folder} holds no {paths[0].name} (nor {', '.join(ENDINGS[1:])}): all backbones must "
            "start alike; add it, or leave it out of `only`"
        )
    return found


def _begin(study: BackboneStudy) -> None:
    """Note what the trainings begin with; trainings of other weights must not be compared."""
    path = study.output / STUDY
    now = {"weights": None if study.weights_folder is None else str(study.weights_folder.resolve())}
    if path.is_file() and not study.overwrite:
        try:
            before = json.loads(path.read_text(encoding="utf-8"))
        except ValueError as error:
            raise UserError(f"{path} is damaged; start again with `overwrite=True`") from error
        if before != now:
            raise UserError(
                f"`weights_folder`: the study in {study.output} was begun with other weights; give the same, or start "
                "again with `overwrite=True`"
            )
    write_file(path, json.dumps(now).encode())


def _train(entry: Entry, weights: Path | None, study: BackboneStudy, watcher: ComparisonWatcher) -> Outcome:
    with watcher.training(entry.title) as one:
        return train_or_go_on(
            entry,
            study.dataset,
            recipe_of(entry, study.recipe, study.options),
            study.output / RUNS / entry.name,
            format_name=study.format,
            classes=study.classes,
            device=study.device,
            watcher=one,
            weights=weights,
            overwrite=study.overwrite,
        )


def _judge(
    row: BackboneRow, model: EntryModel, test: Photographs, output: Path, watcher: ComparisonWatcher
) -> None:
    """Fill in how right it is on the test part, or why that is not known."""
    try:
        row.test = judge(row.name, row.title, model, test, output, watcher)
    except UserError as error:
        row.notes.append(f"not judged on the test part: {error}")
