"""Counts in bins, filled one value at a time."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Sequence
from itertools import pairwise


class Histogram:
    """Counts between ``edges``; what lies outside counts in the first or last bin.

    Args:
        edges: ascending, at least two; the last bin includes its upper edge.

    Attributes:
        counts: one number a bin.
    """

    def __init__(self, edges: Sequence[float]) -> None:
        self.edges = tuple(edges)
        self.counts = [0] * (len(self.edges) - 1)
        self._sum = 0.0

    def add(self, value: float) -> None:
        """Count one value."""
        place = bisect_right(self.edges, value) - 1
        self.counts[min(max(place, 0), len(self.counts) - 1)] += 1
        self._sum += value

    @property
    def total(self) -> int:
        """How many values were counted."""
        return sum(self.counts)

    @property
    def mean(self) -> float | None:
        """Of the values themselves, not of their bins; None without any."""
        return self._sum / self.total if self.total else None

    def quantile(self, share: float) -> float | None:
        """The value below which ``share`` (0 to 1) of them lie, linear within a bin; None without any."""
        wanted, below = share * self.total, 0
        for low, high, number in zip(self.edges, self.edges[1:], self.counts, strict=False):
            if number and below + number >= wanted:
                return low + (high - low) * (wanted - below) / number
            below += number
        return None

    def merged(self, edges: Sequence[float]) -> Histogram:
        """The same counts in wider bins; each of ``edges`` must be an edge here too.

        Raises:
            ValueError: one is not.
        """
        wider = Histogram(edges)
        places = [self.edges.index(edge) for edge in wider.edges]
        wider.counts = [sum(self.counts[low:high]) for low, high in pairwise(places)]
        wider.counts[0] += sum(self.counts[: places[0]])
        wider.counts[-1] += sum(self.counts[places[-1] :])
        wider._sum = self._sum
        return wider

    def named(self) -> dict[str, int]:
        """Counts by the name of their bin, such as ``-15 to 15``."""
        bins = zip(self.edges, self.edges[1:], self.counts, strict=False)
        return {f"{low:g} to {high:g}": number for low, high, number in bins}
