"""How long prediction takes."""

from __future__ import annotations

import statistics
from collections.abc import Iterator
from contextlib import contextmanager
from time import perf_counter

STAGES = ("find", "classify", "all")
"""Finding faces, classifying them, and everything from reading the picture to writing it."""


class Stopwatch:
    """Adds up the time of each stage, picture by picture; it starts when it is made."""

    def __init__(self) -> None:
        self._pictures: list[dict[str, float]] = []
        self.next_picture()

    def next_picture(self) -> None:
        """A picture begins; what the one before has taken so far is forgotten unless it was done."""
        self._present = dict.fromkeys(STAGES, 0.0)
        self._begin = perf_counter()

    @contextmanager
    def stage(self, name: str) -> Iterator[None]:
        """Time spent inside counts for a stage of the present picture."""
        begin = perf_counter()
        yield
        self._present[name] += perf_counter() - begin

    def done(self) -> None:
        """The picture is done: everything since it began is its stage ``all``. The next one begins."""
        self._present["all"] = perf_counter() - self._begin
        self._pictures.append(self._present)
        self.next_picture()

    def milliseconds(self) -> dict[str, float]:
        """Median over the pictures of each stage, in ms; empty without pictures."""
        if not self._pictures:
            return {}
        return {
            stage: round(1000 * statistics.median(picture[stage] for picture in self._pictures), 2)
            for stage in STAGES
        }
