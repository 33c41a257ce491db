"""The report of a comparison of all baselines: JSON for programs, Markdown and a plot for people."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Literal

from pydantic import BaseModel

from fmld_synth.baselines.baseline import Published, Task
from fmld_synth.baselines.comparison.cells import NOTHING, SIZE_HEADS, Table, figure_cell, size_cells
from fmld_synth.baselines.comparison.costs import Cost
from fmld_synth.baselines.comparison.entries import Entry
from fmld_synth.baselines.comparison.entry_models import EntryModel
from fmld_synth.baselines.comparison.quality import Quality
from fmld_synth.baselines.comparison.scatter import Plot, Point, plot_scatter
from fmld_synth.baselines.evaluation.figures import Figure
from fmld_synth.baselines.evaluation.report import markdown_sections, write_lines
from fmld_synth.baselines.registry import TIME_REFERENCE
from fmld_synth.files import make_folder
from fmld_synth.version import VERSION

JSON, MARKDOWN, SCATTER = "benchmark.json", "benchmark.md", "accuracy_over_cost.png"


class BenchmarkRow(BaseModel):
    """One baseline.

    Attributes:
        name, title, task: see :class:`~fmld_synth.baselines.comparison.entries.Entry`.
        classes: that it tells apart.
        weights: file they come from; None where there are none, and then nothing is judged.
        origin: of the weights: the user's ``own``, ``bundled``, or ``none``.
        cost: what it costs; the same with and without trained weights.
        test, real: how right it is on the set's test part and on real photographs; None where it was not judged.
        published: what its authors say.
        notes: what one must know to read the line.
    """

    name: str
    title: str
    task: Task
    classes: list[str]
    weights: str | None
    origin: Literal["own", "bundled", "none"]
    cost: Cost
    test: Quality | None = None
    real: Quality | None = None
    published: Published
    notes: list[str] = []

    @classmethod
    def of(cls, entry: Entry, model: EntryModel, cost: Cost) -> BenchmarkRow:
        """A line of a network that is not judged yet."""
        own = model.path is not None and model.path != entry.baseline.weights
        return cls(
            name=entry.name,
            title=entry.title,
            task=entry.baseline.task,
            classes=list(model.description.classes),
            weights=None if model.path is None else str(model.path),
            origin="none" if model.path is None else "own" if own else "bundled",
            cost=cost,
            published=entry.baseline.published,
        )


class BenchmarkReport(BaseModel):
    """All baselines side by side; see :class:`~fmld_synth.baselines.comparison.benchmark.Benchmark`.

    Attributes:
        processor: that the times were measured on, by one thread.
        seconds: that the comparison took.
    """

    dataset: str
    real: str | None
    device: str
    processor: str
    rounds: int
    rows: list[BenchmarkRow]
    seconds: float
    version: str = VERSION


def write_benchmark(report: BenchmarkReport, folder: Path) -> None:
    """Write the report's files.

    Raises:
        UserError: the folder cannot be made.
    """
    make_folder(folder)
    plots = _plots(report)
    if plots:
        plot_scatter(
            plots,
            folder / SCATTER,
            across="ms a picture, ONNX Runtime, one thread",
            down="accuracy; AP50 of detectors on scenes (squares)",
        )
    else:
        (folder / SCATTER).unlink(missing_ok=True)  # of an earlier comparison
    write_lines(folder / JSON, [report.model_dump_json(indent=2)])
    write_lines(folder / MARKDOWN, _markdown(report, has_plot=bool(plots)))


def tables(report: BenchmarkReport, *, intervals: bool) -> list[Table]:
    """Quality and costs as measured, and what was published."""
    judged = [_quality_table("Test part", "test", report.rows, intervals)]
    if report.real is not None:
        judged.append(_quality_table("Real photographs", "real", report.rows, intervals))
    return [*judged, _size_table(report.rows), _time_table(report.rows), _published_table(report.rows)]


def notes(report: BenchmarkReport) -> list[str]:
    """What one must know to read the tables, one sentence each."""
    sentences = [f"{row.title}: {note}." for row in report.rows for note in row.notes]
    without = [row.title for row in report.rows if row.weights is None]
    if without:
        sentences.append(f"No weights, so that only costs are known: {'; '.join(without)}.")
    missed = max((row.real.faces_not_found for row in report.rows if row.real is not None), default=0)
    if missed:
        sentences.append(
            f"The face finder missed {missed:,} of the real photographs' faces: classifiers judged the whole picture."
        )
    return [
        *sentences,
        "Published figures are the authors' own, on other data; they were not measured here.",
        f"Times are medians of {report.rounds} pictures, taken in turns, on one thread of {report.processor}, of the "
        "network for release. Those of classifiers are for one face that was found before; detectors look at the "
        "whole picture.",
        "GFLOPs are of convolutions and matrix products; a multiplication with its addition counts as two.",
    ]


def _quality_table(title: str, on: str, rows: Sequence[BenchmarkRow], intervals: bool) -> Table:
    heads = ["baseline", "weights", "faces", "accuracy", "balanced accuracy", "AP50", "recall of incorrect"]
    return (
        title,
        heads,
        [[row.title, row.origin, *_quality_cells(getattr(row, on), intervals)] for row in rows],
    )


def _quality_cells(quality: Quality | None, intervals: bool) -> list[str]:
    if quality is None:
        return [NOTHING] * 5
    figures = (
        quality.accuracy,
        quality.balanced_accuracy,
        Figure(value=quality.ap50),
        quality.incorrect_recall,
    )
    return [f"{quality.faces:,}", *(figure_cell(figure, intervals=intervals) for figure in figures)]


def _size_table(rows: Sequence[BenchmarkRow]) -> Table:
    cells = [[row.title, str(len(row.classes)), *size_cells(row.cost)] for row in rows]
    return "Size", ["baseline", "classes", *SIZE_HEADS], cells


def _time_table(rows: Sequence[BenchmarkRow]) -> Table:
    reference = next((row.cost for row in rows if row.name == TIME_REFERENCE), None)
    heads = [
        "baseline",
        "torch",
        f"torch × {TIME_REFERENCE}",
        "ONNX Runtime",
        f"ONNX Runtime × {TIME_REFERENCE}",
    ]
    return (
        "Time, ms a picture",
        heads,
        [
            [
                row.title,
                f"{row.cost.torch_ms:.1f}",
                NOTHING if reference is None else f"{row.cost.torch_ms / reference.torch_ms:.2f}",
                f"{row.cost.onnx_ms:.1f}",
                NOTHING if reference is None else f"{row.cost.onnx_ms / reference.onnx_ms:.2f}",
            ]
            for row in rows
        ],
    )


def _published_table(rows: Sequence[BenchmarkRow]) -> Table:
    heads = ["baseline", "published by", "published parameters", "of classes", "published quality"]
    return (
        "Published by their authors, not measured here",
        heads,
        [
            [
                row.title,
                row.published.source,
                NOTHING if row.published.parameters is None else f"{row.published.parameters:,}",
                NOTHING if row.published.classes is None else str(row.published.classes),
                row.published.quality or NOTHING,
            ]
            for row in rows
        ],
    )


def _plots(report: BenchmarkReport) -> Sequence[Plot]:
    """Of the sets on which anything was judged."""
    plots = []
    for name, title in (("test", report.dataset), ("real", report.real or "")):
        points = [
            Point(row.name, row.task, row.cost.onnx_ms, quality.headline)
            for row in report.rows
            if (quality := getattr(row, name)) is not None and quality.headline is not None
        ]
        if points:
            plots.append(Plot(f"{name}: {Path(title).name}", points))
    return plots


def _markdown(report: BenchmarkReport, *, has_plot: bool) -> Iterable[str]:
    yield f"# Baselines on {Path(report.dataset).name}"
    yield ""
    on = f"test part of `{report.dataset}`" + (f", all of `{report.real}`" if report.real else "")
    yield f"{on}; {report.device}, {report.seconds:.0f} s, fmld-synth {report.version}."
    yield ""
    yield from markdown_sections(tables(report, intervals=True), notes(report))
    if has_plot:
        yield ""
        yield f"![accuracy over cost]({SCATTER})"
