"""A plot of how right networks are over what they cost."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import NamedTuple

from fmld_synth.baselines.evaluation.plots import COLORS, INK, make_page, save_page

MARKERS = {"classification": "o", "detection": "s"}


class Point(NamedTuple):
    """One network: its name, its task, its cost (above 0) and how right it is (0 to 1)."""

    name: str
    task: str
    cost: float
    quality: float


class Plot(NamedTuple):
    """The points of one set, and what to call it."""

    title: str
    points: Sequence[Point]


def plot_scatter(plots: Sequence[Plot], path: Path, *, across: str, down: str) -> None:
    """Points side by side, a plot a set, the cost on a logarithmic axis; written as PNG.

    Args:
        plots: at least one.
        path: of the file.
        across, down: what the axes show.
    """
    figure, row = make_page(6.2 * len(plots), 4.8, len(plots))
    for axes, plot in zip(row, plots, strict=True):
        axes.set_xscale("log")
        for which in (axes.xaxis.set_major_formatter, axes.xaxis.set_minor_formatter):
            which("{x:g}")  # plain numbers, no powers of ten
        for place, point in enumerate(plot.points):
            color = COLORS[place % len(COLORS)]
            axes.plot(point.cost, point.quality, MARKERS[point.task], color=color, markersize=8)
            axes.annotate(
                point.name,
                (point.cost, point.quality),
                textcoords="offset points",
                xytext=(7, 5),
                color=INK,
                fontsize=8,
            )
        axes.set_ylim(-0.03, 1.05)
        axes.margins(x=0.25)
        axes.set_xlabel(across)
        axes.set_ylabel(down)
        axes.set_title(plot.title)
    save_page(figure, path)
