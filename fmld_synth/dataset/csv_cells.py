"""Cells of CSV files that spreadsheets show as they are: what begins like a formula is quoted."""

from __future__ import annotations

from typing import TypeVar

Cell = TypeVar("Cell")
BEGINNINGS = ("=", "+", "-", "@", "\t", "\r", "\n")
"""Of what spreadsheets take for a formula, as OWASP lists them."""


def quoted(cell: Cell) -> Cell | str:
    """The cell; a text that begins like a formula gets an apostrophe before it, as spreadsheets themselves do.

    Examples:
        >>> quoted("=1+1"), quoted("face.jpg"), quoted(-1.5)
        ("'=1+1", 'face.jpg', -1.5)
    """
    return f"'{cell}" if isinstance(cell, str) and cell.lstrip(" ").startswith(BEGINNINGS) else cell
