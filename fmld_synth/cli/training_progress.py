"""What people see of a training: two bars with the time left, and a line for every epoch."""

from __future__ import annotations

from types import TracebackType
from typing import TYPE_CHECKING

from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

if TYPE_CHECKING:
    from fmld_synth.baselines.harness.history import Epoch


class TrainingProgress:
    """Shows the progress of an epoch and of the whole training, on the error stream.

    Args:
        quiet: show nothing.
    """

    def __init__(self, quiet: bool) -> None:
        self._bars = Progress(
            TextColumn("{task.description:<14}"),
            BarColumn(),
            MofNCompleteColumn(),
            TimeRemainingColumn(),
            TextColumn("{task.fields[loss]}"),
            console=Console(stderr=True, quiet=quiet),
            disable=quiet,
        )

    def __enter__(self) -> TrainingProgress:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._bars.stop()

    def begin(self, epochs: int, batches: int, done: int) -> None:
        """Training begins."""
        self._epochs = epochs
        self._bars.start()
        self._whole = self._bars.add_task("Training", total=epochs * batches, completed=done, loss="")
        self._epoch = self._bars.add_task("", total=batches, loss="", visible=False)

    def begin_epoch(self, epoch: int, batches: int, done: int) -> None:
        """An epoch begins."""
        self._bars.reset(
            self._epoch,
            total=batches,
            completed=done,
            description=f"Epoch {epoch}/{self._epochs}",
            visible=True,
            loss="",
        )

    def advance(self, loss: float) -> None:
        """One more batch is done."""
        self._bars.update(self._epoch, advance=1, loss=f"loss {loss:.3f}")
        self._bars.update(self._whole, advance=1)

    def end_epoch(self, epoch: Epoch, best: bool) -> None:
        """An epoch is complete."""
        figures = "  ".join(f"{name} {value:.3f}" for name, value in epoch.val.items())
        self._bars.console.print(
            f"epoch {epoch.epoch:>3}  {epoch.seconds:.0f} s  train loss {epoch.train['loss']:.3f}  val: {figures}"
            + ("  [green]best" if best else ""),
            highlight=False,
            soft_wrap=True,
        )
