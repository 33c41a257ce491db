"""``fmld-synth verify``: measure every label and checksum of a finished set again."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from fmld_synth.cli.exit_codes import SHORTFALL
from fmld_synth.cli.options import (
    JsonOption,
    PhotographsOption,
    PrintFolderOption,
    TemplatesOfTheSetOption,
    WorkersOption,
)

MOST_ROWS = 50

MEANINGS = {
    "rendered": "rendered again from the photograph and measured",
    "matte": "measured on the saved matte (photograph, template or engine not there)",
    "recorded": "only the recorded numbers (photograph gone, no matte)",
    "none": "not checked, its files are broken",
}


def verify(
    folder: Annotated[Path, typer.Argument(help="folder of a finished dataset")],
    photographs: PhotographsOption = None,
    templates_of_the_set: TemplatesOfTheSetOption = False,
    print_folder: PrintFolderOption = None,
    workers: WorkersOption = None,
    quiet: Annotated[bool, typer.Option("--quiet", help="show nothing; the exit code says it")] = False,
    json: JsonOption = False,
) -> None:
    """Check a finished dataset: every picture, matte, label and split. Exit code 1 when something is wrong."""
    from rich.console import Console
    from rich.table import Table

    from fmld_synth.cli.progress import ProgressBar
    from fmld_synth.cli.storage import local_copy
    from fmld_synth.cli.tables import shown
    from fmld_synth.verification.verification import verify as check

    with ProgressBar(quiet or json) as progress:
        found = check(
            local_copy(folder, progress),
            source_folder=photographs and local_copy(photographs, progress),
            templates_of_the_set=templates_of_the_set,
            print_folder=print_folder,
            workers=workers,
            watcher=progress,
        )
    if json:
        typer.echo(found.model_dump_json(indent=2))
    elif not quiet:
        console = Console()
        for level, number in found.levels.items():
            console.print(f"{number} pictures: {MEANINGS[level]}", highlight=False)
        for remark in found.remarks:
            console.print(shown(remark))
        if found.faults:
            table = Table(title=f"{len(found.faults)} faults", title_style="bold red")
            for name in ("where", "kind", "detail"):
                table.add_column(name, overflow="fold")
            for fault in found.faults[:MOST_ROWS]:
                table.add_row(*map(shown, (fault.where, fault.kind, fault.detail)))
            console.print(table)
            if len(found.faults) > MOST_ROWS:
                console.print(f"and {len(found.faults) - MOST_ROWS} more; --json lists all")
        else:
            console.print("[bold green]no faults")
    if found.faults:
        raise typer.Exit(SHORTFALL)
