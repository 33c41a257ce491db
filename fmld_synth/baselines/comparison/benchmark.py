"""All baselines side by side: what they cost, and how right they are on one set and on real photographs."""

from __future__ import annotations

import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from fmld_synth.baselines.comparison.benchmark_report import (
    BenchmarkReport,
    BenchmarkRow,
    write_benchmark,
)
from fmld_synth.baselines.comparison.costs import measure_costs
from fmld_synth.baselines.comparison.entries import Entry, all_entries, choose_entries
from fmld_synth.baselines.comparison.entry_models import EntryModel, find_model, fresh_model
from fmld_synth.baselines.comparison.judging import (
    Photographs,
    judge,
    real_photographs,
    set_to_test_on,
)
from fmld_synth.baselines.comparison.processor import processor_name
from fmld_synth.baselines.comparison.quality import Quality
from fmld_synth.baselines.comparison.training import recipe_of, train_or_go_on
from fmld_synth.baselines.comparison.watching import ComparisonWatcher
from fmld_synth.baselines.harness.device import choose_device
from fmld_synth.dataset.readers import AUTO
from fmld_synth.errors import UserError
from fmld_synth.execution.reproducible import reproducible_kernels
from fmld_synth.locking import locked

TRAINED = "models"
"""Folder below the output."""


@dataclass(frozen=True)
class Benchmark:
    """What to compare, and how.

    Attributes:
        dataset: folder of the set whose test part is judged, and which missing models are trained on.
        output: folder of the report, the evaluations and what is trained.
        format: of the set; ``auto`` finds out.
        classes: what class names of either set mean.
        real: folder of real photographs, in folders named by class; None for none.
        models: folder of trained models, called as the entries are.
        only: names of the entries; none for all.
        train: train those without a model by their recipes.
        epochs: of these trainings; None for as many as the recipes say.
        overwrite: start trainings again that lie in the output, instead of going on with them.
        device: ``auto``, ``cpu`` or ``cuda``, for training and evaluation; times are always of the processor.
        rounds: measured pictures of each network.
    """

    dataset: Path
    output: Path
    format: str = AUTO
    classes: Mapping[str, str] | None = None
    real: Path | None = None
    models: Path | None = None
    only: Sequence[str] = ()
    train: bool = False
    epochs: int | None = None
    overwrite: bool = False
    device: str = AUTO
    rounds: int = 20


@reproducible_kernels()
def benchmark(settings: Benchmark, watcher: ComparisonWatcher) -> BenchmarkReport:
    """Compare the baselines, and write the report.

    A network that cannot be judged on a set keeps its place, with the reason in its notes.

    Raises:
        UserError: an option or a model file is wrong, a set is of no known format, or a training fails.
        KeyboardInterrupt: in a training; the same call goes on with it.
    """
    with locked(settings.output):
        return _benchmark(settings, watcher)


def _benchmark(settings: Benchmark, watcher: ComparisonWatcher) -> BenchmarkReport:
    start = time.perf_counter()
    entries = choose_entries(all_entries(), settings.only)
    device = choose_device(settings.device)
    test = set_to_test_on(settings.dataset, settings.format, settings.classes, device)
    real = None if settings.real is None else real_photographs(settings.real, settings.classes, device)
    if settings.models is not None and not settings.models.is_dir():
        raise UserError(f"`models` {settings.models}: there is no such folder")
    found = {entry.name: find_model(entry, settings.models) for entry in entries}
    models = {entry.name: found[entry.name] or _missing(entry, settings, watcher) for entry in entries}
    watcher.measuring(len(models))
    costs = measure_costs(models, settings.rounds)
    rows = [BenchmarkRow.of(entry, models[entry.name], costs[entry.name]) for entry in entries]
    for row in rows:
        if row.weights is None:
            continue
        row.test = _judge(row, models[row.name], test, settings.output, watcher)
        if real is not None:
            row.real = _judge(row, models[row.name], real, settings.output, watcher)
    report = BenchmarkReport(
        dataset=str(settings.dataset),
        real=None if settings.real is None else str(settings.real),
        device=str(device),
        processor=processor_name(),
        rounds=settings.rounds,
        rows=rows,
        seconds=round(time.perf_counter() - start, 1),
    )
    write_benchmark(report, settings.output)
    return report


def _missing(entry: Entry, settings: Benchmark, watcher: ComparisonWatcher) -> EntryModel:
    """A network that no file holds: trained, if that is wanted, else with fresh weights."""
    recipe = recipe_of(entry, options={"epochs": settings.epochs})
    if not settings.train:
        return fresh_model(entry, recipe)
    folder = settings.output / TRAINED
    with watcher.training(entry.title) as one:
        train_or_go_on(
            entry,
            settings.dataset,
            recipe,
            folder / entry.name,
            format_name=settings.format,
            classes=settings.classes,
            device=settings.device,
            watcher=one,
            overwrite=settings.overwrite,
        )
    trained = find_model(entry, folder)
    assert trained is not None
    return trained


def _judge(
    row: BenchmarkRow, model: EntryModel, photographs: Photographs, output: Path, watcher: ComparisonWatcher
) -> Quality | None:
    """How right a network is; None, and a note, where the photographs cannot judge it."""
    try:
        return judge(row.name, row.title, model, photographs, output, watcher)
    except UserError as error:
        row.notes.append(f"not judged on the {photographs.name} set: {error}")
        return None
