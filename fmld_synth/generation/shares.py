"""Shares by name, as people write them: ``chin=0.3,correct=0.7``."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any


def read_shares(value: Any) -> dict[str, float]:
    """Shares from ``a=0.2,b=0.8``, ``a,b``, a list of names or a mapping; scaled to sum to 1."""
    if isinstance(value, str):
        value = [part.strip() for part in value.split(",") if part.strip()]
    if isinstance(value, (list, tuple)):
        pairs = [str(part).partition("=") for part in value]
        if any(equals for _, equals, _ in pairs) and not all(equals for _, equals, _ in pairs):
            raise ValueError("give a share to every name or to none")
        names = [name.strip() for name, _, _ in pairs]
        if len(set(names)) < len(names):
            raise ValueError("a name occurs twice")
        value = {name.strip(): share if equals else 1 for name, equals, share in pairs}
    if not isinstance(value, Mapping) or not value:
        raise ValueError("expected names, or names with shares such as a=0.8,b=0.2")
    try:
        shares = {str(name): float(share) for name, share in value.items()}
    except (TypeError, ValueError):
        raise ValueError("a share is not a number; write names with shares such as a=0.8,b=0.2") from None
    total = sum(shares.values())
    if not all(0 <= share < float("inf") for share in shares.values()) or not 0 < total < float("inf"):
        raise ValueError("shares must be 0 or more, one above 0, and their sum a number")
    if abs(total - 1) < 1e-9:
        return shares
    return {name: share / total for name, share in shares.items()}
