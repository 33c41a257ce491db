"""What version 0.1.0 spelled the British way and is still read: fields of templates, anchors, names of colorways."""

from __future__ import annotations

from collections.abc import Collection
from pathlib import Path
from typing import Any

from fmld_synth.remarks import REMARKS

_WORDS = {"colour": "color", "licence": "license", "centre": "center", "grey": "gray"}


def american(name: str) -> str:
    """A name as it is spelled now: ``top_centre`` is ``top_center``, ``light_grey`` is ``light_gray``."""
    for earlier, now in _WORDS.items():
        name = name.replace(earlier, now)
    return name


def with_american_fields(fields: dict[str, Any], path: Path) -> dict[str, Any]:
    """The fields of a template's description as they are called now; remarks on those that were spelled otherwise."""
    earlier: list[str] = []
    renamed = _renamed(fields, earlier)
    if earlier:
        pairs = ", ".join(f"{name} is {american(name)}" for name in dict.fromkeys(earlier))
        REMARKS.warning("%s: fields are spelled otherwise now: %s", path, pairs)
    assert isinstance(renamed, dict), "a table stays a table"
    return renamed


def _renamed(value: Any, earlier: list[str]) -> Any:
    if isinstance(value, list):
        return [_renamed(one, earlier) for one in value]
    if not isinstance(value, dict):
        return value
    earlier += [name for name in value if american(name) != name]
    return {american(name): _renamed(one, earlier) for name, one in value.items()}


def current_name(name: str, names: Collection[str]) -> str:
    """A name that somebody typed, or as it is spelled now where only that is among ``names``."""
    now = american(name)
    if name in names or now not in names:
        return name
    REMARKS.warning("%s is spelled %s now", name, now)
    return now
