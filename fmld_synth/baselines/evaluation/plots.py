"""The plots of a report, drawn without a screen."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path

import numpy as np
from matplotlib.axes import Axes
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.figure import Figure

from fmld_synth.baselines.evaluation.calibration import Bin
from fmld_synth.baselines.evaluation.curves import Curve
from fmld_synth.files import whole_file

INK, LINES, FILL = "#28282c", "#d9d9d6", "#3b6fb6"
COLORS = ("#1b7f4b", "#d9730d", "#c0243b", "#3b6fb6", "#7a4fa3", "#5f6368")
"""Of classes in their order; they differ in lightness, too."""
STYLES = ("-", "--", "-.", ":")
"""And so do their lines."""
DOTS_PER_INCH = 140


def plot_confusion(
    confusion: Sequence[Sequence[int]], rows: Sequence[str], columns: Sequence[str], path: Path
) -> None:
    """Counts and shares of each true class; written as PNG.

    Args:
        confusion: rows are true classes.
        rows, columns: their names.
        path: of the file.
    """
    counts = np.array(confusion, np.float64)
    shares = counts / np.maximum(counts.sum(axis=1, keepdims=True), 1)
    figure, (axes,) = make_page(1.6 + 0.95 * len(columns), 1.4 + 0.75 * len(rows))
    axes.imshow(shares, cmap="Blues", vmin=0, vmax=1.9, aspect="auto")
    for row, column in np.ndindex(counts.shape):
        text = f"{counts[row, column]:,.0f}\n{shares[row, column]:.1%}"
        axes.text(column, row, text, ha="center", va="center", color=INK, fontsize=9)
    axes.set_xticks(range(len(columns)), columns, rotation=30, ha="right")
    axes.set_yticks(range(len(rows)), rows)
    axes.set_xlabel("predicted")
    axes.set_ylabel("true")
    axes.grid(False)
    save_page(figure, path)


def plot_curves(
    curves: Mapping[str, Curve], path: Path, *, across: str, down: str, title: str, chance: bool = False
) -> None:
    """Curves of several classes, 0 to 1; written as PNG.

    Args:
        curves: by the text of the legend.
        path: of the file.
        across, down: what the axes show.
        title: of the plot.
        chance: draw the diagonal of a model that guesses.
    """
    figure, (axes,) = make_page(5.4, 4.6)
    if chance:
        axes.plot((0, 1), (0, 1), color=LINES, linewidth=1.2)
    for place, (label, curve) in enumerate(curves.items()):
        color, style = COLORS[place % len(COLORS)], STYLES[place % len(STYLES)]
        axes.plot(curve.x, curve.y, label=label, color=color, linestyle=style, linewidth=1.8)
    _unit_square(axes)
    axes.set_xlabel(across)
    axes.set_ylabel(down)
    axes.set_title(title)
    if curves:
        axes.legend(frameon=False, loc="lower left" if not chance else "lower right")
    save_page(figure, path)


def plot_reliability(bins: Sequence[Bin], error: float, path: Path) -> None:
    """Accuracy over confidence, and how many faces there are; written as PNG."""
    figure, (axes,) = make_page(5.4, 4.6)
    most = max(one.faces for one in bins)
    axes.plot((0, 1), (0, 1), color=LINES, linewidth=1.2)
    for one in bins:
        width = one.high - one.low
        axes.bar(one.low, one.accuracy, width, align="edge", color=FILL, alpha=0.25 + 0.75 * one.faces / most)
    axes.plot([one.confidence for one in bins], [one.accuracy for one in bins], "o", color=INK, markersize=4)
    _unit_square(axes)
    axes.set_xlabel("confidence (bars of more faces are darker)")
    axes.set_ylabel("accuracy")
    axes.set_title(f"Calibration: expected error {error:.3f}")
    save_page(figure, path)


def make_page(width: float, height: float, plots: int = 1) -> tuple[Figure, list[Axes]]:
    """A page of so many inches with plots side by side, in the reports' colors."""
    figure = Figure(figsize=(width, height), layout="constrained", facecolor="white")
    FigureCanvasAgg(figure)
    row: list[Axes] = list(figure.subplots(1, plots, squeeze=False)[0])
    for axes in row:
        axes.tick_params(colors=INK)
        for text in (axes.xaxis.label, axes.yaxis.label, axes.title):
            text.set_color(INK)
        for spine in axes.spines.values():
            spine.set_color(LINES)
        axes.grid(True, color=LINES, linewidth=0.6)
        axes.set_axisbelow(True)
    return figure, row


def _unit_square(axes: Axes) -> None:
    axes.set_xlim(0, 1)
    axes.set_ylim(0, 1.02)


def save_page(figure: Figure, path: Path) -> None:
    """Write a page as PNG, first under a temporary name."""
    with whole_file(path) as part:
        figure.savefig(part, format="png", dpi=DOTS_PER_INCH)
