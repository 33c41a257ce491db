"""Tables for people."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path

import typer
from rich.console import Console
from rich.table import Table


def counts_table(title: str, counts: Mapping[str, int]) -> Table:
    """Numbers with their share of the sum, as a bar."""
    table = Table(title=title, title_justify="left", title_style="bold", box=None, show_header=False)
    table.add_column(min_width=26)
    table.add_column(justify="right")
    table.add_column(justify="right", style="dim")
    table.add_column(style="cyan")
    total = sum(counts.values())
    for name, number in counts.items():
        share = number / total if total else 0.0
        table.add_row(name, str(number), f"{share:.1%}", "█" * round(share * 30))
    return table


def show_tables(tables: Mapping[str, Mapping[str, int]], console: Console | None = None) -> None:
    """Print a table for each entry that is not empty."""
    console = console or Console()
    for title, counts in tables.items():
        if counts:
            console.print(counts_table(title, counts))
            console.print()


def show_figures(tables: Iterable[tuple[str, Sequence[str], Iterable[Sequence[str]]]]) -> None:
    """Print tables of figures: title, heads and rows; the first column has names."""
    console = Console()
    for title, heads, rows in tables:
        table = Table(title=title, title_justify="left", title_style="bold", box=None, header_style="dim")
        for place, head in enumerate(heads):
            table.add_column(head, justify="right" if place else "left")
        for row in rows:
            table.add_row(*row)
        console.print(table)
        console.print()


def show_report(
    tables: Iterable[tuple[str, Sequence[str], Iterable[Sequence[str]]]], notes: Iterable[str], path: Path
) -> None:
    """Print a report's figures, what one must know to read them, and where the rest is."""
    show_figures(tables)
    for sentence in notes:
        typer.echo(sentence)
    typer.echo(f"Open {path}")
