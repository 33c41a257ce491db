"""What people see of a comparison: a line and a bar for each network that is trained or evaluated."""

from __future__ import annotations

from rich.console import Console

from fmld_synth.cli.progress import ProgressBar
from fmld_synth.cli.training_progress import TrainingProgress


class ComparisonProgress:
    """Shows the progress of a comparison, on the error stream.

    Args:
        quiet: show nothing.
    """

    def __init__(self, quiet: bool) -> None:
        self._quiet = quiet
        self._console = Console(stderr=True, quiet=quiet)

    def training(self, title: str) -> TrainingProgress:
        """A network is trained."""
        self._console.print(f"[bold]{title}[/]", highlight=False)
        return TrainingProgress(self._quiet)

    def evaluating(self, title: str) -> ProgressBar:
        """A network is evaluated."""
        self._console.print(f"[bold]{title}[/]", highlight=False)
        return ProgressBar(self._quiet)

    def measuring(self, networks: int) -> None:
        """Costs are measured."""
        self._console.print(f"Measuring the costs of {networks} networks ...", highlight=False)
