"""Turn face photographs into verified, labelled photographs of incorrectly worn face masks.

The three functions below are loaded at first use, so that importing the package costs nothing.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

from fmld_synth.version import VERSION as __version__  # noqa: N811

if TYPE_CHECKING:
    from fmld_synth.api import generate_dataset, render, synthesize

__all__ = ["__version__", "generate_dataset", "render", "synthesize"]


def __getattr__(name: str) -> Any:
    if name in ("generate_dataset", "render", "synthesize"):
        return getattr(import_module("fmld_synth.api"), name)
    raise AttributeError(f"module 'fmld_synth' has no attribute {name!r}")
