"""The report of an evaluation: ``report.json`` for programs, ``report.md`` for people."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from pathlib import Path

from pydantic import BaseModel

from fmld_synth.baselines.evaluation.bootstrap import RESAMPLES
from fmld_synth.baselines.evaluation.classification import ClassificationFigures
from fmld_synth.baselines.evaluation.classifier_tables import classifier_tables
from fmld_synth.baselines.evaluation.detection import DetectionFigures
from fmld_synth.baselines.evaluation.figures import Figure
from fmld_synth.baselines.evaluation.portraits import PortraitFigures
from fmld_synth.files import whole_file
from fmld_synth.version import VERSION

JSON, MARKDOWN = "report.json", "report.md"
PREDICTIONS, GALLERY = "predictions.jsonl", "mistakes.png"


class Skipped(BaseModel):
    """An image that could not be read."""

    path: Path
    reason: str


class EvaluationReport(BaseModel):
    """What an evaluation found out.

    Attributes:
        model: as it was named on the command line.
        baseline: of the model.
        model_labels: label scheme the model was trained with.
        labels: label scheme it is judged by.
        dataset, format, split: of the set.
        faces_from: ``boxes`` of the set or ``finder``; None for detectors.
        finder, gamma: which finder, and the gamma correction before it; None where no faces were looked for.
        faces_not_found: by the finder; the set's box was taken, for sets without boxes the whole picture.
        images: in that part of the set.
        skipped: images that could not be read.
        device, seconds: where it ran, and how long it took.
        seed: of the intervals.
        prior: shares of classes elsewhere, in which the figures are given, too.
        version: of fmld-synth.
        classification, detection: figures, whichever the model's task and the set allow.
        portraits: a detector's figures on pictures of one face without boxes, by one or two label schemes.
    """

    model: str
    baseline: str
    model_labels: str
    labels: str
    dataset: str
    format: str
    split: str
    faces_from: str | None = None
    finder: str | None = None
    gamma: float | None = None
    faces_not_found: int = 0
    images: int
    skipped: list[Skipped] = []
    device: str
    seconds: float
    seed: int
    prior: dict[str, float] = {}
    version: str = VERSION
    classification: ClassificationFigures | None = None
    detection: DetectionFigures | None = None
    portraits: list[PortraitFigures] = []


def write_report(report: EvaluationReport, folder: Path, pictures: Sequence[str]) -> None:
    """Write both forms into a folder that holds the pictures of these names."""
    write_lines(folder / JSON, [report.model_dump_json(indent=2)])
    write_lines(folder / MARKDOWN, _markdown(report, pictures))


def write_lines(path: Path, lines: Iterable[str]) -> None:
    """Write a text file, first under a temporary name."""
    with whole_file(path) as part, part.open("w", encoding="utf-8", newline="\n") as file:
        file.writelines(f"{line}\n" for line in lines)


def summary_table(report: EvaluationReport) -> list[tuple[str, str]]:
    """The figures that count most, as names and values."""
    if report.classification is not None:
        figures = report.classification
        rows = [
            ("balanced accuracy", str(figures.balanced_accuracy)),
            ("accuracy", str(figures.accuracy)),
            ("expected calibration error", f"{figures.calibration_error:.3f}"),
        ]
        if figures.mixture is not None:
            rows.append(("accuracy in the other mixture", str(figures.mixture.accuracy)))
        absent = figures.absent
    elif report.detection is not None:
        detected = report.detection
        rows = [
            ("mAP (IoU 0.50 to 0.95)", _number(detected.mean_ap)),
            ("mAP50", _number(detected.mean_ap50)),
        ]
        absent = detected.absent
    else:
        rows = [("picture with a detection", str(report.portraits[0].found))]
        for portraits in report.portraits:
            rows += [
                (f"surest detection right, {portraits.label_scheme}", str(portraits.right)),
                (f"balanced accuracy, {portraits.label_scheme}", str(portraits.balanced_accuracy)),
            ]
        absent = report.portraits[0].absent
    if absent:
        rows.append(("classes without faces, left out", ", ".join(absent)))
    return rows


def class_tables(
    report: EvaluationReport, *, intervals: bool
) -> list[tuple[str, list[str], list[list[str]]]]:
    """Figures of the classes, with or without their intervals: title, heads and rows of one or more tables."""

    def row(name: str, number: int, *figures: Figure | float | None) -> list[str]:
        texts = [
            str(one) if isinstance(one, Figure) and intervals else _number(_value(one)) for one in figures
        ]
        return [name, f"{number:,}", *texts]

    tables: list[tuple[str, list[str], list[list[str]]]] = []
    if report.classification is not None:
        tables += classifier_tables(report.classification, report.labels, row)
    if report.detection is not None:
        at = f"at {report.detection.confidence:g}"
        heads = ["class", "faces", "AP50", "AP", f"precision {at}", f"recall {at}"]
        detected = [
            row(one.name, one.faces, one.ap50, one.ap, one.precision, one.recall)
            for one in report.detection.classes
        ]
        tables.append((f"Classes ({report.labels})", heads, detected))
    for portraits in report.portraits:
        heads = ["class", "pictures", "with a detection", "precision", "recall"]
        pictures = [
            row(one.name, one.pictures, one.found, one.precision, one.recall) for one in portraits.classes
        ]
        tables.append((f"Surest detections ({portraits.label_scheme})", heads, pictures))
    return tables


def notes(report: EvaluationReport) -> list[str]:
    """What one must know to read the figures, one sentence each."""
    sentences = []
    figures = report.classification or report.detection or report.portraits[0]
    if figures.groups > 1:
        sentences.append(
            f"Intervals hold 95 % of {RESAMPLES:,} resamples of {figures.groups:,} people or photographs "
            f"(seed {report.seed})."
        )
    else:
        sentences.append("There are no intervals: all faces are of one person or photograph.")
    if report.classification is not None and report.classification.skin_tones:
        sentences.append(
            "Tones of skin are those of the photographs, by the individual typology angle; light and camera move it."
        )
    if report.labels != report.model_labels:
        sentences.append(
            f"The model knows the labels {report.model_labels}; it was judged by {report.labels}."
        )
    if report.faces_not_found:
        sentences.append(
            f"The finder missed {_counted(report.faces_not_found, 'face')}: the set's own box was taken, or the whole "
            "picture."
        )
    if figures.absent:
        sentences.append(
            f"The set has no face of class {', '.join(figures.absent)}: left out of all means over classes."
        )
    if report.detection is not None and report.detection.ignored:
        sentences.append(
            f"Difficult or without a label, and counted neither way: {_counted(report.detection.ignored, 'face')}."
        )
    if report.skipped:
        sentences.append(f"Could not be read, see {JSON}: {_counted(len(report.skipped), 'image')}.")
    return sentences


def _markdown(report: EvaluationReport, pictures: Sequence[str]) -> Iterable[str]:
    yield f"# {report.model} on {Path(report.dataset).name}"
    yield ""
    yield (
        f"{report.baseline}, {report.split} part of `{report.dataset}` ({report.format}), {report.images:,} images"
        + (f", faces from {report.finder or report.faces_from}" if report.faces_from else "")
        + f"; {report.device}, {report.seconds:.1f} s, fmld-synth {report.version}."
    )
    yield ""
    yield from markdown_table(("figure", "value"), summary_table(report))
    yield from markdown_sections(class_tables(report, intervals=True), notes(report))
    for name in pictures:
        yield ""
        yield f"![{Path(name).stem.replace('_', ' ')}]({name})"


def markdown_sections(
    tables: Iterable[tuple[str, Sequence[str], Iterable[Sequence[str]]]], notes: Iterable[str]
) -> Iterable[str]:
    """The lines of tables, each under its title, and of notes as a list."""
    for title, heads, rows in tables:
        yield f"## {title}"
        yield ""
        yield from markdown_table(heads, rows)
    yield from (f"- {sentence}" for sentence in notes)


def markdown_table(heads: Sequence[str], rows: Iterable[Sequence[str]]) -> Iterable[str]:
    """The lines of a table, and an empty one."""
    yield f"| {' | '.join(heads)} |"
    yield f"|{'---|' * len(heads)}"
    for row in rows:
        yield f"| {' | '.join(row)} |"
    yield ""


def _counted(number: int, noun: str) -> str:
    return f"{number:,} {noun}{'' if number == 1 else 's'}"


def _value(figure: Figure | float | None) -> float | None:
    return figure.value if isinstance(figure, Figure) else figure


def _number(value: float | None) -> str:
    return "–" if value is None else f"{value:.3f}"
