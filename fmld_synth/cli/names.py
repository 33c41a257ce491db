"""Lists of names in a line of the screen."""

from __future__ import annotations

from collections.abc import Sequence

MOST_NAMED = 5
"""The others are counted."""


def shortened(names: Sequence[str]) -> str:
    """``a, b, c, d, e and 3 more``."""
    more = len(names) - MOST_NAMED
    return f"{', '.join(names[:MOST_NAMED])}{f' and {more:,} more' if more > 0 else ''}"
