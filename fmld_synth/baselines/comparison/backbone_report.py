"""The report of a comparison of backbones: JSON for programs, Markdown and curves for people."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

from pydantic import BaseModel

from fmld_synth.baselines.comparison.cells import NOTHING, SIZE_HEADS, Table, figure_cell, size_cells
from fmld_synth.baselines.comparison.costs import Cost
from fmld_synth.baselines.comparison.entries import Entry
from fmld_synth.baselines.comparison.quality import Quality
from fmld_synth.baselines.comparison.training_curves import TrainingCurve, plot_training_curves
from fmld_synth.baselines.evaluation.report import markdown_sections, write_lines
from fmld_synth.baselines.harness.training_run import Outcome
from fmld_synth.version import VERSION

JSON, MARKDOWN, CURVES = "backbones.json", "backbones.md", "backbones.png"


class BackboneRow(BaseModel):
    """One backbone.

    Attributes:
        name, title: see :class:`~fmld_synth.baselines.comparison.entries.Entry`.
        best_epoch: whose weights are judged; the validation part chose it.
        choice: the figure it was chosen by.
        val: figures of the validation part after that epoch.
        test: how right it is on the test part; None where that is not known.
        cost: what it costs.
        train_losses, val_losses, val_accuracies: one an epoch.
        seconds: that its training took.
        notes: what one must know to read the line.
    """

    name: str
    title: str
    best_epoch: int
    choice: str
    val: dict[str, float]
    test: Quality | None = None
    cost: Cost
    train_losses: list[float]
    val_losses: list[float]
    val_accuracies: list[float]
    seconds: float
    notes: list[str] = []

    @classmethod
    def of(cls, entry: Entry, outcome: Outcome, cost: Cost) -> BackboneRow:
        """A line of a training whose network is not judged on the test part yet."""
        history = outcome.history
        return cls(
            name=entry.name,
            title=entry.title,
            best_epoch=outcome.best.epoch,
            choice=outcome.choice,
            val=dict(outcome.best.val),
            cost=cost,
            train_losses=[epoch.train["loss"] for epoch in history],
            val_losses=[epoch.val["loss"] for epoch in history],
            val_accuracies=[epoch.val["accuracy"] for epoch in history],
            seconds=round(sum(epoch.seconds for epoch in history), 1),
        )


class BackboneReport(BaseModel):
    """All backbones side by side; see :class:`~fmld_synth.baselines.comparison.backbones.BackboneStudy`.

    Attributes:
        pretrained: whether they began with weights of others.
        processor: that the times were measured on, by one thread.
        seconds: that this call took, without trainings that were done before.
    """

    dataset: str
    pretrained: bool
    device: str
    processor: str
    rounds: int
    rows: list[BackboneRow]
    seconds: float
    version: str = VERSION


def write_backbones(report: BackboneReport, folder: Path) -> None:
    """Write the report's files into a folder that exists."""
    curves = [
        TrainingCurve(row.name, row.val_accuracies, row.val_losses, row.train_losses) for row in report.rows
    ]
    plot_training_curves(curves, folder / CURVES)
    write_lines(folder / JSON, [report.model_dump_json(indent=2)])
    write_lines(folder / MARKDOWN, _markdown(report))


def tables(report: BackboneReport, *, intervals: bool) -> list[Table]:
    """How right they are, and what they cost."""
    quality_heads = ["backbone", "epoch", "val: accuracy", "test: accuracy", "test: recall of incorrect"]
    quality = [
        [
            row.name,
            f"{row.best_epoch} of {len(row.val_losses)}",
            f"{row.val['accuracy']:.3f}",
            *_test_cells(row.test, intervals),
        ]
        for row in report.rows
    ]
    cost_heads = ["backbone", *SIZE_HEADS, "ms, torch", "ms, ONNX Runtime"]
    costs = [
        [row.name, *size_cells(row.cost), f"{row.cost.torch_ms:.1f}", f"{row.cost.onnx_ms:.1f}"]
        for row in report.rows
    ]
    return [("How right they are", quality_heads, quality), ("What they cost", cost_heads, costs)]


def notes(report: BackboneReport) -> list[str]:
    """What one must know to read the tables, one sentence each."""
    began = "with weights of others" if report.pretrained else "with weights by chance"
    return [
        *(f"{row.title}: {note}." for row in report.rows for note in row.notes),
        f"All began {began} and were trained by one recipe; {report.rows[0].choice} on the validation part chose the "
        "epoch.",
        f"Times are medians of {report.rounds} faces, taken in turns, on one thread of {report.processor}; faces are "
        "found before.",
    ]


def _test_cells(quality: Quality | None, intervals: bool) -> list[str]:
    if quality is None:
        return [NOTHING] * 2
    return [figure_cell(one, intervals=intervals) for one in (quality.accuracy, quality.incorrect_recall)]


def _markdown(report: BackboneReport) -> Iterable[str]:
    yield f"# Backbones on {Path(report.dataset).name}"
    yield ""
    yield f"`{report.dataset}`; {report.device}, fmld-synth {report.version}."
    yield ""
    yield from markdown_sections(tables(report, intervals=True), notes(report))
    yield ""
    yield f"![accuracy and loss over the epochs]({CURVES})"
