"""Accuracy and loss of several trainings over their epochs, in one figure."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import NamedTuple

from matplotlib.ticker import MaxNLocator

from fmld_synth.baselines.evaluation.plots import COLORS, make_page, save_page

MOST_MARKED = 30
"""Epochs of a curve whose points are marked."""


class TrainingCurve(NamedTuple):
    """One training: its name, and a figure an epoch."""

    name: str
    val_accuracies: Sequence[float]
    val_losses: Sequence[float]
    train_losses: Sequence[float]


def plot_training_curves(curves: Sequence[TrainingCurve], path: Path) -> None:
    """Accuracy at the left, losses at the right, a color a training; written as PNG."""
    figure, (accuracy, loss) = make_page(12.4, 4.8, 2)
    for place, curve in enumerate(curves):
        color, epochs = COLORS[place % len(COLORS)], range(1, len(curve.val_losses) + 1)
        marker = "o" if len(epochs) <= MOST_MARKED else None
        accuracy.plot(
            epochs, curve.val_accuracies, color=color, marker=marker, markersize=4, label=curve.name
        )
        loss.plot(epochs, curve.val_losses, color=color, marker=marker, markersize=4, label=curve.name)
        loss.plot(epochs, curve.train_losses, color=color, linestyle="--", linewidth=1)
    accuracy.set_title("Accuracy, validation part")
    loss.set_title("Loss: validation part, and training part dashed")
    for axes in (accuracy, loss):
        axes.set_xlabel("epoch")
        axes.xaxis.set_major_locator(MaxNLocator(integer=True))
    accuracy.legend(loc="best", framealpha=0.8)
    save_page(figure, path)
