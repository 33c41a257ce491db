"""What each epoch gave: as a record, as lines of JSON, as curves in a picture and in TensorBoard."""

from __future__ import annotations

import io
import json
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path

from fmld_synth.baselines.harness.run_folder import CURVES, HISTORY, TENSORBOARD
from fmld_synth.files import write_file


@dataclass(frozen=True)
class Epoch:
    """One epoch.

    Attributes:
        epoch: its number, from 1.
        learning_rate: after its last step.
        train: mean of each term of the loss over its pictures.
        val: figures of the validation split after it.
        seconds: it took, validation included, since it was begun or resumed.
    """

    epoch: int
    learning_rate: float
    train: Mapping[str, float]
    val: Mapping[str, float]
    seconds: float

    def as_dict(self) -> dict[str, object]:
        """Plain values."""
        return asdict(self)


def best_epoch(history: Sequence[Epoch], choice: str) -> Epoch:
    """The first epoch with the best figure: the least loss, the greatest of any other."""
    if choice == "loss":
        return min(history, key=lambda epoch: epoch.val["loss"])
    return max(history, key=lambda epoch: epoch.val[choice])


def write_history(history: Sequence[Epoch], folder: Path) -> None:
    """Write one line an epoch, and the curves."""
    lines = "".join(json.dumps(epoch.as_dict()) + "\n" for epoch in history)
    write_file(folder / HISTORY, lines.encode(), resumable=True)
    write_file(folder / CURVES, drawn_curves(history), resumable=True)


def drawn_curves(history: Sequence[Epoch]) -> bytes:
    """PNG of the losses, the figures of the validation split, and the learning rate."""
    from matplotlib.figure import Figure
    from matplotlib.ticker import MaxNLocator

    figure = Figure(figsize=(15, 4.5), layout="constrained")
    losses, figures, rate = figure.subplots(1, 3)
    epochs = [epoch.epoch for epoch in history]
    marker = "o" if len(history) < 30 else None
    losses.plot(epochs, [epoch.train["loss"] for epoch in history], label="train", marker=marker)
    losses.plot(epochs, [epoch.val["loss"] for epoch in history], label="val", marker=marker)
    for name in history[-1].val:
        if name != "loss":
            figures.plot(
                epochs, [epoch.val.get(name, float("nan")) for epoch in history], label=name, marker=marker
            )
    rate.plot(epochs, [epoch.learning_rate for epoch in history], marker=marker)
    for axes, title in ((losses, "loss"), (figures, "validation split"), (rate, "learning rate")):
        axes.set(title=title, xlabel="epoch")
        axes.xaxis.set_major_locator(MaxNLocator(integer=True))
        axes.grid(alpha=0.3)
    losses.legend()
    figures.legend(fontsize="small")
    buffer = io.BytesIO()
    figure.savefig(buffer, format="png", dpi=100)
    return buffer.getvalue()


class TensorBoard:
    """The curves that ``tensorboard --logdir`` shows.

    Args:
        folder: of the run.
        first: number of the first epoch to come; what an interrupted run may have written from there on is hidden.
    """

    def __init__(self, folder: Path, first: int) -> None:
        from torch.utils.tensorboard import SummaryWriter

        self._writer = SummaryWriter(str(folder / TENSORBOARD), purge_step=first)

    def add(self, epoch: Epoch) -> None:
        """Add an epoch to the curves."""
        figures = {
            f"{part}/{name}": value
            for part in ("train", "val")
            for name, value in getattr(epoch, part).items()
        }
        for name, value in {**figures, "learning_rate": epoch.learning_rate}.items():
            self._writer.add_scalar(name, value, epoch.epoch)
        self._writer.flush()

    def close(self) -> None:
        """Write what is left."""
        self._writer.close()
