"""Tables for people: names fold where the screen is narrow, figures are never cut."""

from __future__ import annotations

import sys
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path

import typer
from rich.cells import cell_len
from rich.console import Console
from rich.table import Table
from rich.text import Text

from fmld_synth.cli.option_names import in_options
from fmld_synth.errors import printable

NARROWEST_NAME = 12
"""Letters of a name in a line, at least."""
SPACE = 2
"""Letters between columns."""
NARROWEST_HEAD = 20
"""Letters of a column's head in a line, at least; longer heads fold."""


def shown(name: str) -> Text:
    """A name that anybody may have chosen, as it is: no markup of Rich, and control characters as escapes."""
    return Text(printable(name))


def print_table(table: Table, console: Console | None = None) -> None:
    """Print a table, wider than the screen if its figures need that."""
    console = console or Console()
    width = console.width
    console.width = max(width, _least_width(table))
    console.print(table)
    console.print()
    console.width = width


def figures_table(
    title: str, heads: Sequence[str], rows: Iterable[Sequence[str]], names: int = 1, min_width: int = 0
) -> Table:
    """A table of figures.

    Args:
        title: above it.
        heads: of the columns.
        rows: of the table.
        names: so many columns at the left hold names, which fold; the others hold figures, at the right.
        min_width: of the first column.
    """
    rows = list(rows)
    table = Table(title=shown(title), title_justify="left", title_style="bold", box=None, header_style="dim")
    for place, head in enumerate(heads):
        if place < names:
            table.add_column(shown(head), overflow="fold", min_width=min_width if not place else None)
        else:
            widest = max((len(row[place]) for row in rows), default=0)
            table.add_column(
                Text(_folded(printable(head), max(widest, NARROWEST_HEAD))), justify="right", no_wrap=True
            )
    for row in rows:
        table.add_row(*(shown(cell) for cell in row))
    return table


def counts_table(title: str, counts: Mapping[str, int]) -> Table:
    """Numbers with their share of the sum, as a bar."""
    table = Table(title=shown(title), title_justify="left", title_style="bold", box=None, show_header=False)
    table.add_column(min_width=26, overflow="fold")
    table.add_column(justify="right", no_wrap=True)
    table.add_column(justify="right", style="dim", no_wrap=True)
    table.add_column(style="cyan", overflow="crop")
    total = sum(counts.values())
    bar = "█" if "utf" in (sys.stdout.encoding or "").lower() else "#"
    for name, number in counts.items():
        share = number / total if total else 0.0
        table.add_row(shown(name), str(number), f"{share:.1%}", bar * round(share * 30))
    return table


def show_tables(tables: Mapping[str, Mapping[str, int]], console: Console | None = None) -> None:
    """Print a table for each entry that is not empty."""
    for title, counts in tables.items():
        if counts:
            print_table(counts_table(title, counts), console)


def show_figures(tables: Iterable[tuple[str, Sequence[str], Iterable[Sequence[str]]]]) -> None:
    """Print tables of figures: title, heads and rows; the first column has names."""
    console = Console()
    for title, heads, rows in tables:
        print_table(figures_table(title, heads, rows), console)


def show_report(
    tables: Iterable[tuple[str, Sequence[str], Iterable[Sequence[str]]]], notes: Iterable[str], path: Path
) -> None:
    """Print a report's figures, what one must know to read them, and where the rest is."""
    show_figures(tables)
    for sentence in notes:
        typer.echo(in_options(sentence))
    typer.echo(f"Open {path}")


def _least_width(table: Table) -> int:
    """Letters of a line in which no figure is cut and names have room to fold."""
    total = 0
    for column in table.columns:
        lines = [line for cell in (column.header, *column.cells) for line in str(cell).splitlines()]
        widest = max(map(cell_len, lines), default=0)
        total += (widest if column.no_wrap else min(widest, NARROWEST_NAME)) + SPACE
    return total


def _folded(head: str, width: int) -> str:
    """A head in lines of at most ``width`` letters; paths have no spaces to break at."""
    return "\n".join(head[start : start + width] for start in range(0, len(head), width))
