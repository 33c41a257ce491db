"""``fmld-synth apply``: overlays and the faces they belong to, together the set again."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from fmld_synth.cli.exit_codes import SHORTFALL
from fmld_synth.cli.options import JsonOption, WorkersOption

if TYPE_CHECKING:
    from fmld_synth.overlays.wanted_photographs import Shortfall

MOST_ROWS = 50

MEANINGS = {
    "missing": "not found",
    "altered": "another file now",
    "other_bytes": "the libraries here give other bytes; dataset.json names the versions to use",
}


def apply(
    overlays: Annotated[Path, typer.Argument(help="folder that export --to overlays wrote")],
    photographs: Annotated[Path, typer.Option(help="folder with the photographs, under any names")],
    output: Annotated[Path, typer.Option(help="folder of the dataset to make")],
    workers: WorkersOption = None,
    quiet: Annotated[bool, typer.Option("--quiet", help="show nothing; the exit code says it")] = False,
    json: JsonOption = False,
) -> None:
    """Rebuild a dataset byte by byte from its overlays. Exit code 1 when pictures are left out."""
    from fmld_synth.cli.progress import ProgressBar
    from fmld_synth.overlays.apply import apply_overlays

    with ProgressBar(quiet or json) as progress:
        applied = apply_overlays(overlays, photographs, output, workers=workers, watcher=progress)
    if json:
        typer.echo(applied.model_dump_json(indent=2))
    elif not quiet:
        typer.echo(f"{applied.built} of {applied.pictures} pictures rebuilt" + _where(applied.built, output))
        if applied.shortfalls:
            _show(applied.shortfalls)
    if applied.shortfalls:
        raise typer.Exit(SHORTFALL)


def _where(built: int, output: Path) -> str:
    return f" in {output}" if built else ", nothing is written"


def _show(shortfalls: list[Shortfall]) -> None:
    from rich.console import Console
    from rich.table import Table

    from fmld_synth.cli.tables import shown

    console = Console()
    table = Table(title=f"{len(shortfalls)} photographs", title_style="bold red")
    table.add_column("photograph", overflow="fold")
    table.add_column("SHA-256 begins")
    table.add_column("what is wrong")
    table.add_column("pictures left out", justify="right")
    for one in shortfalls[:MOST_ROWS]:
        table.add_row(shown(one.photograph), one.sha256[:16], MEANINGS[one.why], str(one.pictures))
    console.print(table)
    if len(shortfalls) > MOST_ROWS:
        console.print(f"and {len(shortfalls) - MOST_ROWS} more; --json lists all")
