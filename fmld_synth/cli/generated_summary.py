"""What people see at the end of ``fmld-synth generate``."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import typer

from fmld_synth.cli.names import shortened
from fmld_synth.errors import printable

if TYPE_CHECKING:
    from fmld_synth.dataset.summary import Summary


def show_generated(summary: Summary) -> None:
    """Print what was made, and what is to be said of the input."""
    from rich.console import Console
    from rich.markup import escape

    from fmld_synth.cli.tables import show_tables, shown
    from fmld_synth.dataset.file_names import CONTACT_SHEET, FILM, TRACKS

    console = Console()
    console.print(
        f"[bold green]{summary.images}[/] pictures of {summary.photographs_used} photographs "
        f"in [bold]{escape(printable(summary.output))}[/]\n",
        highlight=False,
    )
    tables = {
        "Wear states": summary.by_wear_state,
        "Labels": summary.by_label,
        "Faces": summary.faces_by_label,
        "Splits": summary.by_split,
        "Rejected, by reason": summary.rejected,
    }
    show_tables(tables, console)
    for line in _notes(summary):
        typer.echo(line)
    film = Path(summary.output) / FILM
    if film.exists():
        console.print(shown(f"Watch {film}; its tracks are in {Path(summary.output) / TRACKS}"))
    sheet = Path(summary.output) / CONTACT_SHEET
    if sheet.exists():
        console.print(shown(f"Look at {sheet}"))


def _notes(summary: Summary) -> Iterator[str]:
    """What the user should know of the input."""
    from fmld_synth.dataset.file_names import REJECTED
    from fmld_synth.dataset.record_lines import read_lines
    from fmld_synth.dataset.records import Rejection
    from fmld_synth.photographs.finding import counted_endings
    from fmld_synth.photographs.opening import HEIF_REMEDY, NEEDS_PILLOW_HEIF

    if summary.passed_over:
        yield f"not taken for photographs: {counted_endings(summary.passed_over)}"
    for guess, number in summary.guessed.items():
        yield f"guessed of {number:,} photographs, because their files do not say: {guess}"
    if NEEDS_PILLOW_HEIF in summary.rejected:
        rejections = read_lines(Path(summary.output) / REJECTED, Rejection)
        names = [one.source for one in rejections if one.reason == NEEDS_PILLOW_HEIF]
        yield f"HEIC files, not read ({HEIF_REMEDY}): {shortened(names)}"
