"""Landmark sources that other packages add."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping

from fmld_synth import plugins
from fmld_synth.faces.face import LandmarkSource
from fmld_synth.plugins import NotSuitable


def plugged_in_sources(taken: Collection[str]) -> Mapping[str, Callable[[], LandmarkSource]]:
    """What makes each source, by its name.

    Args:
        taken: names of bundled sources.
    """
    return plugins.plugged_in(plugins.LANDMARK_SOURCES, _accept, taken.__contains__)


def _accept(name: str, make: object) -> Callable[[], LandmarkSource]:
    if not callable(make):
        raise NotSuitable(f"{type(make).__name__} cannot be called to make a source")
    if isinstance(make, type) and not callable(getattr(make, "find", None)):
        raise NotSuitable(f"{make.__name__} has no method find(image)")
    return make
