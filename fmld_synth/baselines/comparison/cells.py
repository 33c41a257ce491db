"""Cells of the tables of a comparison."""

from __future__ import annotations

from fmld_synth.baselines.comparison.costs import Cost
from fmld_synth.baselines.evaluation.figures import Figure

NOTHING = "–"

Table = tuple[str, list[str], list[list[str]]]
"""Title, heads and rows."""

SIZE_HEADS = ["parameters", "file, MB", "input", "GFLOPs"]


def size_cells(cost: Cost) -> list[str]:
    """Under :data:`SIZE_HEADS`."""
    return [
        f"{cost.parameters:,}",
        f"{cost.bytes / 1e6:.2f}",
        f"{cost.input_side} px",
        f"{cost.gigaflops:.2f}",
    ]


def figure_cell(figure: Figure | None, *, intervals: bool) -> str:
    """A figure, with or without its interval."""
    if figure is None:
        return NOTHING
    return str(figure if intervals else Figure(value=figure.value))
