"""``fmld-synth stats``: what a finished set holds."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from fmld_synth.cli.classes_option import ClassesOption
from fmld_synth.cli.options import OUR_OWN, FromOption, JsonOption


def stats(
    folder: Annotated[Path, typer.Argument(help="folder of a finished dataset")],
    from_: FromOption = OUR_OWN,
    classes: ClassesOption = None,
    json: JsonOption = False,
    html: Annotated[
        Path | None,
        typer.Option(help="write a page to look at the dataset in a browser: charts and a gallery"),
    ] = None,
    workers: Annotated[
        int | None, typer.Option(help="processes for --html (default: one per core)", min=1)
    ] = None,
) -> None:
    """Count a finished dataset: wear states, classes, splits, templates, head poses, face sizes, rejections."""
    from rich.console import Console

    from fmld_synth.cli.storage import local_copy
    from fmld_synth.cli.tables import show_tables
    from fmld_synth.dataset.file_names import MANIFEST, REJECTED
    from fmld_synth.dataset.readers.class_mapping import parse_classes
    from fmld_synth.dataset.readers.open_set import open_set
    from fmld_synth.errors import UserError
    from fmld_synth.stats.annotated_statistics import annotated_statistics
    from fmld_synth.stats.statistics import statistics_of

    counts_only = (MANIFEST, REJECTED) if html is None and from_ == OUR_OWN else ()
    folder = local_copy(folder, only=counts_only)
    if html is not None:
        if from_ != OUR_OWN:
            raise UserError(f"--html shows datasets that generate made, not --from {from_}")
        _make_report(folder, html, workers, json)
        return
    if from_ == OUR_OWN:
        counted = statistics_of(folder)
    else:
        counted = annotated_statistics(open_set(folder, from_, parse_classes(classes))(folder))
    if json:
        typer.echo(counted.model_dump_json(indent=2))
        return
    console = Console()
    console.print(
        f"[bold]{counted.pictures}[/] pictures of {counted.photographs} photographs, "
        f"{counted.people} people\n",
        highlight=False,
    )
    tables = {
        "Wear states": counted.wear_states,
        "Labels": counted.labels,
        "Faces": counted.faces,
        "Splits": counted.splits,
        **{f"Labels in {split}": labels for split, labels in counted.labels_by_split.items()},
        "Templates": counted.templates,
        "Colorways": counted.colorways,
        "Prints": counted.prints,
        **({"Things": counted.things} if counted.things else {}),
        "Yaw (degrees)": counted.yaw,
        "Pitch (degrees)": counted.pitch,
        "Roll (degrees)": counted.roll,
        "Longer side of the face (px)": counted.face_sizes,
        "Rejections": counted.rejections,
    }
    show_tables(tables, console)


def _make_report(folder: Path, page: Path, workers: int | None, json: bool) -> None:
    from fmld_synth.cli.progress import ProgressBar
    from fmld_synth.stats.report import make_report

    with ProgressBar(quiet=json) as progress:
        summary = make_report(folder, page, workers=workers, watcher=progress)
    if json:
        typer.echo(summary.model_dump_json(indent=2))
        return
    beside = f" (with {summary.files}/, keep them together)" if summary.files else ""
    typer.echo(f"Open {summary.page}{beside}: {summary.pictures:,} pictures, {len(summary.faults):,} faults")
