"""Who is told of what a comparison does: it trains, evaluates and measures one network after the other."""

from __future__ import annotations

from contextlib import AbstractContextManager
from typing import Protocol

from fmld_synth.baselines.harness.training_run import Watcher as TrainingWatcher
from fmld_synth.progress import Watcher


class ComparisonWatcher(Protocol):
    """Gives a watcher for each part; it serves while the context lasts."""

    def training(self, title: str) -> AbstractContextManager[TrainingWatcher]:
        """A network is trained."""
        ...

    def evaluating(self, title: str) -> AbstractContextManager[Watcher]:
        """A network is evaluated."""
        ...

    def measuring(self, networks: int) -> None:
        """The costs of so many networks are measured; it takes a while."""
        ...
