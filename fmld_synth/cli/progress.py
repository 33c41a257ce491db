"""A progress bar for people, on the error stream so that it never mixes with results."""

from __future__ import annotations

from types import TracebackType

from rich.console import Console
from rich.progress import (
    BarColumn,
    MofNCompleteColumn,
    Progress,
    ProgressColumn,
    Task,
    TextColumn,
    TimeRemainingColumn,
)
from rich.text import Text

TITLES = {
    "fetch": "Fetching",
    "deliver": "Delivering",
    "survey": "Finding faces",
    "render": "Putting on masks",
    "keep": "Keeping real ones",
    "verify": "Verifying",
    "overlays": "Taking apart",
    "apply": "Putting on masks",
    "report": "Looking at pictures",
    "compare": "Comparing",
    "evaluate": "Evaluating",
    "predict": "Looking at pictures",
    "turn": "Turning heads",
}
OUTCOMES = {
    "fetch": "",
    "deliver": "",
    "survey": "[red]{rejected} rejected",
    "render": "[green]{accepted} accepted[/], [red]{rejected} rejected",
    "keep": "[green]{accepted} kept",
    "verify": "[red]{rejected} faults",
    "overlays": "",
    "apply": "[red]{rejected} left out",
    "report": "[red]{rejected} faults",
    "compare": "[red]{rejected} unreadable",
    "evaluate": "[red]{rejected} unreadable",
    "predict": "[red]{rejected} unreadable",
    "turn": "[green]{accepted} turned[/], [red]{rejected} rejected",
}


class _Rate(ProgressColumn):
    def render(self, task: Task) -> Text:
        speed = task.finished_speed or task.speed
        return Text(f"{speed:.1f}/s" if speed else "", style="progress.data.speed")


class ProgressBar:
    """Shows what is done, rate, time left, accepted and rejected.

    Args:
        quiet: show nothing.
    """

    def __init__(self, quiet: bool) -> None:
        self._bar = Progress(
            TextColumn("{task.description:<19}"),
            BarColumn(),
            MofNCompleteColumn(),
            _Rate(),
            TimeRemainingColumn(elapsed_when_finished=True),
            TextColumn("{task.fields[outcome]}"),
            console=Console(stderr=True),
            disable=quiet,
        )
        self._accepted = self._rejected = 0

    def __enter__(self) -> ProgressBar:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if self._bar.tasks:  # a bar without stages would leave an empty line
            self._bar.stop()

    def begin(self, stage: str, total: int | None) -> None:
        """A stage begins."""
        self._bar.start()
        self._stage, self._accepted, self._rejected = stage, 0, 0
        self._task = self._bar.add_task(TITLES[stage], total=total, outcome="")

    def advance(self, done: int, accepted: int, rejected: int) -> None:
        """So much more is done."""
        self._accepted += accepted
        self._rejected += rejected
        outcome = OUTCOMES[self._stage].format(accepted=self._accepted, rejected=self._rejected)
        self._bar.update(self._task, advance=done, outcome=outcome)
