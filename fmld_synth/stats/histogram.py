"""Counts in bins, filled one value at a time."""

from __future__ import annotations

from bisect import bisect_right
from collections import Counter
from collections.abc import Sequence
from itertools import pairwise

DIGITS = 2
"""Decimals that quantiles keep of a value: more than any figure shows, and few enough to count equal values."""


class Values:
    """Counts values themselves, so that quantiles are exact however large they are."""

    def __init__(self) -> None:
        self._counts: Counter[float] = Counter()

    def add(self, value: float) -> None:
        """Count one value, rounded to hundredths."""
        self._counts[round(value, DIGITS)] += 1

    def quantile(self, share: float) -> float | None:
        """The smallest value that at least ``share`` (0 to 1) of them do not exceed; None without any.

        It is always one of the values: nothing is interpolated.
        """
        wanted, below = share * self._counts.total() - 1e-9, 0
        for value in sorted(self._counts):
            below += self._counts[value]
            if below >= wanted:
                return value
        return None

    def update(self, other: Values) -> None:
        """Count what another one counted, too."""
        self._counts.update(other._counts)


class Histogram:
    """Counts between ``edges``; what lies outside counts in the first or last bin.

    Args:
        edges: ascending, at least two; the last bin includes its upper edge.

    Attributes:
        counts: one number a bin.
        values: what was counted.
    """

    def __init__(self, edges: Sequence[float]) -> None:
        self.edges = tuple(edges)
        self.counts = [0] * (len(self.edges) - 1)
        self.values = Values()
        self._sum = 0.0

    def add(self, value: float) -> None:
        """Count one value."""
        place = bisect_right(self.edges, value) - 1
        self.counts[min(max(place, 0), len(self.counts) - 1)] += 1
        self.values.add(value)
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
        """See :meth:`Values.quantile`."""
        return self.values.quantile(share)

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
        wider.values.update(self.values)
        return wider

    def named(self) -> dict[str, int]:
        """Counts by the name of their bin, such as ``-15 to 15``."""
        bins = zip(self.edges, self.edges[1:], self.counts, strict=False)
        return {f"{low:g} to {high:g}": number for low, high, number in bins}
