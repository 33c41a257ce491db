"""How a long piece of work tells the screen about its progress."""

from __future__ import annotations

from typing import Protocol


class Watcher(Protocol):
    """Receives progress events."""

    def begin(self, stage: str, total: int | None) -> None:
        """A stage begins: ``survey`` counts photographs, ``render`` counts masked pictures,
        ``keep`` photographs as they are. The total is None when nobody knows it, as with a camera."""
        ...

    def advance(self, done: int, accepted: int, rejected: int) -> None:
        """So much of the stage is done since the last call; accepted pictures and rejections among it."""
        ...


class Unwatched:
    """A watcher that shows nothing."""

    def begin(self, stage: str, total: int | None) -> None:
        """Show nothing."""

    def advance(self, done: int, accepted: int, rejected: int) -> None:
        """Show nothing."""
