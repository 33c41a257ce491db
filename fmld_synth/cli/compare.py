"""``fmld-synth compare``: two sets side by side."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from fmld_synth.cli.classes_option import ClassesOption
from fmld_synth.cli.completion import compared_formats
from fmld_synth.cli.options import SET_FORMATS, JsonOption, WorkersOption, names_from
from fmld_synth.cli.tables import figures_table, print_table

if TYPE_CHECKING:
    from rich.table import Table

    from fmld_synth.stats.compare import Comparison, SetSummary, Spread


def compare(
    first: Annotated[Path, typer.Argument(help="folder of a dataset")],
    second: Annotated[Path, typer.Argument(help="folder of another dataset")],
    first_format: Annotated[
        str,
        names_from(
            compared_formats,
            help="format of the first: auto detects it, pictures ignores annotations; or " + SET_FORMATS,
        ),
    ] = "auto",
    second_format: Annotated[str, names_from(compared_formats, help="format of the second")] = "auto",
    classes: ClassesOption = None,
    workers: WorkersOption = None,
    json: JsonOption = False,
) -> None:
    """Compare two datasets: counts, sizes, balance, brightness, sharpness, coverage, and pictures they share."""
    from rich.console import Console

    from fmld_synth.cli.progress import ProgressBar
    from fmld_synth.dataset.readers.class_mapping import parse_classes
    from fmld_synth.stats.compare import compare as compared

    with ProgressBar(quiet=json) as progress:
        comparison = compared(
            first,
            second,
            first_format=first_format,
            second_format=second_format,
            classes=parse_classes(classes),
            workers=workers,
            watcher=progress,
        )
    if json:
        typer.echo(comparison.model_dump_json(indent=2))
        return
    console = Console()
    for table in _tables(comparison):
        print_table(table, console)


def _tables(comparison: Comparison) -> Iterator[Table]:
    sets = comparison.first, comparison.second
    yield _table("Sets", sets, [(name, [_text(name, one) for one in sets]) for name in FACTS])
    for title in ("labels", "wear_states", "splits"):
        counts = [getattr(one, title) for one in sets]
        names = list(dict.fromkeys(name for one in counts for name in one))
        rows = [(name, [_share(one, name) for one in counts]) for name in names]
        if rows:
            yield _table(title.replace("_", " ").capitalize(), sets, rows)
    yield _table(
        "Five, fifty and ninety-five in a hundred are at most",
        sets,
        [(label, [_spread(getattr(one, name)) for one in sets]) for name, label in SPREADS.items()],
    )
    coverage = [one.coverage or {} for one in sets]
    states = list(dict.fromkeys(state for one in coverage for state in one))
    if states:
        yield _table(
            "Mean coverage of nose, lips, chin",
            sets,
            [(state, [_coverage(one.get(state)) for one in coverage]) for state in states],
        )
    yield _shared_table(comparison)


WIDEST_NAME = 28
"""The tables of a comparison begin with a column of this width, so that they stand below each other."""
FACTS = ("images", "unreadable", "bytes", "faces")
SPREADS = {
    "width": "width (px)",
    "height": "height (px)",
    "face_side": "longer side of the face (px)",
    "brightness": "brightness (% of white)",
    "sharpness": "sharpness",
}


def _table(title: str, sets: Iterable[SetSummary], rows: Iterable[tuple[str, list[str]]]) -> Table:
    heads = ["", *(one.folder for one in sets)]
    return figures_table(title, heads, [(name, *values) for name, values in rows], min_width=WIDEST_NAME)


def _shared_table(comparison: Comparison) -> Table:
    title = (
        f"Shared: {comparison.equal_files:,} equal files, {comparison.near_duplicates:,} near duplicates (of the "
        "second in the first); nearest pairs"
    )
    heads = [comparison.first.folder, comparison.second.folder, "bits apart"]
    pairs = [(pair.first, pair.second, str(pair.distance)) for pair in comparison.nearest]
    return figures_table(title, heads, pairs, names=2)


def _text(name: str, one: SetSummary) -> str:
    value = getattr(one, name)
    return f"{value / 2**20:,.1f} MiB" if name == "bytes" else f"{value:,}"


def _share(counts: dict[str, int], name: str) -> str:
    number, total = counts.get(name, 0), sum(counts.values())
    return f"{number:,}  {number / total:6.1%}" if number else "–"


def _spread(spread: Spread | None) -> str:
    return "  ".join(map(_number, (spread.low, spread.median, spread.high))) if spread else "–"


def _number(value: float) -> str:
    """With a decimal where there is one; whole numbers whole, however large."""
    return f"{value:,.1f}".removesuffix(".0")


def _coverage(means: dict[str, float] | None) -> str:
    if means is None:
        return "–"
    return "  ".join(
        f"{means[region]:.3f}" if region in means else "–" for region in ("nose", "lips", "chin")
    )
